package io.paviour.gauge;

import java.util.List;

/// What one gauge shows.
public sealed interface Value {
    /// A number.
    record Single(double value) implements Value {}

    /// How often values lay up to each bound.
    ///
    /// @param bounds rising
    /// @param upTo for each bound how many values were not above it, and at last how many there were
    /// @param sum of all values
    record Spread(List<Double> bounds, List<Long> upTo, double sum) implements Value {
        /// Copies the lists.
        ///
        /// @throws IllegalArgumentException if `upTo` has not one more than `bounds`
        public Spread {
            bounds = List.copyOf(bounds);
            upTo = List.copyOf(upTo);
            if (upTo.size() != bounds.size() + 1) {
                throw new IllegalArgumentException(bounds.size() + " bounds divide into one more, not " + upTo.size());
            }
        }

        /// How many values there were.
        public long count() {
            return upTo.getLast();
        }
    }
}
