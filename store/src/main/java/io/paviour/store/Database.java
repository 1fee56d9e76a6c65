package io.paviour.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.paviour.gauge.Counter;
import io.paviour.gauge.Family;
import io.paviour.gauge.Histogram;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The house's own PostgreSQL, and the only opener of connections to it.
public final class Database implements AutoCloseable {
    /// How many connections one process holds at most, besides one that listens.
    public static final int CONNECTIONS_MAX = 12;

    private static final int CONNECT_SECONDS_MAX = 10;
    private static final int SOCKET_SECONDS_MAX = 60;
    private static final int ATTEMPTS_MAX = 5;
    private static final String DEADLOCK = "40P01";

    // Statements go from a few keys to rows by index. PostgreSQL keeps the plan that it made while a table was
    // small, and of a small table it would read all: for a minute or more each commit would cost as much as
    // there is.
    private static final String PLAN_BY_KEYS = """
            set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off;
            set plan_cache_mode = force_generic_plan
            """;

    private final Login login;
    private final HikariDataSource pool;
    private final PoolGauges gauges;
    private final Counter deadlocks = new Counter();
    private final Histogram transactions = Histogram.ofSeconds();

    /// Where the database is.
    ///
    /// @param url a JDBC URL, `jdbc:postgresql://host:port/database`
    /// @param password never logged
    public record Login(String url, String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    private Database(Login login, HikariDataSource pool, PoolGauges gauges) {
        this.login = login;
        this.pool = pool;
        this.gauges = gauges;
    }

    /// Connects, and brings the tables up to date.
    ///
    /// @throws IOException if the database is away, or newer than this program
    public static Database open(Login login) throws IOException {
        var config = new HikariConfig();
        config.setJdbcUrl(login.url());
        config.setUsername(login.user());
        config.setPassword(login.password());
        config.setDataSourceProperties(properties());
        config.setConnectionInitSql(PLAN_BY_KEYS);
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(CONNECT_SECONDS_MAX * 1000L);
        config.setInitializationFailTimeout(CONNECT_SECONDS_MAX * 1000L);
        config.setPoolName("paviour");
        var gauges = new PoolGauges();
        config.setMetricsTrackerFactory(gauges);
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (RuntimeException away) {
            throw new IOException("the platform's PostgreSQL cannot be reached: " + away.getMessage(), away);
        }
        try {
            Migrations.migrate(pool);
            return new Database(login, pool, gauges);
        } catch (SQLException | RuntimeException failed) {
            pool.close();
            throw new IOException("the platform's tables cannot be brought up to date: " + failed.getMessage(), failed);
        }
    }

    private static Properties properties() {
        var properties = new Properties();
        properties.setProperty("ApplicationName", "paviour");
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS_MAX));
        properties.setProperty("socketTimeout", Integer.toString(SOCKET_SECONDS_MAX));
        properties.setProperty("prepareThreshold", "3");
        properties.setProperty("reWriteBatchedInserts", "true");
        return properties;
    }

    /// Work on a connection.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        /// Does it.
        T on(Connection connection) throws SQLException;
    }

    /// Runs `work` in one transaction and commits it, or rolls it back if it throws. It is run again if PostgreSQL
    /// chose it to end a deadlock, so it must not change anything but the database.
    ///
    /// @throws IOException if the database is away or refuses
    public <T extends @Nullable Object> T transaction(Work<T> work) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = pool.getConnection()) {
                long began = System.nanoTime();
                try {
                    return transaction(connection, work);
                } finally {
                    transactions.observeNanos(System.nanoTime() - began);
                }
            } catch (SQLException failed) {
                if (DEADLOCK.equals(failed.getSQLState())) {
                    deadlocks.increment();
                }
                if (!DEADLOCK.equals(failed.getSQLState()) || attempt == ATTEMPTS_MAX) {
                    throw new IOException("the platform's PostgreSQL failed: " + failed.getMessage(), failed);
                }
            }
        }
    }

    private static <T extends @Nullable Object> T transaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException failed) {
            rollBack(connection, failed);
            throw failed;
        }
    }

    /// What the pool and its transactions show.
    public List<Family> gauges() {
        var all = new ArrayList<>(gauges.families());
        all.add(Family.histogram(
                "paviour_database_transaction_duration_seconds",
                "How long transactions took on their connection.",
                transactions));
        all.add(Family.counter(
                "paviour_database_deadlocks_total", "Transactions that PostgreSQL ended for a deadlock.", deadlocks));
        return all;
    }

    /// Whether PostgreSQL refused a transaction for what was in it (SQLSTATE classes 22 and 23); nothing of it was
    /// stored.
    static boolean isAboutData(Exception failed) {
        return failed.getCause() instanceof SQLException refused
                && refused.getSQLState() != null
                && (refused.getSQLState().startsWith("22")
                        || refused.getSQLState().startsWith("23"));
    }

    private static void rollBack(Connection connection, Exception failed) {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            failed.addSuppressed(gone);
        }
    }

    /// A connection of its own for LISTEN, outside the pool and without a limit on how long it may be silent.
    Connection listening() throws SQLException {
        Properties properties = outsidePool();
        properties.setProperty("socketTimeout", "0");
        return DriverManager.getConnection(login.url(), properties);
    }

    /// A connection of its own for what lasts as long as the connection, such as a session's lock.
    Connection apart() throws SQLException {
        return DriverManager.getConnection(login.url(), outsidePool());
    }

    private Properties outsidePool() {
        Properties properties = properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    @Override
    public void close() {
        pool.close();
    }
}
