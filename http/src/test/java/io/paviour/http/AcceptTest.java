package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcceptTest {
    @Test
    void theFirstThatCanBeHadIsTaken() {
        Accept accept = Accept.parse(
                "application/vnd.kubernetes.protobuf,application/json;as=Table;v=v9;g=meta.k8s.io,"
                        + "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
                Accept.Rendition.TABLE);

        assertThat(accept).isEqualTo(new Accept("Table", "meta.k8s.io", "v1beta1"));
    }

    @Test
    void aRenditionThatIsNotOfferedFallsBackToThePlainOne() {
        assertThat(Accept.parse("application/json;as=Table;v=v1;g=meta.k8s.io,application/json"))
                .isEqualTo(Accept.PLAIN);
    }

    @Test
    void qualityCounts() {
        String header = "application/json;q=0.5,application/json;as=Table;v=v1;g=meta.k8s.io;q=0.9";

        assertThat(Accept.parse(header, Accept.Rendition.TABLE).isTable()).isTrue();
    }

    @Test
    void aClientThatSaysNothingOrAnythingGetsJson() {
        assertThat(Accept.parse("")).isEqualTo(Accept.PLAIN);
        assertThat(Accept.parse("application/json, */*")).isEqualTo(Accept.PLAIN);
    }

    @Test
    void aClientThatCannotReadJsonGetsNothing() {
        assertThat(Accept.parse("text/html")).isNull();
        assertThat(Accept.parse("application/vnd.kubernetes.protobuf")).isNull();
        assertThat(Accept.parse("application/json;q=0")).isNull();
        assertThat(Accept.parse(";;;,,=;=,")).isNull();
    }
}
