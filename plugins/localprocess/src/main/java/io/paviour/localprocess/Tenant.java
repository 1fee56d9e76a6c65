package io.paviour.localprocess;

import io.paviour.plugin.Plan;
import io.paviour.process.Identity;
import io.paviour.process.Uids;
import io.paviour.resource.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// As whom workloads run.
///
/// @param told the condition that every workload shows about it
record Tenant(Account account, Plan.Told told) {
    private static final String CONDITION = "RunsAsPlatformUser";
    private static final int UIDS_FIRST = 200_000;
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    /// A user of the machine.
    sealed interface Account {
        /// The platform's own.
        record Own() implements Account {}

        /// One for all workloads.
        record Named(String user) implements Account {}

        /// One for each namespace.
        record Each(Uids uids) implements Account {}
    }

    /// Chooses the user: the one that is set; else, if the platform is root and others can reach `directory`, one for
    /// each namespace, or `nobody` where the machine has too few; else the platform's own.
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
            return another(new Account.Named(wanted), "workloads run as the user " + wanted);
        }
        if (wanted == null && root && Uids.canReach(directory)) {
            var uids = new Uids(directory.resolve("uids"), UIDS_FIRST);
            return uids.arePossible()
                    ? another(new Account.Each(uids), "the workloads of each namespace run as a user of their own")
                    : another(new Account.Named("nobody"), "workloads run as the user nobody");
        }
        String message = "workloads run as the platform's own user " + own + " and may read whatever it may; "
                + (root
                        ? "let other users pass through every directory above " + directory + " (chmod o+x)"
                        : "start the platform as root, so that it can run them as others, or turn off this driver");
        return new Tenant(new Account.Own(), new Plan.Told(CONDITION, true, "NoOtherUser", message));
    }

    private static Tenant another(Account account, String message) {
        return new Tenant(account, new Plan.Told(CONDITION, false, "OtherUser", message));
    }

    Identity identity(String namespace) throws IOException {
        return switch (account) {
            case Account.Own() -> new Identity.Same();
            case Account.Named(String user) -> new Identity.User(user);
            case Account.Each(Uids uids) -> {
                int id = uids.of(namespace);
                yield new Identity.Ids(id, id);
            }
        };
    }

    /// What stands before a program so that it can gain no rights (set-user-ID files); another user is always started
    /// so.
    List<String> wrapper() {
        return account instanceof Account.Own && Files.isExecutable(SETPRIV)
                ? List.of(SETPRIV.toString(), "--no-new-privs", "--")
                : List.of();
    }

    /// Makes a directory that belongs to the tenant alone, below one that belongs to the platform alone: nobody else
    /// can put a link in its place, and if there is one it is not followed.
    ///
    /// @throws IOException also if there is something else in its place
    void createDirectory(Path directory, String namespace) throws IOException {
        Files.createDirectories(directory.resolveSibling(""));
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        var view = Files.getFileAttributeView(directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        String owner = owner(namespace);
        if (owner != null) {
            view.setOwner(
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));
        }
        view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }

    /// The name or number of the user that a tenant's files are handed to; null if the platform's own keeps them.
    private @Nullable String owner(String namespace) throws IOException {
        return switch (account) {
            case Account.Own() -> null;
            case Account.Named(String user) -> user;
            case Account.Each(Uids uids) -> Integer.toString(uids.of(namespace));
        };
    }
}
