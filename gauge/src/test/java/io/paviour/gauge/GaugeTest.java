package io.paviour.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class GaugeTest {
    @Test
    void aValueOnABoundBelongsBelowIt() {
        var histogram = new Histogram(1, 10);

        for (double value : new double[] {0.5, 1, 1.5, 10, 11}) {
            histogram.observe(value);
        }

        Value.Spread spread = histogram.value();
        assertThat(spread.bounds()).containsExactly(1.0, 10.0);
        assertThat(spread.upTo()).containsExactly(2L, 4L, 5L);
        assertThat(spread.sum()).isEqualTo(24);
        assertThat(spread.count()).isEqualTo(5);
    }

    @Test
    void durationsAreCountedInSeconds() {
        var histogram = Histogram.ofSeconds();

        histogram.observeNanos(2_000_000_000);

        assertThat(histogram.value().sum()).isEqualTo(2);
    }

    @Test
    void boundsThatDoNotRiseAreRefused() {
        assertThatThrownBy(() -> new Histogram(1, 1)).hasMessage("bounds rise and are finite, unlike [1.0, 1.0]");
        assertThatThrownBy(() -> new Histogram(Double.POSITIVE_INFINITY))
                .hasMessage("bounds rise and are finite, unlike [Infinity]");
    }

    @Test
    void manyThreadsCountTogether() {
        var counters = Labelled.counters("kind");
        var levels = Labelled.levels("kind");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                String kind = "k" + i % 3;
                threads.submit(() -> {
                    for (int j = 0; j < 1_000; j++) {
                        counters.of(kind).increment();
                        levels.of(kind).rise();
                        levels.of(kind).fall();
                    }
                });
            }
        }

        assertThat(counters.of("k0").value()
                        + counters.of("k1").value()
                        + counters.of("k2").value())
                .isEqualTo(100_000);
        assertThat(levels.of("k0").value()).isZero();
    }

    @Test
    void aCounterNeverFalls() {
        assertThatThrownBy(() -> new Counter().add(-1)).hasMessage("a counter only rises, and not by -1");
    }

    @Test
    void beyondTheLimitTheRestIsCountedTogether() {
        var counters = Labelled.counters("a", "b");

        for (int i = 0; i < Labelled.SERIES_MAX + 50; i++) {
            counters.of("x", "y" + i).increment();
        }

        var seen = new ArrayList<List<String>>();
        counters.each((values, counter) -> seen.add(values));
        assertThat(seen).hasSize(Labelled.SERIES_MAX + 1).contains(List.of("other", "other"));
        assertThat(counters.of("other", "other").value()).isEqualTo(50);
        assertThat(counters.of("x", "y1").value()).isEqualTo(1);
    }

    @Test
    void labelsHaveAsManyValuesAsNames() {
        assertThatThrownBy(() -> Labelled.counters("a").of("x", "y"))
                .hasMessage("the labels are [a], and the values [x, y]");
    }

    @Test
    void namesAreThoseOfPrometheus() {
        assertThatThrownBy(() -> Family.counter("requests", "Requests.", new Counter()))
                .hasMessage("requests: the names of counters, and no others, end in _total");
        assertThatThrownBy(() -> Family.gauge("size_total", "A size.", () -> 1))
                .hasMessage("size_total: the names of counters, and no others, end in _total");
        assertThatThrownBy(() -> Family.gauge("Größe", "A size.", () -> 1))
                .hasMessage("Größe is not the name of a gauge");
        assertThatThrownBy(() -> Family.levels("size", "A size.", Labelled.levels("le")))
                .hasMessage("size: le is not the name of a label");
    }

    @Test
    void aNameIsTakenOnce() {
        var board = new Board();
        Family size = Family.gauge("size", "A size.", () -> 1);
        board.add(List.of(size));

        assertThatThrownBy(() -> board.add(List.of(size))).hasMessage("there is a gauge size already");
        assertThat(board.families()).containsExactly(size);
    }
}
