package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionPriorityTest {
    @Test
    void stableVersionsComeBeforeBetasBeforeAlphasBeforeTheRest() {
        List<String> ordered = List.of(
                "v10",
                "v2",
                "v1",
                "v11beta2",
                "v10beta3",
                "v3beta1",
                "v1beta2",
                "v1beta1",
                "v12alpha1",
                "v11alpha2",
                "foo1",
                "foo10",
                "v0",
                "v1gamma1");
        var shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(3));

        shuffled.sort(new VersionPriority());

        assertThat(shuffled).isEqualTo(ordered);
    }
}
