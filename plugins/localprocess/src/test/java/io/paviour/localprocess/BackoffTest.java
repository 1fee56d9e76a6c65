package io.paviour.localprocess;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void theWaitDoublesUpToFiveMinutes() {
        assertThat(Backoff.after(1)).hasSeconds(1);
        assertThat(Backoff.after(2)).hasSeconds(2);
        assertThat(Backoff.after(9)).hasSeconds(256);
        assertThat(Backoff.after(10)).isEqualTo(Backoff.LONGEST);
        assertThat(Backoff.after(Integer.MAX_VALUE)).isEqualTo(Backoff.LONGEST);
    }
}
