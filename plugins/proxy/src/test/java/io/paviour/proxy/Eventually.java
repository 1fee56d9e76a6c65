package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what another thread or process brings about.
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Eventually() {}

    /// Waits until something is so, and fails if it takes too long.
    static void isSo(String what, BooleanSupplier test) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!test.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        assertThat(test.getAsBoolean()).as(what).isTrue();
    }
}
