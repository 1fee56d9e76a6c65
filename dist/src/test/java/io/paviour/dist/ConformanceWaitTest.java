package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.testing.Kubectl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// `kubectl wait` in its forms.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceWaitTest {
    private static final String MET = "gadget.conformance.example.com/cog condition met\n";

    @Test
    void aConditionThatHoldsIsMetAtOnce(Place place) throws Exception {
        place.gadgets("cog {}");
        condition(place, "Ready", "True", 1);

        assertThat(place.run("wait", "gadget/cog", "--for=condition=Ready", "--timeout=300s"))
                .isEqualTo(MET);
    }

    @Test
    void aConditionIsWaitedFor(Place place) throws Exception {
        place.gadgets("cog {}");
        Process waiting = place.kubectl().start("wait", "gadget/cog", "--for=condition=Ready", "--timeout=300s");

        condition(place, "Ready", "False", 1);
        condition(place, "Ready", "True", 1);

        assertThat(new String(waiting.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(MET);
        assertThat(waiting.waitFor()).isZero();
    }

    @Test
    void aConditionMayBeFalse(Place place) throws Exception {
        place.gadgets("cog {}");
        condition(place, "Broken", "False", 1);

        assertThat(place.run("wait", "gadget/cog", "--for=condition=Broken=False", "--timeout=300s"))
                .isEqualTo(MET);
    }

    @Test
    void aConditionOfAnEarlierGenerationDoesNotCount(Place place) throws Exception {
        place.gadgets("cog {}");
        condition(place, "Ready", "True", 1);
        place.merge("cog", "{\"spec\":{\"replicas\":2}}");

        assertThat(place.refused("wait", "gadget/cog", "--for=condition=Ready", "--timeout=1s"))
                .isEqualTo("error: timed out waiting for the condition on gadgets/cog\n");
        condition(place, "Ready", "True", 2);
        assertThat(place.run("wait", "gadget/cog", "--for=condition=Ready", "--timeout=300s"))
                .isEqualTo(MET);
    }

    @Test
    void aFieldIsWaitedFor(Place place) throws Exception {
        place.gadgets("cog {size: 2}");
        Process waiting =
                place.kubectl().start("wait", "gadget/cog", "--for=jsonpath={.spec.size}=3", "--timeout=300s");

        place.merge("cog", "{\"spec\":{\"size\":3}}");

        assertThat(waiting.waitFor()).isZero();
        assertThat(place.run("wait", "gadget/cog", "--for=jsonpath={.spec.colour}", "--timeout=300s"))
                .isEqualTo(MET);
    }

    @Test
    void anEndIsWaitedFor(Place place) throws Exception {
        place.gadgets("cog {}");
        Process waiting = place.kubectl().start("wait", "gadget/cog", "--for=delete", "--timeout=300s");

        place.delete("cog");

        assertThat(waiting.waitFor()).isZero();
        assertThat(place.kubectl()
                        .run("wait", "gadget/cog", "--for=delete", "--timeout=300s")
                        .code())
                .isZero();
    }

    @Test
    void aBeginningIsWaitedFor(Place place) throws Exception {
        Process waiting = place.kubectl().start("wait", "gadget/cog", "--for=create", "--timeout=300s");

        place.gadgets("cog {}");

        assertThat(waiting.waitFor()).isZero();
    }

    @Test
    void severalAreWaitedFor(Place place) throws Exception {
        place.create(Place.labelled("anvil {}", "a: b"), Place.labelled("cog {}", "a: b"));

        assertThat(place.run("wait", "gadgets", "-l", "a=b", "--for=jsonpath={.spec.size}=1", "--timeout=300s")
                        .lines())
                .hasSize(2);
        assertThat(place.run("wait", "gadgets", "--all", "--for=jsonpath={.spec.size}=1", "--timeout=300s")
                        .lines())
                .hasSize(2);
    }

    @Test
    void patienceHasAnEnd(Place place) throws Exception {
        place.gadgets("cog {}");

        for (String what : java.util.List.of("condition=Ready", "delete", "jsonpath={.spec.size}=9")) {
            Kubectl.Result result = place.kubectl().run("wait", "gadget/cog", "--for=" + what, "--timeout=500ms");

            assertThat(result.code()).as(what).isEqualTo(1);
            assertThat(result.err()).contains("timed out waiting for the condition on gadgets/cog");
        }
    }

    private static void condition(Place place, String type, String status, int generation) throws Exception {
        String patch = "{\"status\":{\"conditions\":[{\"type\":\"%s\",\"status\":\"%s\",\"observedGeneration\":%d}]}}"
                .formatted(type, status, generation);
        place.merge("cog/status", patch);
    }
}
