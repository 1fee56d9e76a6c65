package io.paviour.dist;

import io.paviour.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A PostgreSQL server as its superuser sees it.
record Sql(Connection connection) implements AutoCloseable {
    static Sql of(EmbeddedPostgres server) throws SQLException {
        return new Sql(DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password()));
    }

    /// A server that a platform runs, by the directory that it keeps it in.
    static Sql of(Path server, String database) throws SQLException, IOException {
        String port = Files.readString(server.resolve("port")).strip();
        String password = Files.readString(server.resolve("password")).strip();
        return new Sql(DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", password));
    }

    /// The rows of a query, columns joined by a blank.
    List<String> rows(String query, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var rows = new ArrayList<String>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    var columns = new ArrayList<String>();
                    for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                        columns.add(String.valueOf(result.getString(column)));
                    }
                    rows.add(String.join(" ", columns));
                }
            }
            return rows;
        }
    }

    /// The one value of a query.
    String value(String query, Object... parameters) throws SQLException {
        List<String> rows = rows(query, parameters);
        if (rows.size() != 1) {
            throw new AssertionError("one row was expected, not " + rows);
        }
        return rows.getFirst();
    }

    boolean isTrue(String query, Object... parameters) throws SQLException {
        return value(query, parameters).equals("t");
    }

    void run(String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
