package io.paviour.http;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.embedded.Settings;
import io.paviour.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One server on one PostgreSQL for all tests of this room, each of which works in a namespace of its
/// own; or one of its own for a test that breaks things.
final class Served implements BeforeAllCallback {
    /// Small, so that tests can reach them.
    static final WebLimits LIMITS = new WebLimits(
            1 << 20,
            16 << 10,
            40,
            20,
            40,
            12,
            200,
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1));

    private final String name;
    private final WebLimits limits;
    private TestServer server;

    Served() {
        this("everybody's", LIMITS);
    }

    Served(String name, WebLimits limits) {
        this.name = name;
        this.limits = limits;
    }

    TestServer server() {
        return server;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(name, _ -> Running.start(limits), Running.class)
                .server;
    }

    private record Running(Path directory, EmbeddedPostgres postgres, TestServer server) implements AutoCloseable {
        static Running start(WebLimits limits) {
            try {
                Path directory = Files.createTempDirectory("paviour-http");
                Path programs = Path.of(System.getProperty("paviour.postgres", "target/postgres"));
                var postgres = EmbeddedPostgres.start(
                        Settings.of(directory.resolve("postgres"), programs).withConfiguration(Map.of("fsync", "off")));
                var login = new Database.Login(postgres.jdbcUrl(), postgres.user(), postgres.password());
                return new Running(directory, postgres, new TestServer(login, directory, limits, 0, 0));
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
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
