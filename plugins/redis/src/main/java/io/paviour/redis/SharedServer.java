package io.paviour.redis;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that somebody else runs: each cache is a user of it, with the keys that begin with its name.
final class SharedServer implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(SharedServer.class);

    private final Login login;
    private final Admin admin;
    private final Rules rules;

    SharedServer(Login login, Rules rules) {
        this.login = login;
        this.admin = new Admin(login);
        this.rules = rules;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    /// A server has one limit of memory for all its keys.
    @Override
    public boolean isSized() {
        return false;
    }

    @Override
    public Standing look(Claim claim, Size size, @Nullable String password) throws IOException {
        Admin.User user = admin.user(claim.identifier());
        if (user == null) {
            return new Standing.Absent(false);
        }
        if (!user.keys().contains(Rules.mark(claim)) && !user.channels().contains(Rules.mark(claim))) {
            return new Standing.Taken("user " + claim.identifier());
        }
        boolean isFit = password != null
                && user.isFit(Rules.verifier(password))
                && user.keys().equals(List.of(prefix(claim) + "*", Rules.mark(claim)))
                && user.channels().equals(List.of(prefix(claim) + "*", Rules.mark(claim)));
        return new Standing.Present(isFit ? List.of() : List.of("user " + claim.identifier()));
    }

    private static String prefix(Claim claim) {
        return claim.identifier() + ":";
    }

    @Override
    public Credentials credentials(Claim claim, String password) {
        return new Credentials(
                new Login(login.host(), login.port(), login.isEncrypted(), claim.identifier(), password),
                prefix(claim));
    }

    @Override
    public void promise(Claim claim) {
        // Everybody's place is the server's.
    }

    @Override
    public void raise(Claim claim, Size size, String password) throws IOException {
        admin.setUser(claim.identifier(), rules.onSharedServer(claim, password));
        keepUsers();
    }

    @Override
    public void remove(Claim claim) throws IOException {
        // The user first: nobody writes a key behind our back.
        admin.removeUser(claim.identifier());
        keepUsers();
        admin.removeKeys(prefix(claim));
    }

    private void keepUsers() throws IOException {
        if (!admin.keepUsers()) {
            LOG.warn(
                    "Redis at {} has neither an ACL file nor a configuration file: it forgets its users at its end,"
                            + " and they are made anew at the next look",
                    login.endpoint());
        }
    }

    @Override
    public void close() {
        // It is not ours to stop.
    }
}
