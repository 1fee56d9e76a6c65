package io.paviour.postgres;

import io.paviour.plugin.Tenancy;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/// Logs in to a tenant's database as a role made for one dump, with a password nobody keeps.
///
/// Reading a tenant's table may run a tenant's function: PostgreSQL evaluates what an index on an expression calls
/// while it plans. So no administrator may do it, nor any role that can become one again (`RESET ROLE`). This one
/// belongs to the tenant's role and has its rights, and sees rows that the tenant's own policies hide (`BYPASSRLS`).
record DumpRole(Connections connections, RandomGenerator random) {
    private static final int HASH_DIGITS = 16;

    private static final String MAY_BYPASS =
            "select rolsuper or rolbypassrls from pg_roles where rolname = current_user";

    private static final String IS_OURS =
            "select from pg_roles where rolname = ? and starts_with(shobj_description(oid, 'pg_authid'), ?)";

    /// Only one at a time may be in for a claim.
    <T> T in(Claim claim, Connections.Use<T> use) throws IOException, InterruptedException {
        Credentials tenant = Credentials.draw(claim, connections.server().address(), random);
        var login = new Credentials(tenant.host(), tenant.port(), name(claim), tenant.password(), tenant.database());
        connections.onServer(connection -> make(connection, claim, login));
        try {
            return connections.as(login, use);
        } finally {
            connections.onServer(connection -> drop(connection, claim));
        }
    }

    private static String name(Claim claim) {
        return "paviour_dump_" + Tenancy.hash(claim.resource().uid(), HASH_DIGITS);
    }

    private boolean make(Connection connection, Claim claim, Credentials login) throws SQLException {
        String role = Sql.name(login.username());
        String bypass = mayBypass(connection) ? "bypassrls" : "nobypassrls";
        connection.setAutoCommit(false);
        drop(connection, claim);
        Connections.run(
                connection,
                "create role " + role + " login connection limit 1 " + bypass + " password "
                        + Sql.text(Scram.verifier(login.password(), random)),
                "comment on role " + role + " is " + Sql.text(claim.comment()),
                "grant " + Sql.name(claim.identifier()) + " to " + role);
        connection.commit();
        return true;
    }

    private static boolean mayBypass(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MAY_BYPASS);
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /// Drops what is left of one, if anything is.
    static boolean drop(Connection connection, Claim claim) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IS_OURS)) {
            statement.setString(1, name(claim));
            statement.setString(2, claim.mark());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
            }
        }
        Connections.run(connection, "drop role " + Sql.name(name(claim)));
        return true;
    }
}
