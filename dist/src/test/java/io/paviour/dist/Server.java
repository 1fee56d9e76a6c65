package io.paviour.dist;

import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One of several platforms on one database, which may be away for a while.
final class Server {
    private final String name;
    private final Workbench bench;
    private final TestPlatform.Start start;
    private TestPlatform platform;
    private volatile CompletableFuture<Wire> wire = new CompletableFuture<>();

    /// @param database where the platforms keep everything
    /// @param tenants the server on which they make databases
    Server(Workbench bench, String name, String database, String tenants) throws IOException {
        this.bench = bench;
        this.name = name;
        this.start = bench.platform(name)
                .withVariable("PAVIOUR_DATABASE_URL", database)
                .withVariable("PAVIOUR_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[32]))
                .withVariable("PAVIOUR_SET_POSTGRES_ADMIN_URL", tenants);
    }

    String name() {
        return name;
    }

    void start() throws Exception {
        platform = bench.start(start);
    }

    void awaitReady() throws Exception {
        wire.complete(Wire.to(platform.awaitReady()));
    }

    void kill9() throws InterruptedException {
        wire = new CompletableFuture<>();
        platform.kill9();
    }

    boolean isThere() {
        return wire.isDone();
    }

    /// The way to it, as soon as it is there.
    Wire wire() throws InterruptedException {
        try {
            return wire.get();
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
