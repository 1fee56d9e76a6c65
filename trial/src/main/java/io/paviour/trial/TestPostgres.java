package io.paviour.trial;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.embedded.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// An empty database of its own for a test class, on one PostgreSQL server for all tests of a module.
///
/// To be registered as a static `@RegisterExtension`.
public final class TestPostgres implements BeforeAllCallback {
    private static final int CONNECTIONS_MAX = 200;

    private @Nullable Server server;
    private String name = "";

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        Server running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(TestPostgres.class))
                .computeIfAbsent("server", _ -> Server.start(), Server.class);
        server = running;
        name = createDatabase(running);
    }

    /// Makes another empty database and uses it from now on, for a test that wants nobody else's rows.
    public void renew() throws SQLException {
        name = createDatabase(server());
    }

    private static String createDatabase(Server running) throws SQLException {
        String fresh = "test_" + running.databases.incrementAndGet();
        try (Connection connection = running.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + fresh);
        }
        return fresh;
    }

    /// The JDBC URL of the database.
    public String url() {
        return server().postgres.jdbcUrl(name);
    }

    /// Who may do everything there.
    public String user() {
        return server().postgres.user();
    }

    /// The password of [#user()].
    public String password() {
        return server().postgres.password();
    }

    /// Carries out one statement behind everyone's back.
    public void execute(String sql) throws SQLException {
        try (Connection connection = server().connect(name);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The first column of the first row, as text; null if there is no row.
    public @Nullable String ask(String sql) throws SQLException {
        try (Connection connection = server().connect(name);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private Server server() {
        return Objects.requireNonNull(server, "to be registered as a static @RegisterExtension");
    }

    /// Where the unpacked programs are kept between builds: the system property `paviour.postgres`, which Maven sets to
    /// one directory for all modules, or a directory of the module.
    public static Path programs() {
        return Path.of(System.getProperty("paviour.postgres", "target/postgres"));
    }

    private record Server(Path directory, EmbeddedPostgres postgres, AtomicInteger databases) implements AutoCloseable {
        static Server start() {
            try {
                Path directory = Files.createTempDirectory("paviour-trial");
                // What is lost with the machine's power need not be kept here.
                var settings = Settings.of(directory, programs())
                        .withConnectionsMax(CONNECTIONS_MAX)
                        .withConfiguration(Map.of("fsync", "off"));
                return new Server(directory, EmbeddedPostgres.start(settings), new AtomicInteger());
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        }

        Connection connect(String database) throws SQLException {
            return DriverManager.getConnection(postgres.jdbcUrl(database), postgres.user(), postgres.password());
        }

        @Override
        public void close() throws IOException {
            postgres.close();
            try (var files = Files.walk(directory)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            }
        }
    }
}
