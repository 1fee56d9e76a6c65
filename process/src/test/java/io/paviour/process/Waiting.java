package io.paviour.process;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// Polls an operating-system peer, which has no clock of ours to wait on.
final class Waiting {
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);

    private Waiting() {}

    static void until(String what, Callable<Boolean> so) throws Exception {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (!so.call()) {
            if (System.nanoTime() > deadline) {
                fail("not within " + WAIT_MAX + ": " + what);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /// Whether nothing runs under this process id; a dead process that nobody reaped does not run.
    static boolean isGone(long pid) throws Exception {
        String state = Tools.answer("ps", "-o", "stat=", "-p", Long.toString(pid));
        return state.isEmpty() || state.startsWith("Z");
    }
}
