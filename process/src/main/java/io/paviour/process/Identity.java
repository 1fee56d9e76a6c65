package io.paviour.process;

/// As whom a child runs.
public sealed interface Identity {
    /// As the platform's own user.
    record Same() implements Identity {}

    /// As another user, with its own group only and no way back to more rights (`setpriv --no-new-privs`). Only root
    /// may ask for this.
    record Ids(int uid, int gid) implements Identity {
        public Ids {
            if (uid < 0 || gid < 0) {
                throw new IllegalArgumentException("uid and gid are not negative");
            }
        }
    }

    /// As [Ids], by the name of a user; its group is the one `/etc/passwd` names for it.
    record User(String name) implements Identity {
        public User {
            if (!name.matches("[a-z_][a-z0-9_.-]*")) {
                throw new IllegalArgumentException("not a user's name: " + name);
            }
        }
    }

    /// As nobody in an empty user namespace (`unshare --user`): sees itself as an unprivileged user and holds no
    /// capability outside, yet opens what the platform's user owns. For programs that refuse to run as root but
    /// must reach files below a directory that only root may enter. Where the kernel forbids user namespaces the
    /// child exits with 1 at once.
    record Unmapped() implements Identity {}
}
