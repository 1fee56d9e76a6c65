package io.paviour.store;

import io.paviour.gauge.Family;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears that somebody wrote, on any replica: brings the [ChangeFeed] up to date and rings whoever waits for work.
/// Once a second it also looks whether there are other replicas ([Freshness]).
///
/// It also looks without being rung, once a second, so a lost notification costs a second and nothing else.
public final class Bell implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bell.class);
    private static final int PATIENCE_MILLIS = 1000;

    /// How a notification ends that tells of work.
    private static final String WORK = " work";

    private final Database database;
    private final ChangeFeed feed;
    private final Freshness freshness;
    private final Runnable ring;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean hearing;

    /// Starts listening.
    ///
    /// @param ring says that something in the work queue may be due: after a commit that woke somebody, and
    ///     in each second without any commit; must return at once
    public Bell(Database database, ChangeFeed feed, Freshness freshness, Runnable ring) {
        this.database = database;
        this.feed = feed;
        this.freshness = freshness;
        this.ring = ring;
        this.thread = Thread.ofPlatform().name("bell").daemon().start(this::run);
    }

    /// Whether changes of other replicas are heard, which takes the database to be there.
    public boolean isHearing() {
        return hearing;
    }

    /// What the bell shows.
    public List<Family> gauges() {
        return List.of(Family.gauge(
                "paviour_feed_hearing", "1 if changes of other replicas are heard, 0 if not.", () -> hearing ? 1 : 0));
    }

    private void run() {
        boolean away = false;
        while (closed.getCount() > 0) {
            try (Connection connection = database.listening()) {
                listen(connection, away);
            } catch (SQLException | IOException gone) {
                hearing = false;
                if (!away && closed.getCount() > 0) {
                    LOG.warn("no changes are heard: {}", gone.getMessage());
                }
                away = true;
                pause();
            } catch (RuntimeException bug) {
                // Whatever a listener did wrong, the others must not go deaf.
                if (!away) {
                    LOG.error("a change could not be taken in; it is told again", bug);
                }
                away = true;
                pause();
            }
        }
    }

    private void listen(Connection connection, boolean wasAway) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen paviour");
        }
        if (wasAway) {
            LOG.info("changes are heard again");
        }
        feed.catchUp();
        ring.run();
        hearing = true;
        while (closed.getCount() > 0) {
            News news = News.of(connection.unwrap(PGConnection.class).getNotifications(PATIENCE_MILLIS));
            if (news.isNone() || news.revision > feed.told()) {
                feed.catchUp();
            }
            freshness.look();
            // Most commits wake nobody, and looking for work costs as much as a commit.
            if (news.isNone() || news.isWork) {
                ring.run();
            }
        }
    }

    /// What notifications said together. Each says up to which revision something was committed, if anything was,
    /// and whether there is work: `7`, `7 work` or ` work`.
    private record News(boolean isNone, long revision, boolean isWork) {
        static News of(PGNotification @Nullable [] heard) {
            if (heard == null || heard.length == 0) {
                return new News(true, 0, false);
            }
            long newest = 0;
            boolean isWork = false;
            for (PGNotification notification : heard) {
                String said = notification.getParameter();
                boolean tellsOfWork = said.endsWith(WORK);
                String revision = tellsOfWork ? said.substring(0, said.length() - WORK.length()) : said;
                isWork |= tellsOfWork;
                newest = Math.max(newest, revision.isEmpty() ? 0 : Long.parseLong(revision));
            }
            return new News(false, newest, isWork);
        }
    }

    private void pause() {
        try {
            closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException closing) {
            closed.countDown();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(2L * PATIENCE_MILLIS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }
}
