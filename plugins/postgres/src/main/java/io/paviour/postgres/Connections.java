package io.paviour.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import org.postgresql.Driver;

/// Connections of the administrator and of tenants: one for each piece of work, a few at once,
/// with a limit on every wait.
final class Connections {
    private static final int OPEN_MAX = 8;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration LOCK_MAX = Duration.ofSeconds(15);
    private static final Duration SHORT_MAX = Duration.ofSeconds(60);
    private static final Duration LONG_MAX = Duration.ofHours(2);
    private static final String CONNECTION_FAILURE = "08";
    private static final String INVALID_AUTHORIZATION = "28";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Server server;
    private final Semaphore free = new Semaphore(OPEN_MAX, true);
    private final Driver driver = new Driver();

    Connections(Server server) {
        this.server = server;
    }

    /// What is done with a connection.
    @FunctionalInterface
    interface Use<T> {
        T with(Connection connection) throws SQLException, IOException, InterruptedException;
    }

    Server server() {
        return server;
    }

    /// Works on the server as a whole.
    <T> T onServer(Use<T> use) throws IOException, InterruptedException {
        Address address = server.address();
        return on(address, address.database(), SHORT_MAX, use);
    }

    /// Works in a database of our own.
    <T> T onDatabase(String database, Use<T> use) throws IOException, InterruptedException {
        return on(server.address(), database, SHORT_MAX, use);
    }

    /// Works in a database of our own for as long as it takes to read or write all its data.
    <T> T onData(String database, Use<T> use) throws IOException, InterruptedException {
        return on(server.address(), database, LONG_MAX, use);
    }

    /// Looks into a tenant's database with the rights of the administrator. Only the catalogs may be read there: what
    /// PostgreSQL plans for a tenant's table may run a tenant's function.
    <T> T onCatalogs(String database, Use<T> use) throws IOException, InterruptedException {
        return on(server.address(), database, SHORT_MAX, connection -> {
            forgetSettings(connection);
            return use.with(connection);
        });
    }

    /// Works in a tenant's database with no more rights than the login has, for as long as it takes to read or write
    /// all its data.
    <T> T as(Credentials login, Use<T> use) throws IOException, InterruptedException {
        Address address = server.address().as(login.username(), login.password());
        return on(address, login.database(), LONG_MAX, connection -> {
            forgetSettings(connection);
            return use.with(connection);
        });
    }

    /// Undoes those of `ALTER DATABASE SET`, which is the tenant's, that would change what our statements do. Limits on
    /// time and `search_path` are ours from the first moment, see [#open].
    private static void forgetSettings(Connection connection) throws SQLException {
        run(
                connection,
                "set role none",
                "set default_transaction_read_only = off",
                "set default_transaction_isolation = 'read committed'",
                "set quote_all_identifiers = off",
                "set standard_conforming_strings = on");
    }

    /// Whether a tenant's password is taken, whatever else may keep it out.
    boolean mayLogIn(Credentials tenant) throws IOException, InterruptedException {
        Address address = server.address().as(tenant.username(), tenant.password());
        free.acquire();
        try (Connection connection = open(address, tenant.database(), SHORT_MAX)) {
            return connection.isValid(1);
        } catch (SQLException refused) {
            String state = String.valueOf(refused.getSQLState());
            if (state.startsWith(CONNECTION_FAILURE)) {
                throw new IOException(message(address, refused), refused);
            }
            return !state.startsWith(INVALID_AUTHORIZATION);
        } finally {
            free.release();
        }
    }

    private <T> T on(Address address, String database, Duration statementMax, Use<T> use)
            throws IOException, InterruptedException {
        free.acquire();
        try (Connection connection = open(address, database, statementMax)) {
            return use.with(connection);
        } catch (SQLException failure) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while PostgreSQL was at work");
            }
            throw new IOException(message(address, failure), failure);
        } finally {
            free.release();
        }
    }

    private static String message(Address address, SQLException failure) {
        String help = INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())
                ? "; the administrator in admin-url lacks a privilege"
                : "";
        return "PostgreSQL at " + address.endpoint() + ": " + failure.getMessage() + help;
    }

    private Connection open(Address address, String database, Duration statementMax) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", Long.toString(CONNECT_MAX.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(2 * CONNECT_MAX.toSeconds()));
        properties.setProperty(
                "socketTimeout", Long.toString(statementMax.plus(CONNECT_MAX).toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "paviour");
        properties.setProperty("logServerErrorDetail", "false");
        properties.putAll(address.properties());
        // What a tenant put into search_path must never decide what our statements mean.
        properties.setProperty(
                "options",
                "-c search_path=pg_catalog -c lock_timeout=" + LOCK_MAX.toMillis() + " -c statement_timeout="
                        + statementMax.toMillis() + " -c idle_in_transaction_session_timeout=0");
        Connection connection = driver.connect(address.jdbcUrl(database), properties);
        if (connection == null) {
            throw new SQLException("the driver does not know the URL of " + address);
        }
        return connection;
    }

    /// Runs statements that answer nothing.
    static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
