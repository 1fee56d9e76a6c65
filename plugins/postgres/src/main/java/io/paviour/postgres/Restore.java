package io.paviour.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/// Reads a [Script] into an empty database.
final class Restore {
    private static final String OBJECTS = Recipes.WITH + """
            select (select count(*) from relation) + (select count(*) from routine) + (select count(*) from datatype)
                 + (select count(*) from pg_namespace where oid >= 16384 and nspname !~ '^pg_')
                 + (select count(*) from pg_extension where extname <> 'plpgsql') = 0
            """;

    private Restore() {}

    static boolean isEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(OBJECTS)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /// Runs a script in one transaction, whose last step notes in the database's comment that it was run. Does nothing
    /// if the database is not empty (any more).
    ///
    /// @param sha256 of the script, in hex
    /// @throws IOException if the script is damaged
    static void run(Connection connection, Chunks.In script, String sha256, Claim claim, String dump)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        Connections.run(connection, "select pg_advisory_xact_lock(hashtextextended('paviour restore', 0))");
        if (!isEmpty(connection)) {
            connection.rollback();
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (Script.Part part = Script.next(script); part != null; part = Script.next(script)) {
                if (part.isCopy()) {
                    connection.unwrap(PGConnection.class).getCopyAPI().copyIn(part.sql(), new Script.Rows(script));
                } else {
                    statement.execute(part.sql());
                }
            }
            if (!sha256.equals(script.sha256Hex())) {
                connection.rollback();
                throw new IOException("dump " + dump + " is damaged: its hash is not the one that was noted");
            }
            statement.execute(
                    "comment on database " + Sql.name(claim.identifier()) + " is " + Sql.text(claim.comment(dump)));
        }
        connection.commit();
    }
}
