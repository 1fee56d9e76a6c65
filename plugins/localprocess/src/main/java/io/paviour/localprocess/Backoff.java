package io.paviour.localprocess;

import java.time.Duration;

/// How long a replica that keeps ending waits before it is started again.
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(5);
    /// After being well for so long, the earlier ends count no more.
    static final Duration FORGIVEN = Duration.ofMinutes(10);

    private Backoff() {}

    /// @param ends how often it has ended in a row, at least 1
    static Duration after(int ends) {
        Duration delay = FIRST;
        for (int i = 1; i < ends && delay.compareTo(LONGEST) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }
}
