package io.paviour.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Waits for what only the operating system knows and does not announce.
final class Polling {
    private static final long AGAIN_MILLIS = 5;

    interface Question {
        boolean isSo() throws IOException, InterruptedException;
    }

    private Polling() {}

    /// @return false if it is still not so after `wait`
    static boolean until(Duration wait, Question question) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!question.isSo()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        }
        return true;
    }
}
