package io.paviour.trial;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waits for what another thread or process brings about.
public final class Eventually {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Eventually() {}

    /// Something that holds, or throws an [AssertionError].
    @FunctionalInterface
    public interface Claim {
        /// Looks.
        void check() throws Exception;
    }

    /// Looks until `claim` holds, for three minutes at most, and then fails as it does.
    public static void holds(Claim claim) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                claim.check();
                return;
            } catch (AssertionError | Exception notYet) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "not so after " + Duration.ofNanos(PATIENCE_NANOS).toSeconds() + " s: " + notYet, notYet);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
