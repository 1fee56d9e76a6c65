package io.paviour.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Decides which replica does what one of them is enough for: the one that holds an advisory lock of PostgreSQL. The
/// lock ends with the connection, so another one takes over as soon as the database notices that its holder is gone.
///
/// A holder that was cut off may act for a moment longer: what it does must be harmless if done twice.
public final class Leadership implements AutoCloseable {
    private static final String TRY = "select pg_try_advisory_lock(?)";
    private static final int VALID_SECONDS_MAX = 5;

    private final Database database;
    private final long key;
    private @Nullable Connection connection;
    private boolean held;

    /// @param key tells this office from others of the house
    public Leadership(Database database, long key) {
        this.database = database;
        this.key = key;
    }

    /// Whether this process leads now; takes the lead if nobody has it. It asks the database, so it should not be
    /// called more than once a second.
    public synchronized boolean holds() {
        try {
            Connection open = connection == null ? database.apart() : connection;
            connection = open;
            held = held ? open.isValid(VALID_SECONDS_MAX) : isTaken(open);
            if (!held && !open.isValid(VALID_SECONDS_MAX)) {
                drop();
            }
        } catch (SQLException away) {
            drop();
        }
        return held;
    }

    private boolean isTaken(Connection open) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement(TRY)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private void drop() {
        Connection gone = connection;
        connection = null;
        held = false;
        try {
            if (gone != null) {
                gone.close();
            }
        } catch (SQLException already) {
            // It was dropped because it is broken.
        }
    }

    /// Gives up the lead.
    @Override
    public synchronized void close() {
        drop();
    }
}
