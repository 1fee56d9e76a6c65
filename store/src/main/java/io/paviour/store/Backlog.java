package io.paviour.store;

import io.paviour.gauge.Family;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;

/// What all replicas together have still before them, read from the database when somebody looks.
public final class Backlog {
    /// Up to how many items that are due are counted.
    public static final int COUNTED_MAX = 10_000;

    private static final String DUE = """
            select kind, count(*)
              from (select kind from work where due <= ? and leased_by is null order by due limit ?) as due
             group by kind
            """;

    private static final String LOG = """
            select value, value - coalesce((select min(revision) from change), value + 1) + 1 from revision
            """;

    private final Database database;
    private final ChangeFeed feed;
    private final InstantSource clock;

    /// As this replica, which is fed by `feed`, sees it.
    public Backlog(Database database, ChangeFeed feed, InstantSource clock) {
        this.database = database;
        this.feed = feed;
        this.clock = clock;
    }

    /// What is to be shown.
    public List<Family> gauges() {
        return List.of(
                new Family(
                        "workqueue_depth",
                        Family.Type.GAUGE,
                        "Resources that are due to be looked at, on all replicas, counted up to " + COUNTED_MAX + ".",
                        List.of("name"),
                        this::due),
                new Family(
                        "paviour_feed_lag_revisions",
                        Family.Type.GAUGE,
                        "How many revisions this process is behind the database.",
                        List.of(),
                        samples -> {
                            long told = feed.told();
                            samples.number(Math.max(0, log(1) - told));
                        }),
                new Family(
                        "paviour_change_log_length",
                        Family.Type.GAUGE,
                        "How many changes the database keeps for watches and replicas that are behind.",
                        List.of(),
                        samples -> samples.number(log(2))));
    }

    private void due(Family.Samples samples) throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DUE)) {
                statement.setTimestamp(1, Timestamp.from(clock.instant()));
                statement.setInt(2, COUNTED_MAX);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        samples.number(rows.getLong(2), rows.getString(1));
                    }
                }
            }
            return true;
        });
    }

    private long log(int column) throws IOException {
        return database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOG)) {
                return number(statement, column);
            }
        });
    }

    private static long number(PreparedStatement statement, int column) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(column);
        }
    }
}
