package io.paviour.localprocess;

import io.paviour.plugin.Plan;
import io.paviour.process.Identity;
import io.paviour.resource.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// As whom workloads run.
///
/// @param user another user than the platform's own, or null
/// @param told the condition that every workload shows about it
record Tenant(@Nullable String user, Plan.Told told) {
    private static final String CONDITION = "RunsAsPlatformUser";
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    /// Chooses the user: the one that is set; else `nobody` if the platform is root and `nobody` can reach
    /// `directory`; else the platform's own.
    ///
    /// @throws io.paviour.resource.ProblemException if a user is set but cannot be had
    static Tenant choose(@Nullable String wanted, Path directory) {
        String own = System.getProperty("user.name");
        boolean root = own.equals("root");
        if (wanted != null && !wanted.equals(own)) {
            if (!root) {
                throw new Problem.BadRequest("localprocess.user is " + wanted + ", but only root can start programs as"
                                + " another user, and the platform runs as " + own)
                        .exception();
            }
            return another(wanted);
        }
        if (wanted == null && root && canBeReached(directory)) {
            return another("nobody");
        }
        String message = "workloads run as the platform's own user " + own + " and may read whatever it may; "
                + (root
                        ? "let other users pass through every directory above " + directory + " (chmod o+x)"
                        : "start the platform as root, so that it can run them as nobody, or turn off this driver");
        return new Tenant(null, new Plan.Told(CONDITION, true, "NoOtherUser", message));
    }

    private static Tenant another(String user) {
        return new Tenant(user, new Plan.Told(CONDITION, false, "OtherUser", "workloads run as the user " + user));
    }

    private static boolean canBeReached(Path directory) {
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

    Identity identity() {
        return user == null ? new Identity.Same() : new Identity.User(user);
    }

    /// What stands before a program so that it can gain no rights (set-user-ID files); another user is always started
    /// so.
    List<String> wrapper() {
        return user == null && Files.isExecutable(SETPRIV)
                ? List.of(SETPRIV.toString(), "--no-new-privs", "--")
                : List.of();
    }

    /// Makes a directory that belongs to the tenant alone.
    void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            return;
        }
        if (user != null) {
            UserPrincipal owner =
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            Files.setOwner(directory, owner);
        }
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    }
}
