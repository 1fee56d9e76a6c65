package io.paviour.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// What the tests of this room share: programs unpacked once, and a few statements.
final class Cellar {
    /// Kept between builds until `clean`, as any data directory keeps it between starts.
    static final Path BINARIES =
            Path.of(System.getProperty("paviour.postgres", "target/postgres")).toAbsolutePath();

    private Cellar() {}

    static Settings in(Path directory) {
        return Settings.of(directory.resolve("a server"), BINARIES);
    }

    static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
