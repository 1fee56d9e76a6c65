package io.paviour.gauge;

import java.util.concurrent.atomic.LongAdder;

/// A number that only rises. Counting takes no lock.
public final class Counter {
    private final LongAdder sum = new LongAdder();

    /// Counts one.
    public void increment() {
        sum.increment();
    }

    /// Counts several.
    ///
    /// @throws IllegalArgumentException if `more` is negative
    public void add(long more) {
        if (more < 0) {
            throw new IllegalArgumentException("a counter only rises, and not by " + more);
        }
        sum.add(more);
    }

    /// What was counted since the process started.
    public long value() {
        return sum.sum();
    }
}
