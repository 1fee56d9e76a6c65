package io.paviour.postgres;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.embedded.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// One PostgreSQL server for all tests of this module, started by the first that needs it.
final class TestServer {
    private static final Path DIRECTORY = directory();
    private static final Address ADDRESS = start();

    private TestServer() {}

    static Address address() {
        return ADDRESS;
    }

    static Path programs() {
        return Path.of(System.getProperty("paviour.postgres", "target/postgres"));
    }

    /// Where a file is that a program of the server writes without naming a directory.
    static Path file(String name) {
        return DIRECTORY.resolve("data").resolve(name);
    }

    /// What the server logged: every statement.
    static String log() throws IOException {
        return Files.readString(DIRECTORY.resolve("server.log"));
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "tenants");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Address start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.start(Settings.of(DIRECTORY, programs())
                    .withConnectionsMax(200)
                    .withConfiguration(Map.of("fsync", "off", "log_statement", "all")));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    server.close();
                } catch (IOException failure) {
                    System.err.println(failure.getMessage());
                }
            }));
            return new Address(server.host(), server.port(), server.user(), server.password(), "postgres", Map.of());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
