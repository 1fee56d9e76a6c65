package io.paviour.server;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.store.Database;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The platform's own database: the one given, or an embedded server in the data directory.
final class PlatformDatabase implements AutoCloseable {
    private static final Map<String, String> SMALL = Map.of(
            "shared_buffers", "32MB",
            "max_wal_size", "256MB",
            "wal_compression", "pglz");

    private final @Nullable EmbeddedPostgres server;
    private final Database database;

    private PlatformDatabase(@Nullable EmbeddedPostgres server, Database database) {
        this.server = server;
        this.database = database;
    }

    static PlatformDatabase open(Settings settings, DataDirectory data) throws IOException, InterruptedException {
        Database.Login login = settings.database();
        if (login != null) {
            return new PlatformDatabase(null, Database.open(login));
        }
        EmbeddedPostgres server = EmbeddedPostgres.start(io.paviour.embedded.Settings.of(
                        data.resolve("postgres"), data.resolve("cache").resolve("postgres"))
                .withConfiguration(SMALL));
        try {
            return new PlatformDatabase(
                    server, Database.open(new Database.Login(server.jdbcUrl(), server.user(), server.password())));
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
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
