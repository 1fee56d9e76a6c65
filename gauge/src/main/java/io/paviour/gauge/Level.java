package io.paviour.gauge;

import java.util.concurrent.atomic.LongAdder;

/// How many there are just now. Counting takes no lock.
public final class Level {
    private final LongAdder sum = new LongAdder();

    /// One more.
    public void rise() {
        sum.increment();
    }

    /// One less.
    public void fall() {
        sum.decrement();
    }

    /// How many there are.
    public long value() {
        return sum.sum();
    }
}
