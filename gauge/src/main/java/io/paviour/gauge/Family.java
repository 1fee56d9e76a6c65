package io.paviour.gauge;

import java.io.IOException;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/// Gauges of one name: what they mean, and how they are read.
///
/// @param name in the manner of Prometheus: with its unit, and `_total` at the end of what only rises
/// @param help one sentence for people
/// @param labels by which the gauges of the family are told apart
public record Family(String name, Type type, String help, List<String> labels, Reading reading) {
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");

    /// What can be done with the numbers.
    public enum Type {
        /// Rises only, until the process starts again.
        COUNTER,
        /// Goes up and down.
        GAUGE,
        /// Values sorted into buckets.
        HISTOGRAM
    }

    /// Reads the gauges of a family.
    @FunctionalInterface
    public interface Reading {
        /// Shows every gauge once.
        ///
        /// @throws IOException if what is to be read is away: the family then shows what it has shown so far
        void read(Samples samples) throws IOException;
    }

    /// Takes what is read.
    @FunctionalInterface
    public interface Samples {
        /// Takes one gauge.
        ///
        /// @param values of the labels, in their order
        void take(List<String> values, Value value);

        /// Takes one number.
        default void number(long value, String... values) {
            number((double) value, values);
        }

        /// Takes one number.
        default void number(double value, String... values) {
            take(List.of(values), new Value.Single(value));
        }
    }

    /// Copies `labels`.
    ///
    /// @throws IllegalArgumentException if a name is none
    public Family {
        labels = List.copyOf(labels);
        if (!WORD.matcher(name).matches()) {
            throw new IllegalArgumentException(name + " is not the name of a gauge");
        }
        if (name.endsWith("_total") != (type == Type.COUNTER)) {
            throw new IllegalArgumentException(name + ": the names of counters, and no others, end in _total");
        }
        for (String label : labels) {
            if (!WORD.matcher(label).matches() || label.equals("le")) {
                throw new IllegalArgumentException(name + ": " + label + " is not the name of a label");
            }
        }
    }

    /// One counter.
    public static Family counter(String name, String help, Counter counter) {
        return counter(name, help, counter::value);
    }

    /// One number that only rises.
    public static Family counter(String name, String help, DoubleSupplier number) {
        return new Family(name, Type.COUNTER, help, List.of(), samples -> samples.number(number.getAsDouble()));
    }

    /// Counters.
    public static Family counters(String name, String help, Labelled<Counter> counters) {
        return new Family(
                name,
                Type.COUNTER,
                help,
                counters.names(),
                samples -> counters.each((values, counter) -> samples.take(values, new Value.Single(counter.value()))));
    }

    /// One number that goes up and down.
    public static Family gauge(String name, String help, DoubleSupplier number) {
        return new Family(name, Type.GAUGE, help, List.of(), samples -> samples.number(number.getAsDouble()));
    }

    /// Levels.
    public static Family levels(String name, String help, Labelled<Level> levels) {
        return new Family(
                name,
                Type.GAUGE,
                help,
                levels.names(),
                samples -> levels.each((values, level) -> samples.take(values, new Value.Single(level.value()))));
    }

    /// One histogram.
    public static Family histogram(String name, String help, Histogram histogram) {
        return new Family(name, Type.HISTOGRAM, help, List.of(), samples -> samples.take(List.of(), histogram.value()));
    }

    /// Histograms.
    public static Family histograms(String name, String help, Labelled<Histogram> histograms) {
        return new Family(
                name,
                Type.HISTOGRAM,
                help,
                histograms.names(),
                samples -> histograms.each((values, histogram) -> samples.take(values, histogram.value())));
    }
}
