package io.paviour.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The user ids that tenants run with on this node: one for each, never that of another, the same after a restart.
/// Noted in a file, one `tenant id` a line; nothing is ever taken back, since files of a tenant may outlive it.
public final class Uids {
    /// How many ids one file gives. Two files must not give the same.
    public static final int COUNT = 65_536;

    private static final Path MAP = Path.of("/proc/self/uid_map");

    private final Path file;
    private final int first;

    /// @param file nobody but the platform may write to its directory
    /// @param first the lowest id; [#COUNT] from there are given
    public Uids(Path file, int first) {
        this.file = file;
        this.first = first;
    }

    /// Whether this machine has those users: a container may have been given fewer
    /// (`user_namespaces(7)`, "User and group ID mappings").
    public boolean arePossible() {
        try {
            return Files.readAllLines(MAP).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .anyMatch(map -> Long.parseLong(map[0]) <= first
                            && Long.parseLong(map[0]) + Long.parseLong(map[2]) >= first + COUNT);
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether other users pass through every directory down to this one.
    public static boolean canReach(Path directory) {
        try {
            for (Path path = directory.toRealPath(); path != null; path = path.getParent()) {
                if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /// The id of a tenant, whose name has no blank and no line break.
    ///
    /// @throws IOException also if there are more tenants than ids
    public synchronized int of(String tenant) throws IOException {
        Map<String, Integer> given = given();
        Integer known = given.get(tenant);
        if (known != null) {
            return known;
        }
        if (given.size() >= COUNT) {
            throw new IOException("all " + COUNT + " user ids from " + first + " on are given");
        }
        int offset = Math.floorMod(tenant.hashCode(), COUNT);
        while (given.containsValue(first + offset)) {
            offset = (offset + 1) % COUNT;
        }
        given.put(tenant, first + offset);
        note(given);
        return first + offset;
    }

    private Map<String, Integer> given() throws IOException {
        var given = new HashMap<String, Integer>();
        try {
            for (String line : Files.readAllLines(file)) {
                int space = line.indexOf(' ');
                given.put(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
            }
        } catch (NoSuchFileException e) {
            return given;
        }
        return given;
    }

    private void note(Map<String, Integer> given) throws IOException {
        List<String> lines = new ArrayList<>();
        given.forEach((tenant, uid) -> lines.add(tenant + " " + uid));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
