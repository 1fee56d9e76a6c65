package io.paviour.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings the tables up to date: numbered files `migrations/V<number>__<what>.sql` on the class path, each
/// applied
/// once and never edited after it landed.
final class Migrations {
    /// The number of the newest file. A test compares it with the files there are.
    static final int NEWEST = 3;

    private static final String APPLIED = """
            select coalesce(max(version::integer), 0)
              from flyway_schema_history
             where success
            """;

    private Migrations() {}

    static void migrate(DataSource source) throws SQLException {
        int applied = applied(source);
        if (applied > NEWEST) {
            throw new SQLException("they are of a newer version (" + applied + ") than this program (" + NEWEST
                    + "): start a newer one");
        }
        // Flyway costs half a CPU second to load, which every start but the first can do without.
        if (applied < NEWEST) {
            Flyway.configure()
                    .loggers("slf4j")
                    .dataSource(source)
                    .locations("classpath:migrations")
                    .load()
                    .migrate();
        }
    }

    private static int applied(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet table = statement.executeQuery("select to_regclass('flyway_schema_history') is not null")) {
                table.next();
                if (!table.getBoolean(1)) {
                    return 0;
                }
            }
            try (ResultSet version = statement.executeQuery(APPLIED)) {
                version.next();
                return version.getInt(1);
            }
        }
    }
}
