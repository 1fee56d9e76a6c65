package io.paviour.gauge;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// One counter, level or histogram for each combination of label values that was met, up to [#SERIES_MAX] of them; all
/// further ones share one. A label has few values by itself: never the name of a resource, a namespace or a user.
///
/// @param <T> what there is for each
public final class Labelled<T> {
    /// How many combinations are told apart.
    public static final int SERIES_MAX = 2_000;

    /// The value of all labels of the one that the rest share.
    public static final String OTHER = "other";

    private final List<String> names;
    private final Supplier<T> making;
    private final Map<List<String>, T> series = new ConcurrentHashMap<>();

    /// @param names of the labels
    public Labelled(List<String> names, Supplier<T> making) {
        this.names = List.copyOf(names);
        this.making = making;
    }

    /// Counters.
    public static Labelled<Counter> counters(String... names) {
        return new Labelled<>(List.of(names), Counter::new);
    }

    /// Levels.
    public static Labelled<Level> levels(String... names) {
        return new Labelled<>(List.of(names), Level::new);
    }

    /// Histograms of durations.
    public static Labelled<Histogram> durations(String... names) {
        return new Labelled<>(List.of(names), Histogram::ofSeconds);
    }

    /// The names of the labels.
    public List<String> names() {
        return names;
    }

    /// The one for some values, made if there is none.
    ///
    /// @param values one for each name, in their order
    /// @throws IllegalArgumentException if there are more or fewer
    public T of(String... values) {
        List<String> key = List.of(values);
        T known = series.get(key);
        return known == null ? add(key) : known;
    }

    private T add(List<String> key) {
        if (key.size() != names.size()) {
            throw new IllegalArgumentException("the labels are " + names + ", and the values " + key);
        }
        // Threads that come here together may go beyond the limit by as many as they are.
        List<String> counted = series.size() < SERIES_MAX ? key : Collections.nCopies(names.size(), OTHER);
        return series.computeIfAbsent(List.copyOf(counted), _ -> making.get());
    }

    /// Shows all that there are.
    public void each(BiConsumer<List<String>, T> reader) {
        series.forEach(reader);
    }
}
