package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.gauge.Board;
import io.paviour.gauge.Family;
import io.paviour.gauge.Histogram;
import io.paviour.gauge.Labelled;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {
    private static Exposition exposition() {
        var requests = Labelled.counters("path", "code");
        requests.of("a \"quoted\"\\\nname", "200").add(3);
        var durations = new Histogram(0.5, 1);
        durations.observe(0.25);
        durations.observe(7);
        var board = new Board();
        board.add(List.of(
                Family.counters("requests_total", "Requests, \"all\" of them.\\", requests),
                Family.histogram("duration_seconds", "How long.", durations),
                Family.gauge("ratio", "A ratio.", () -> 0.125),
                Family.gauge("limit", "No limit.", () -> Double.POSITIVE_INFINITY),
                new Family("rows", Family.Type.GAUGE, "Rows.", List.of("table"), samples -> {
                    samples.number(1L << 40, "first");
                    throw new IOException("the database is away");
                })));
        return new Exposition(board);
    }

    @Test
    void prometheusReadsIt() {
        assertThat(exposition().text(false)).isEqualTo("""
                # HELP duration_seconds How long.
                # TYPE duration_seconds histogram
                duration_seconds_bucket{le="0.5"} 1
                duration_seconds_bucket{le="1"} 1
                duration_seconds_bucket{le="+Inf"} 2
                duration_seconds_sum 7.25
                duration_seconds_count 2
                # HELP limit No limit.
                # TYPE limit gauge
                limit +Inf
                # HELP ratio A ratio.
                # TYPE ratio gauge
                ratio 0.125
                # HELP requests_total Requests, "all" of them.\\\\
                # TYPE requests_total counter
                requests_total{path="a \\"quoted\\"\\\\\\nname",code="200"} 3
                # HELP rows Rows.
                # TYPE rows gauge
                rows{table="first"} 1099511627776
                """);
    }

    @Test
    void soDoesOpenMetrics() {
        assertThat(exposition().text(true))
                .contains(
                        "# HELP requests Requests, \\\"all\\\" of them.\\\\\n# TYPE requests counter\nrequests_total{")
                .contains("duration_seconds_bucket{le=\"1.0\"} 1\n")
                .endsWith("# EOF\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                                                  | false
            */*                                                                                 | false
            text/plain                                                                          | false
            application/openmetrics-text                                                        | true
            application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5     | true
            application/openmetrics-text; version=1.0.0; q=0.2, text/plain; q=0.5                | false
            application/openmetrics-text;q=0                                                    | false
            ;;;                                                                                 | false
            ,                                                                                   | false
            """)
    void theClientChooses(String accept, boolean isOpen) {
        assertThat(Exposition.likesOpenMetrics(accept)).isEqualTo(isOpen);
    }
}
