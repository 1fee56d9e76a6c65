package io.paviour.store;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets a reader see everything that was committed before it asked, on any replica (what etcd calls ReadIndex).
///
/// Readers that ask at the same time share one question to the database. A replica that has no neighbours asks
/// nothing: it made every change itself.
public final class Freshness {
    /// How long the news of having no neighbours is trusted.
    static final Duration ALONE_FOR = Duration.ofSeconds(2);

    /// How long a replica that comes to others waits before it serves, so that all of them know of it.
    static final Duration ARRIVAL = Duration.ofSeconds(3);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final String NEIGHBOURS = "select count(*) from node where name <> ? and seen_at > ?";

    private final Database database;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final String node;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answer = lock.newCondition();
    private long asked;
    private long answered;
    private boolean isAsking;
    private volatile Instant aloneUntil = Instant.MIN;
    private volatile Instant lookAgain = Instant.MIN;

    /// For the replica `node`.
    public Freshness(Database database, ChangeFeed feed, InstantSource clock, String node) {
        this.database = database;
        this.feed = feed;
        this.clock = clock;
        this.node = node;
    }

    /// Waits until everything that was committed before this call has been told by the feed.
    ///
    /// @throws IOException if the database is away: what is known then may be old
    public void await() throws IOException, InterruptedException {
        if (clock.instant().isBefore(aloneUntil)) {
            return;
        }
        lock.lockInterruptibly();
        try {
            // A question that is under way may have been put before the commit that has to be seen.
            long mine = ++asked;
            while (answered < mine) {
                if (isAsking) {
                    answer.await();
                } else {
                    ask();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void ask() throws IOException {
        isAsking = true;
        long upTo = asked;
        lock.unlock();
        try {
            if (newest() > feed.told()) {
                feed.catchUp();
            }
        } finally {
            lock.lock();
            isAsking = false;
            answer.signalAll();
        }
        answered = Math.max(answered, upTo);
    }

    private long newest() throws IOException {
        return database.transaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select value from revision")) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /// Looks for neighbours, if it has not done so for a second.
    void look() throws IOException {
        Instant now = clock.instant();
        if (!now.isBefore(lookAgain)) {
            lookAgain = now.plus(LOOK_EVERY);
            hasNeighbours(now);
        }
    }

    private boolean hasNeighbours(Instant now) throws IOException {
        long neighbours = database.transaction(connection -> neighbours(connection.prepareStatement(NEIGHBOURS), now));
        aloneUntil = neighbours == 0 ? now.plus(ALONE_FOR) : Instant.MIN;
        return neighbours > 0;
    }

    private long neighbours(PreparedStatement statement, Instant now) throws SQLException {
        try (statement) {
            statement.setString(1, node);
            statement.setTimestamp(2, Timestamp.from(now.minus(WorkQueue.NODE_GONE)));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /// To be called once this node's sign of life is written and before it serves anybody: gives neighbours the time to
    /// notice.
    public void arrive() throws IOException, InterruptedException {
        if (hasNeighbours(clock.instant())) {
            TimeUnit.MILLISECONDS.sleep(ARRIVAL.toMillis());
        }
    }
}
