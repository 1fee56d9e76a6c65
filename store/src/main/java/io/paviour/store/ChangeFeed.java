package io.paviour.store;

import io.paviour.gauge.Counter;
import io.paviour.gauge.Family;
import io.paviour.resource.Packed;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Tells every committed change once, in the order of commits: this process's own as they are made, those of other
/// replicas as they are read.
///
/// A notification of PostgreSQL only rings; what counts is the table `change`, which is also looked at without being
/// rung for.
public final class ChangeFeed {
    /// Reads at most this many changes at once.
    static final int PAGE_MAX = 1000;

    private static final long AWAIT_SECONDS = 10;

    private static final String READ = """
            select revision, removed, document::text
              from change
             where revision > ?
             order by revision
             limit
            """ + PAGE_MAX;

    private static final String SNAPSHOT = "select revision, document::text from resource";

    /// Hears of changes.
    public interface Listener {
        /// Everything that is, at a revision; at the start, and when changes were cut off before they were read.
        void reset(List<Packed> resources, long revision);

        /// The next changes, in order, without a gap to what was told before.
        void changed(List<Committed> changes);
    }

    private final Database database;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final Counter changes = new Counter();
    private final Counter snapshots = new Counter();
    private long told;

    /// Tells `listener`, on one thread at a time.
    public ChangeFeed(Database database, Listener listener) {
        this.database = database;
        this.listener = listener;
    }

    /// Tells everything that is. To be called once, before anything else.
    public void start() throws IOException {
        lock.lock();
        try {
            snapshot();
        } finally {
            lock.unlock();
        }
    }

    /// The revision up to which everything was told.
    public long told() {
        lock.lock();
        try {
            return told;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything up to `revision` was told.
    ///
    /// @throws IOException if that takes longer than 10 s
    public void await(long revision) throws IOException, InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
            while (told < revision) {
                if (left <= 0) {
                    throw new IOException("revision " + revision + " was not read within " + AWAIT_SECONDS + " s");
                }
                left = advanced.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Takes what this process has just committed. If another replica committed in between, it is read first.
    void offer(List<Committed> changes) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (changes.getFirst().revision() == told + 1) {
                tell(changes);
            } else {
                catchUp();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Reads and tells what was committed since.
    public void catchUp() throws IOException {
        lock.lock();
        try {
            while (true) {
                List<Committed> page = read(told);
                if (page.isEmpty()) {
                    return;
                }
                if (page.getFirst().revision() > told + 1) {
                    snapshot();
                    continue;
                }
                tell(page);
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(List<Committed> changes) {
        listener.changed(changes);
        told = changes.getLast().revision();
        this.changes.add(changes.size());
        advanced.signalAll();
    }

    private List<Committed> read(long after) throws IOException {
        return database.transaction(connection -> {
            var changes = new ArrayList<Committed>();
            try (PreparedStatement statement = connection.prepareStatement(READ)) {
                statement.setLong(1, after);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        changes.add(new Committed(Packed.read(rows.getBytes(3), rows.getLong(1)), rows.getBoolean(2)));
                    }
                }
            }
            return changes;
        });
    }

    private void snapshot() throws IOException {
        snapshots.increment();
        told = database.transaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction isolation level repeatable read, read only");
                statement.execute("set local enable_seqscan = on");
                long revision;
                try (ResultSet counter = statement.executeQuery("select value from revision")) {
                    counter.next();
                    revision = counter.getLong(1);
                }
                listener.reset(all(statement), revision);
                return revision;
            }
        });
        advanced.signalAll();
    }

    /// What the feed shows.
    public List<Family> gauges() {
        return List.of(
                Family.gauge(
                        "paviour_revision", "The revision up to which this process knows every change.", this::told),
                Family.counter("paviour_feed_changes_total", "Changes that were taken in.", changes),
                Family.counter(
                        "paviour_feed_snapshots_total",
                        "How often everything was read anew: at the start, and when changes were cut off too early.",
                        snapshots));
    }

    private static List<Packed> all(Statement statement) throws SQLException {
        var resources = new ArrayList<Packed>();
        statement.setFetchSize(PAGE_MAX);
        try (ResultSet rows = statement.executeQuery(SNAPSHOT)) {
            while (rows.next()) {
                resources.add(Packed.read(rows.getBytes(2), rows.getLong(1)));
            }
        }
        return resources;
    }
}
