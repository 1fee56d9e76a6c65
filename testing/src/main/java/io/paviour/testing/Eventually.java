package io.paviour.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Waits for what another process does, by asking again and again until a deadline.
public final class Eventually {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Eventually() {}

    /// Asks until the answer is true.
    ///
    /// @param what a clause for the failure: "nobody waits" reads "nobody waits: not so after 10 s"
    /// @throws AssertionError if it is not true in time
    public static void isTrue(String what, Duration patience, Callable<Boolean> question) throws Exception {
        get(() -> what, patience, () -> question.call() ? true : null);
    }

    /// Asks until there is an answer.
    ///
    /// @param what a clause for the failure, asked for when it is needed
    /// @throws AssertionError if there is none in time
    public static <T> T get(Supplier<String> what, Duration patience, Callable<@Nullable T> question) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            T answer = question.call();
            if (answer != null) {
                return answer;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(what.get() + ": not so after " + patience.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
