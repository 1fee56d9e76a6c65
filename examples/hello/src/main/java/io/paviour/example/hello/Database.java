package io.paviour.example.hello;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The service's database, over one connection that is opened when it is first needed and again when it broke.
///
/// Where it is comes from `DATABASE_URL` (`postgresql://user:password@host:port/database`), or else from `APP_DB_HOST`,
/// `APP_DB_PORT`, `APP_DB_USERNAME`, `APP_DB_PASSWORD` and `APP_DB_DATABASE`.
final class Database {
    private static final String CREATE = """
            create table if not exists visit (id bigint generated always as identity primary key, at timestamptz not null);
            create table if not exists heartbeat (id bigint generated always as identity primary key, at timestamptz not null)
            """;
    private static final String VISIT = """
            insert into visit (at) values (now())
            returning id, 'PostgreSQL ' || current_setting('server_version')
            """;
    private static final String BEAT = "insert into heartbeat (at) values (now()) returning id";
    private static final String SECONDS_MAX = "5";

    private final @Nullable String url;
    private final Properties credentials;
    private @Nullable Connection connection;

    private Database(@Nullable String url, Properties credentials) {
        this.url = url;
        this.credentials = credentials;
    }

    static Database of(Map<String, String> environment) {
        String uri = environment.get("DATABASE_URL");
        String host = environment.get("APP_DB_HOST");
        if (uri != null) {
            return ofUri(URI.create(uri));
        }
        if (host == null) {
            return new Database(null, new Properties());
        }
        return new Database(
                "jdbc:postgresql://" + host + ":" + environment.getOrDefault("APP_DB_PORT", "5432") + "/"
                        + environment.getOrDefault("APP_DB_DATABASE", ""),
                credentials(
                        environment.getOrDefault("APP_DB_USERNAME", ""),
                        environment.getOrDefault("APP_DB_PASSWORD", "")));
    }

    private static Database ofUri(URI uri) {
        String[] user =
                uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
        return new Database(
                "jdbc:postgresql://" + uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort()) + uri.getPath(),
                credentials(user.length > 0 ? user[0] : "", user.length > 1 ? user[1] : ""));
    }

    private static Properties credentials(String user, String password) {
        var credentials = new Properties();
        credentials.setProperty("user", user);
        credentials.setProperty("password", password);
        credentials.setProperty("connectTimeout", SECONDS_MAX);
        credentials.setProperty("socketTimeout", SECONDS_MAX);
        credentials.setProperty("ApplicationName", "hello");
        return credentials;
    }

    /// Whether the platform gave us one.
    boolean isGiven() {
        return url != null;
    }

    record Visit(long number, String server) {}

    /// Counts a visit.
    synchronized Visit visit() throws SQLException {
        return ask(VISIT, answer -> new Visit(answer.getLong(1), answer.getString(2)));
    }

    /// Writes a heartbeat.
    ///
    /// @return its number
    synchronized long beat() throws SQLException {
        return ask(BEAT, answer -> answer.getLong(1));
    }

    /// Does nothing, if the database answers.
    synchronized void ping() throws SQLException {
        var _ = ask("select 1", answer -> answer.getLong(1));
    }

    private interface Reading<T> {
        T read(ResultSet answer) throws SQLException;
    }

    private <T> T ask(String sql, Reading<T> reading) throws SQLException {
        try (Statement statement = connection().createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            if (!answer.next()) {
                throw new SQLException("no row came back");
            }
            return reading.read(answer);
        } catch (SQLException e) {
            forget();
            throw e;
        }
    }

    private Connection connection() throws SQLException {
        if (connection != null) {
            return connection;
        }
        Connection fresh = DriverManager.getConnection(url, credentials);
        try (Statement statement = fresh.createStatement()) {
            // Two replicas that create a table at once would collide in the catalog.
            statement.execute("select pg_advisory_lock(4711)");
            statement.execute(CREATE);
            statement.execute("select pg_advisory_unlock(4711)");
        } catch (SQLException e) {
            fresh.close();
            throw e;
        }
        connection = fresh;
        return fresh;
    }

    private void forget() throws SQLException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
