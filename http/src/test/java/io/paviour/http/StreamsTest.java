package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamsTest {
    @Test
    void fewStreamsAreWrittenToAtOnceAndManyAPartOfASecondApart() {
        assertThat(Streams.spacing(1)).isLessThan(Duration.ofMillis(1));
        assertThat(Streams.spacing(100)).isEqualTo(Duration.ofNanos(7_500_000));
        assertThat(Streams.spacing(1_000)).isEqualTo(Duration.ofMillis(75));
    }

    @Test
    void theSpacingHasALimit() {
        assertThat(Streams.spacing(0)).isZero();
        assertThat(Streams.spacing(Integer.MAX_VALUE)).isEqualTo(Duration.ofMillis(75));
    }
}
