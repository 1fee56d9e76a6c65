package io.paviour.redis;

import io.paviour.process.Identity;
import io.paviour.process.Uids;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Knows the homes of all servers on this machine, and as whom each server runs: as a user of its own where the
/// platform is root and others can reach the directory; else as the platform's own user, without any rights of root.
final class Landlord {
    /// Above those of workloads.
    private static final int UIDS_FIRST = 265_536;

    private final Path directory;
    private final Path homes;
    private final boolean isRoot = System.getProperty("user.name").equals("root");
    private @Nullable Uids uids;
    private boolean isDecided;

    Landlord(Path directory) {
        this.directory = directory;
        this.homes = directory.resolve("instances");
    }

    Home home(Claim claim) throws IOException {
        String identifier = claim.identifier();
        Uids own = uids();
        return new Home(homes.resolve(identifier), own == null ? null : own.of(identifier));
    }

    Identity identity(Claim claim) throws IOException {
        Uids own = uids();
        if (own != null) {
            int uid = own.of(claim.identifier());
            return new Identity.Ids(uid, uid);
        }
        return isRoot ? new Identity.Unmapped() : new Identity.Same();
    }

    /// Decided when the directory is there: only then can others be seen to reach it.
    private synchronized @Nullable Uids uids() throws IOException {
        if (!isDecided) {
            Files.createDirectories(directory);
            var ours = new Uids(directory.resolve("uids"), UIDS_FIRST);
            uids = isRoot && Uids.canReach(directory) && ours.arePossible() ? ours : null;
            isDecided = true;
        }
        return uids;
    }

    /// The ports that are promised.
    Set<Integer> promised() throws IOException {
        var ports = new HashSet<Integer>();
        if (Files.isDirectory(homes)) {
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(homes)) {
                for (Path directory : directories) {
                    ports.add(new Home(directory, null).port());
                }
            }
        }
        return ports;
    }
}
