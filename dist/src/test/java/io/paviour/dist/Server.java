package io.paviour.dist;

import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// One of several platforms on one database, which may be away for a while. Times are those of [System#nanoTime].
final class Server {
    private final Workbench bench;
    private final TestPlatform.Start start;
    private TestPlatform platform;
    private volatile CompletableFuture<Wire> wire = new CompletableFuture<>();
    private volatile long awaySince = Long.MAX_VALUE;
    private volatile long readyAt;

    Server(Workbench bench, TestPlatform.Start start) {
        this.bench = bench;
        this.start = start;
    }

    String name() {
        return start.data().getFileName().toString();
    }

    /// The one that was started last.
    TestPlatform platform() {
        return platform;
    }

    void start() throws Exception {
        platform = bench.start(start);
    }

    void awaitReady() throws Exception {
        wire.complete(Wire.to(platform.awaitReady()));
        readyAt = System.nanoTime();
    }

    void kill9() throws InterruptedException {
        leave();
        platform.kill9();
    }

    /// Ends it as Ctrl-C does.
    void stop() throws IOException, InterruptedException {
        leave();
        platform.stop();
    }

    private void leave() {
        awaySince = System.nanoTime();
        wire = new CompletableFuture<>();
    }

    /// Whether it was away at any moment since a time.
    boolean wasAwaySince(long time) {
        return awaySince != Long.MAX_VALUE && (readyAt < awaySince || readyAt >= time);
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
