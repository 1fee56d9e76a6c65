package io.paviour.localprocess;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the supervisor look at the clock five times a second.
final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
    private static final Duration EVERY = Duration.ofMillis(200);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("localprocess ticker").factory());

    Ticker(Supervisor supervisor) {
        var _ = thread.scheduleWithFixedDelay(() -> tick(supervisor), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// An exception that got out would end the ticking for good.
    private static void tick(Supervisor supervisor) {
        try {
            supervisor.tick();
        } catch (RuntimeException e) {
            LOG.error("a tick of the supervisor failed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
