package io.paviour.gauge;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// How often a value lay between fixed bounds. Counting takes no lock.
public final class Histogram {
    private static final double[] SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    private static final double NANOS_PER_SECOND = 1e9;

    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    /// @param bounds the upper ends of the buckets but the last one, which has none; each belongs to its bucket
    /// @throws IllegalArgumentException if they do not rise, or are not finite
    public Histogram(double... bounds) {
        for (int i = 0; i < bounds.length; i++) {
            boolean isRising = i == 0 || bounds[i] > bounds[i - 1];
            if (!isRising || !Double.isFinite(bounds[i])) {
                throw new IllegalArgumentException("bounds rise and are finite, unlike " + Arrays.toString(bounds));
            }
        }
        this.bounds = bounds.clone();
        this.counts = Stream.generate(LongAdder::new).limit(bounds.length + 1L).toArray(LongAdder[]::new);
    }

    /// One for durations in seconds, from half a millisecond to a minute.
    public static Histogram ofSeconds() {
        return new Histogram(SECONDS);
    }

    /// One for how many things were taken together, from 1 to 256.
    public static Histogram ofSizes() {
        return new Histogram(SIZES);
    }

    /// Counts a value.
    public void observe(double value) {
        int at = 0;
        while (at < bounds.length && value > bounds[at]) {
            at++;
        }
        counts[at].increment();
        sum.add(value);
    }

    /// Counts a duration, in seconds.
    ///
    /// @param nanos as of [System#nanoTime]
    public void observeNanos(long nanos) {
        observe(nanos / NANOS_PER_SECOND);
    }

    /// What was counted since the process started.
    public Value.Spread value() {
        var upTo = new Long[counts.length];
        long all = 0;
        for (int i = 0; i < counts.length; i++) {
            all += counts[i].sum();
            upTo[i] = all;
        }
        return new Value.Spread(DoubleStream.of(bounds).boxed().toList(), List.of(upTo), sum.sum());
    }
}
