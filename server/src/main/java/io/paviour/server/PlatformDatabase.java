package io.paviour.server;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The platform's own database: the one given, or an embedded server in the data directory.
final class PlatformDatabase implements AutoCloseable {
    private static final Map<String, String> SMALL = Map.of(
            "shared_buffers", "32MB",
            "max_wal_size", "256MB",
            "wal_compression", "lz4");

    private final @Nullable EmbeddedPostgres server;
    private final Database database;

    private PlatformDatabase(@Nullable EmbeddedPostgres server, Database database) {
        this.server = server;
        this.database = database;
    }

    static PlatformDatabase open(Settings settings) throws IOException, InterruptedException {
        Database.Login login = settings.database();
        if (login != null) {
            return new PlatformDatabase(null, Database.open(login));
        }
        Path directory = settings.data().resolve("postgres");
        EmbeddedPostgres server = EmbeddedPostgres.start(io.paviour.embedded.Settings.of(
                        directory.resolve("platform"), binaries(settings.data()))
                .withConfiguration(SMALL));
        try {
            return new PlatformDatabase(
                    server,
                    Database.open(new Database.Login(server.jdbcUrl(), server.user(), server.password())));
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    /// Where PostgreSQL's programs are unpacked, for the platform's server and the tenants'.
    static Path binaries(Path data) {
        return data.resolve("postgres").resolve("programs");
    }

    Database database() {
        return database;
    }

    @Override
    public void close() throws IOException {
        database.close();
        if (server != null) {
            server.close();
        }
    }
}
