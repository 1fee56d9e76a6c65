package io.paviour.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;

/// Cuts off the old ends of tables that grow.
public final class Housekeeping {
    /// How many changes are kept at least, and how long: a watcher or replica that is further behind starts over.
    public static final int CHANGES_KEPT = 20_000;

    /// A change younger than this is kept.
    public static final Duration CHANGES_KEPT_FOR = Duration.ofMinutes(10);

    /// How long the journal is kept.
    public static final Duration JOURNAL_KEPT_FOR = Duration.ofDays(30);

    /// How long the audit trail is kept.
    public static final Duration AUDIT_KEPT_FOR = Duration.ofDays(400);

    private static final String CUT_CHANGES = """
            delete from change where revision < (select value from revision) - ? and at < ?
            """;

    private static final String CUT_JOURNAL = "delete from journal where begun_at < ?";

    private static final String CUT_AUDIT = "delete from audit where at < ?";

    private static final String CUT_NODES = "delete from node where seen_at < ?";

    private final Database database;
    private final InstantSource clock;

    /// Keeps `database`.
    public Housekeeping(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Does one round.
    public void tidy() throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CUT_CHANGES)) {
                statement.setLong(1, CHANGES_KEPT);
                statement.setTimestamp(2, Timestamp.from(clock.instant().minus(CHANGES_KEPT_FOR)));
                statement.executeUpdate();
            }
            cut(connection, CUT_JOURNAL, JOURNAL_KEPT_FOR);
            cut(connection, CUT_AUDIT, AUDIT_KEPT_FOR);
            cut(connection, CUT_NODES, JOURNAL_KEPT_FOR);
            return true;
        });
    }

    private void cut(Connection connection, String sql, Duration keptFor) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setTimestamp(1, Timestamp.from(clock.instant().minus(keptFor)));
            statement.executeUpdate();
        }
    }
}
