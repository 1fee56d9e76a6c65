package io.paviour.store;

import io.paviour.resource.Ref;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Writes down each action before it is begun and after it has ended.
///
/// An action without an end was cut off by a crash; the next pass looks at the world and, if need be, does it again.
public final class Journal {
    private static final int FAILURE_CHARACTERS_MAX = 1000;

    private static final String BEGIN = """
            insert into journal (uid, kind, namespace, name, action, effect, node, begun_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            returning id
            """;

    private static final String END = "update journal set ended_at = ?, failure = ? where id = ?";

    // The world is looked at again after a crash, so an entry lost with the machine's power costs nothing; and
    // PostgreSQL outlives the death of this process.
    private static final String RELAXED = "set local synchronous_commit = off";

    private final Database database;
    private final InstantSource clock;
    private final String node;

    /// The journal as written by `node`.
    public Journal(Database database, InstantSource clock, String node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /// Notes that an action is about to be done.
    ///
    /// @return the entry, for [#end]
    public long begin(Ref ref, String uid, String action, String effect) throws IOException {
        return database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RELAXED)) {
                statement.execute();
            }
            try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
                statement.setString(1, uid);
                statement.setString(2, ref.kind().toString());
                statement.setString(3, ref.namespace());
                statement.setString(4, ref.name());
                statement.setString(5, action);
                statement.setString(6, effect);
                statement.setString(7, node);
                statement.setTimestamp(8, Timestamp.from(clock.instant()));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /// Notes how an action ended.
    ///
    /// @param failure a sentence, or null if it was done
    public void end(long entry, @Nullable String failure) throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RELAXED)) {
                statement.execute();
            }
            try (PreparedStatement statement = connection.prepareStatement(END)) {
                statement.setTimestamp(1, Timestamp.from(clock.instant()));
                statement.setString(
                        2,
                        failure == null
                                ? null
                                : failure.substring(0, Math.min(failure.length(), FAILURE_CHARACTERS_MAX)));
                statement.setLong(3, entry);
                return statement.executeUpdate();
            }
        });
    }
}
