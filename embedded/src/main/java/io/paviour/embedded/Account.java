package io.paviour.embedded;

import io.paviour.process.Child;
import io.paviour.process.Command;
import io.paviour.process.Confinement;
import io.paviour.process.Identity;
import io.paviour.process.Spawner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;

/// As whom the server runs: PostgreSQL refuses root, and wants to own its data.
///
/// @param owner whose the data must be; an empty name for the platform's own user
record Account(Identity identity, String owner) {
    private static final Account SAME = new Account(new Identity.Same(), "");
    private static final Account UNMAPPED = new Account(new Identity.Unmapped(), "");

    static Account user(String name) {
        return new Account(new Identity.User(name), name);
    }

    /// The accounts to try, best first. To the kernel, root in a user namespace is still root and opens
    /// root's files; so a user of PostgreSQL's own is better, where every directory above lets it pass.
    /// `nobody` comes last: whatever else runs as nobody could open the data. A user namespace also helps
    /// a user without an entry in `/etc/passwd`, whom `initdb` refuses (Java calls it "?").
    static List<Account> candidates() {
        return switch (System.getProperty("user.name")) {
            case "root" -> List.of(user("postgres"), UNMAPPED, user("nobody"));
            case "?" -> List.of(UNMAPPED);
            default -> List.of(SAME);
        };
    }

    /// The first that can enter the directory and run the programs.
    static Account choose(List<Account> candidates, Spawner spawner, Binaries binaries, Path directory)
            throws IOException, InterruptedException {
        for (Account candidate : candidates) {
            candidate.openTo(directory);
            if (candidate.canRun(spawner, binaries, directory)) {
                return candidate;
            }
        }
        throw new CannotStartException("PostgreSQL does not run as "
                + System.getProperty("user.name") + ", and no other account can run it in " + directory
                + ": allow user namespaces, or start Paviour as an ordinary user");
    }

    /// Another user has to pass through the server's directory; it still cannot list it.
    private void openTo(Path directory) throws IOException {
        Files.setPosixFilePermissions(
                directory, PosixFilePermissions.fromString(owner.isEmpty() ? "rwx------" : "rwx--x--x"));
    }

    private boolean canRun(Spawner spawner, Binaries binaries, Path directory)
            throws IOException, InterruptedException {
        String server = binaries.program("postgres").toString();
        try {
            Child probe = spawner.start(Command.of(
                            Path.of("/"),
                            "/bin/sh",
                            "-c",
                            "cd \"$1\" && exec \"$2\" --version",
                            "probe",
                            directory.toString(),
                            server)
                    .withConfinement(Confinement.none().withIdentity(identity)));
            return probe.exit().join().code() == 0;
        } catch (IOException e) {
            // The machine lacks the user or the program for this way; the next may do.
            return false;
        }
    }

    /// Makes everything below `path` the account's own, unless it is.
    void own(Path path) throws IOException {
        String wanted = owner.isEmpty() ? System.getProperty("user.name") : owner;
        if (Files.getOwner(path).getName().equals(wanted) || wanted.equals("?")) {
            return;
        }
        UserPrincipal user =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(wanted);
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : (Iterable<Path>) paths::iterator) {
                Files.setAttribute(each, "posix:owner", user, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
