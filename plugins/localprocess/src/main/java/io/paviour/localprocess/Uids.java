package io.paviour.localprocess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The user id that the workloads of each namespace run with on this node: from 200000 to 265535, never that of
/// another namespace, the same after a restart. Noted in a file, one `namespace id` a line; nothing is ever taken back,
/// since files of a namespace may outlive it.
final class Uids {
    static final int FIRST = 200_000;
    private static final int COUNT = 65_536;
    private static final Path MAP = Path.of("/proc/self/uid_map");

    private final Path file;

    /// @param file nobody but the platform may write to its directory
    Uids(Path file) {
        this.file = file;
    }

    /// Whether this machine has those users: a container may have been given fewer
    /// (`user_namespaces(7)`, "User and group ID mappings").
    static boolean arePossible() {
        try {
            return Files.readAllLines(MAP).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .anyMatch(map -> Long.parseLong(map[0]) <= FIRST
                            && Long.parseLong(map[0]) + Long.parseLong(map[2]) >= FIRST + COUNT);
        } catch (IOException e) {
            return false;
        }
    }

    /// @throws IOException also if there are more namespaces than ids
    synchronized int of(String namespace) throws IOException {
        Map<String, Integer> given = given();
        Integer known = given.get(namespace);
        if (known != null) {
            return known;
        }
        if (given.size() >= COUNT) {
            throw new IOException("all " + COUNT + " user ids for namespaces are given");
        }
        int offset = Math.floorMod(namespace.hashCode(), COUNT);
        while (given.containsValue(FIRST + offset)) {
            offset = (offset + 1) % COUNT;
        }
        given.put(namespace, FIRST + offset);
        note(given);
        return FIRST + offset;
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
        given.forEach((namespace, uid) -> lines.add(namespace + " " + uid));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, lines);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
