package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for what another thread or process brings about.
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Eventually() {}

    /// Waits until something is so, and fails if it takes too long.
    static void isSo(String what, Callable<Boolean> test) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean isSo = test.call();
        while (!isSo && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            isSo = test.call();
        }
        assertThat(isSo).as(what).isTrue();
    }
}
