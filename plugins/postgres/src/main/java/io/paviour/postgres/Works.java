package io.paviour.postgres;

import io.paviour.plugin.Secrets;
import io.paviour.plugin.Tenancy;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Does what a [Blueprint] asks for. Everything here may be done twice and by two platforms at once: work on one claim
/// waits for an advisory lock and looks again before it acts. Nothing here touches what is not marked as the claim's.
final class Works {
    private static final Set<String> EXISTS_ALREADY = Set.of("42710", "42P04", "23505");
    private static final String SERVER_LOCK = "paviour server";

    private final Connections connections;
    private final Secrets secrets;
    private final RandomGenerator random;
    private final DumpShelf shelf;

    Works(Connections connections, Secrets secrets, RandomGenerator random, DumpShelf shelf) {
        this.connections = connections;
        this.secrets = secrets;
        this.random = random;
        this.shelf = shelf;
    }

    /// Sees to it that there are credentials, and that everything in them but the password is as it should be.
    void storeCredentials(Claim claim) throws IOException, InterruptedException {
        Address address = connections.server().address();
        var drawn = Credentials.draw(claim, address, random);
        var stored = secrets.putIfAbsent(claim.secret(), drawn.values());
        String password = Tenancy.password(stored);
        var right = password == null ? drawn : Credentials.of(claim, address, password);
        if (!stored.equals(right.values())) {
            secrets.put(claim.secret(), right.values());
        }
    }

    void createRole(Claim claim, Size size) throws IOException, InterruptedException {
        String role = Sql.name(claim.identifier());
        locked(claim, connection -> {
            if (Look.ask(connection, claim, null).role() != null) {
                return;
            }
            var statements = new ArrayList<String>();
            statements.add("create role " + role + " login connection limit " + size.connections() + " password "
                    + Sql.text(Scram.verifier(storedPassword(claim), random)));
            statements.add("comment on role " + role + " is " + Sql.text(claim.comment()));
            statements.addAll(settings(role, size));
            if (!Look.isSuperuser(connection)) {
                // Who is no superuser must belong to a role to make it the owner of a database.
                statements.add("grant " + role + " to current_user");
            }
            // In one transaction: a role without its mark would be taken for somebody else's.
            connection.setAutoCommit(false);
            Connections.run(connection, statements.toArray(String[]::new));
            connection.commit();
        });
    }

    void alterRole(Claim claim, String attribute) throws IOException, InterruptedException {
        onOurRole(claim, "alter role " + Sql.name(claim.identifier()) + " " + attribute);
    }

    void endMembership(Claim claim, String other) throws IOException, InterruptedException {
        onOurRole(claim, "revoke " + Sql.name(other) + " from " + Sql.name(claim.identifier()));
    }

    void setPassword(Claim claim) throws IOException, InterruptedException {
        String verifier = Scram.verifier(storedPassword(claim), random);
        onOurRole(claim, "alter role " + Sql.name(claim.identifier()) + " password " + Sql.text(verifier));
    }

    void setLimits(Claim claim, Size size) throws IOException, InterruptedException {
        String role = Sql.name(claim.identifier());
        var statements = new ArrayList<String>();
        statements.add("alter role " + role + " connection limit " + size.connections());
        statements.addAll(settings(role, size));
        onOurRole(claim, statements.toArray(String[]::new));
    }

    private static List<String> settings(String role, Size size) {
        return size.settings().entrySet().stream()
                .map(setting ->
                        "alter role " + role + " set " + setting.getKey() + " = " + Sql.text(setting.getValue()))
                .sorted()
                .toList();
    }

    void createDatabase(Claim claim) throws IOException, InterruptedException {
        String database = Sql.name(claim.identifier());
        locked(claim, connection -> {
            if (Look.ask(connection, claim, null).database() == null) {
                // Closed until everybody else is kept out. Nobody can be connected to template0, so that many databases
                // can be made at once, and nothing that was left in template1 gets into them.
                Connections.run(
                        connection,
                        "create database " + database + " owner " + database
                                + " template template0 encoding 'UTF8' allow_connections false");
                Connections.run(connection, "comment on database " + database + " is " + Sql.text(claim.comment()));
            }
        });
    }

    void own(Claim claim) throws IOException, InterruptedException {
        String database = Sql.name(claim.identifier());
        onOurDatabase(claim, "alter database " + database + " owner to " + database);
    }

    void mark(Claim claim) throws IOException, InterruptedException {
        onOurDatabase(
                claim, "comment on database " + Sql.name(claim.identifier()) + " is " + Sql.text(claim.comment()));
    }

    void open(Claim claim) throws IOException, InterruptedException {
        onOurDatabase(claim, "alter database " + Sql.name(claim.identifier()) + " allow_connections true");
    }

    /// Takes from everybody what PostgreSQL gives to everybody on a new database.
    void keepOthersOut(Claim claim) throws IOException, InterruptedException {
        onOurDatabase(claim, revokePublic(claim.identifier()));
    }

    /// The same on one of the server's own databases.
    void keepTenantsOut(String database) throws IOException, InterruptedException {
        locked(SERVER_LOCK, connection -> Connections.run(connection, revokePublic(database)));
    }

    private static String revokePublic(String database) {
        return "revoke all on database " + Sql.name(database) + " from public";
    }

    void restore(Claim claim) throws IOException, InterruptedException {
        var tenant = Credentials.of(claim, connections.server().address(), storedPassword(claim));
        shelf.restore(claim.restoreFrom(), claim, tenant);
    }

    void noteRestored(Claim claim) throws IOException, InterruptedException {
        onOurRole(
                claim,
                "comment on role " + Sql.name(claim.identifier()) + " is "
                        + Sql.text(claim.comment(claim.restoreFrom())));
    }

    /// Shuts the door and shows everybody out, and throws away a dump that was made before.
    void lockOut(Claim claim) throws IOException, InterruptedException {
        String role = Sql.name(claim.identifier());
        locked(claim, connection -> {
            if (ownsRole(connection, claim)) {
                Connections.run(connection, "alter role " + role + " nologin");
                endSessions(connection, claim);
            }
        });
        shelf.remove(claim.dumpId());
    }

    private static void endSessions(Connection connection, Claim claim) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select pg_terminate_backend(pid, 5000)
                  from pg_stat_activity
                 where (usename = ? or datname = ?) and pid <> pg_backend_pid() and backend_type = 'client backend'
                """)) {
            statement.setString(1, claim.identifier());
            statement.setString(2, claim.identifier());
            statement.execute();
        }
    }

    void dump(Claim claim) throws IOException, InterruptedException {
        String database = Sql.name(claim.identifier());
        // One that was never opened, or closed by somebody, lets nobody in, not even who dumps it.
        onOurDatabase(
                claim, revokePublic(claim.identifier()), "alter database " + database + " allow_connections true");
        shelf.dump(claim);
    }

    /// @param needsDump whether to refuse without a complete dump
    /// @throws IOException if there is no such dump
    void dropDatabase(Claim claim, boolean needsDump) throws IOException, InterruptedException {
        if (needsDump && !shelf.holds(claim.dumpId())) {
            throw new IOException("database " + claim.identifier() + " has no complete dump: it is not dropped");
        }
        locked(claim, connection -> {
            Look.Answer now = Look.ask(connection, claim, null);
            boolean locked = now.role() == null || !now.role().mayLogin();
            if (owns(claim, now) && (locked || !needsDump)) {
                Connections.run(connection, "drop database " + Sql.name(claim.identifier()) + " with (force)");
            }
        });
    }

    void dropRole(Claim claim) throws IOException, InterruptedException {
        locked(claim, connection -> {
            DumpRole.drop(connection, claim);
            if (ownsRole(connection, claim)) {
                Connections.run(connection, "drop role " + Sql.name(claim.identifier()));
            }
        });
    }

    void forget(Claim claim) {
        secrets.remove(claim.secret());
    }

    String undeleteWindowText() {
        return shelf.windowText();
    }

    private void onOurRole(Claim claim, String... statements) throws IOException, InterruptedException {
        locked(claim, connection -> {
            if (ownsRole(connection, claim)) {
                Connections.run(connection, statements);
            }
        });
    }

    private void onOurDatabase(Claim claim, String... statements) throws IOException, InterruptedException {
        locked(claim, connection -> {
            if (owns(claim, Look.ask(connection, claim, null))) {
                Connections.run(connection, statements);
            }
        });
    }

    private static boolean ownsRole(Connection connection, Claim claim) throws SQLException {
        Seen.Role role = Look.ask(connection, claim, null).role();
        return role != null && Blueprint.isOurs(claim, role);
    }

    private static boolean owns(Claim claim, Look.Answer now) {
        return now.database() != null && Blueprint.isOurs(claim, now.role(), now.database());
    }

    private String storedPassword(Claim claim) throws IOException {
        String password = Tenancy.password(secrets.read(claim.secret()));
        if (password == null) {
            throw new IOException("the credentials of " + claim + " are gone: they will be made anew");
        }
        return password;
    }

    /// What is done under a lock.
    @FunctionalInterface
    private interface Task {
        void with(Connection connection) throws SQLException, IOException;
    }

    private void locked(Claim claim, Task task) throws IOException, InterruptedException {
        locked("paviour claim " + claim.identifier(), task);
    }

    /// The lock goes with the connection, so nothing has to give it back.
    private void locked(String lock, Task task) throws IOException, InterruptedException {
        connections.onServer(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select pg_advisory_lock(hashtextextended(?, 0))")) {
                statement.setString(1, lock);
                statement.execute();
            }
            try {
                task.with(connection);
            } catch (SQLException failure) {
                // Somebody without our lock was faster; the next look tells what is there now.
                if (!EXISTS_ALREADY.contains(String.valueOf(failure.getSQLState()))) {
                    throw failure;
                }
            }
            return true;
        });
    }
}
