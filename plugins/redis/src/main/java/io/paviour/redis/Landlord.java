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

    private final Path homes;
    private final @Nullable Uids uids;
    private final boolean isRoot = System.getProperty("user.name").equals("root");

    Landlord(Path directory) {
        this.homes = directory.resolve("instances");
        var ours = new Uids(directory.resolve("uids"), UIDS_FIRST);
        this.uids = isRoot && Uids.canReach(directory) && ours.arePossible() ? ours : null;
    }

    Home home(Claim claim) throws IOException {
        String identifier = claim.identifier();
        return new Home(homes.resolve(identifier), uids == null ? null : uids.of(identifier));
    }

    Identity identity(Claim claim) throws IOException {
        if (uids != null) {
            int uid = uids.of(claim.identifier());
            return new Identity.Ids(uid, uid);
        }
        return isRoot ? new Identity.Unmapped() : new Identity.Same();
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
