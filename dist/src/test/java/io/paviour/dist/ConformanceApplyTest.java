package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.testing.Kubectl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// `kubectl apply` and `diff` with the merge done by kubectl.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceApplyTest {
    private static final String COG = "gadget.conformance.example.com/cog ";

    @Test
    void applyCreatesThenLeavesThenChanges(Place place) throws Exception {
        assertThat(apply(place, "cog {size: 2}")).isEqualTo(COG + "created\n");
        String revision = place.field("cog", ".metadata.resourceVersion");
        assertThat(apply(place, "cog {size: 2}")).isEqualTo(COG + "unchanged\n");
        assertThat(place.field("cog", ".metadata.resourceVersion")).isEqualTo(revision);
        assertThat(apply(place, "cog {size: 3}")).isEqualTo(COG + "configured\n");
        assertThat(place.field("cog", ".spec.size")).isEqualTo("3");
    }

    @Test
    void applyRemovesWhatItGaveUp(Place place) throws Exception {
        apply(place, "cog {owner: ann, settings: {a: '1', b: '2'}, tags: [p, q], parts: [{name: p}, {name: q}]}");

        apply(place, "cog {settings: {a: '1'}, tags: [p], parts: [{name: q}]}");

        assertThat(place.field("cog", ".spec"))
                .isEqualTo("{\"colour\":\"red\",\"parts\":[{\"count\":1,\"name\":\"q\"}],\"replicas\":1,\"settings\":"
                        + "{\"a\":\"1\"},\"size\":1,\"tags\":[\"p\"]}");
    }

    @Test
    void applyLeavesWhatOthersWrote(Place place) throws Exception {
        apply(place, "cog {size: 2, settings: {a: '1'}}");
        place.label("cog", "by", "hand");
        place.merge("cog", "{\"spec\":{\"owner\":\"bob\",\"settings\":{\"b\":\"2\"}}}");

        apply(place, "cog {size: 3, settings: {a: '1'}}");

        assertThat(place.field("cog", ".metadata.labels")).isEqualTo("{\"by\":\"hand\"}");
        assertThat(place.field("cog", ".spec.owner")).isEqualTo("bob");
        assertThat(place.field("cog", ".spec.settings")).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
    }

    @Test
    void applyPutsBackWhatOthersChanged(Place place) throws Exception {
        apply(place, "cog {size: 2}");
        place.merge("cog", "{\"spec\":{\"size\":9}}");

        assertThat(apply(place, "cog {size: 2}")).isEqualTo(COG + "configured\n");
        assertThat(place.field("cog", ".spec.size")).isEqualTo("2");
    }

    @Test
    void applyRemembersWhatWasApplied(Place place) throws Exception {
        apply(place, "cog {size: 2}");

        assertThat(place.run("apply", "view-last-applied", "gadget", "cog")).endsWith("spec:\n  size: 2\n");
    }

    @Test
    void applyAdoptsWhatWasCreatedOtherwise(Place place) throws Exception {
        place.gadgets("cog {size: 2}");

        Kubectl.Result adopted = place.kubectl().given(Place.gadget("cog {size: 3}"), "apply", "-f", "-");

        assertThat(adopted.succeeded()).isEqualTo(COG + "configured\n");
        assertThat(adopted.err())
                .startsWith("Warning: resource gadgets/cog is missing the kubectl.kubernetes.io/last-applied");
    }

    @Test
    void applyForTrialChangesNothing(Place place) throws Exception {
        apply(place, "cog {size: 2}");

        assertThat(place.given(Place.gadget("cog {size: 3}"), "apply", "--dry-run=server", "-f", "-"))
                .isEqualTo(COG + "configured (server dry run)\n");
        assertThat(place.field("cog", ".spec.size")).isEqualTo("2");
    }

    @Test
    void applyIsChecked(Place place) throws Exception {
        apply(place, "cog {size: 2}");

        assertThat(place.refusedGiven(Place.gadget("cog {size: 11, sise: 1}"), "apply", "-f", "-"))
                .contains("unknown field \"spec.sise\"");
        assertThat(place.refusedGiven(Place.gadget("cog {size: 11}"), "apply", "-f", "-"))
                .contains("spec.size: Invalid value: 11: should be less than or equal to 10");
    }

    @Test
    void applyByForceMakesAnewWhatCannotBeChanged(Place place) throws Exception {
        apply(place, "cog {serial: s1}");

        place.given(Place.gadget("cog {serial: s2}"), "apply", "--force", "-f", "-");

        assertThat(place.field("cog", ".spec.serial")).isEqualTo("s2");
    }

    @Test
    void aDirectoryIsAppliedWithDirectoriesInIt(Place place) throws Exception {
        Path inner = Files.createDirectories(place.directory().resolve("inner"));
        Files.writeString(inner.resolve("cog.yaml"), Place.gadget("cog {}"));
        place.file("anvil.yaml", Place.gadget("anvil {}"));

        assertThat(place.run("apply", "-R", "-f", place.directory().toString()).lines())
                .hasSize(2);
        assertThat(place.names()).hasSize(2);
    }

    @Test
    void aKustomizationIsAppliedAndDeleted(Place place) throws Exception {
        place.file("cog.yaml", Place.gadget("cog {size: 2}"));
        place.file("kustomization.yaml", """
                resources: [cog.yaml]
                namePrefix: my-
                labels: [{pairs: {via: kustomize}}]
                patches:
                - target: {kind: Gadget}
                  patch: '[{"op": "replace", "path": "/spec/size", "value": 5}]'
                """);
        String directory = place.directory().toString();

        assertThat(place.run("apply", "-k", directory)).isEqualTo("gadget.conformance.example.com/my-cog created\n");
        assertThat(place.run("get", "gadgets", "-l", "via=kustomize", "-o", "jsonpath={.items[*].spec.size}"))
                .isEqualTo("5");
        assertThat(place.run("delete", "-k", directory)).contains("\"my-cog\" deleted");
    }

    @Test
    void whatIsNoLongerAppliedIsPruned(Place place) throws Exception {
        String kept = Place.labelled("kept {}", "set: one");
        place.given(kept + "---\n" + Place.labelled("gone {}", "set: one"), "apply", "-f", "-");
        place.create(Place.labelled("stranger {}", "set: one"));

        assertThat(place.given(
                        kept,
                        "apply",
                        "--prune",
                        "-l",
                        "set=one",
                        "--prune-allowlist=conformance.example.com/v1/Gadget",
                        "-f",
                        "-"))
                .isEqualTo(
                        "gadget.conformance.example.com/kept unchanged\ngadget.conformance.example.com/gone pruned\n");
        assertThat(place.names()).containsExactly("kept", "stranger");
    }

    @Test
    void aSetWithAParentIsPruned(Place place) throws Exception {
        place.create(parent(place));
        String kept = Place.gadget("kept {}");
        applySet(place, kept + "---\n" + Place.gadget("gone {}"));

        assertThat(applySet(place, kept)).contains("gadget.conformance.example.com/gone pruned");
        assertThat(place.run("get", "gadgets", "-l", "applyset.kubernetes.io/part-of", "-o", "name"))
                .isEqualTo("gadget.conformance.example.com/kept\n");
    }

    @Test
    void diffTellsWhatApplyWouldChange(Place place) throws Exception {
        apply(place, "cog {size: 2, owner: ann}");

        Kubectl.Result differs = place.kubectl().given(Place.gadget("cog {size: 3}"), "diff", "-f", "-");

        assertThat(differs.code()).isEqualTo(1);
        assertThat(differs.out()).contains("\n-  owner: ann\n", "\n-  size: 2\n", "\n+  size: 3\n");
        assertThat(place.given(Place.gadget("cog {size: 2, owner: ann}"), "diff", "-f", "-"))
                .isEmpty();
        assertThat(place.field("cog", ".spec.size")).isEqualTo("2");
    }

    @Test
    void diffShowsWhatIsNotThereYet(Place place) throws Exception {
        Kubectl.Result differs = place.kubectl().given(Place.gadget("cog {size: 3}"), "diff", "-f", "-");

        assertThat(differs.code()).isEqualTo(1);
        assertThat(differs.out()).contains("\n+  size: 3\n", "\n+  colour: red\n");
        assertThat(place.names()).isEmpty();
    }

    @Test
    void diffOfWhatIsRefusedIsAnErrorAndNoDifference(Place place) throws Exception {
        Kubectl.Result refused = place.kubectl().given(Place.gadget("cog {size: 11}"), "diff", "-f", "-");

        assertThat(refused.code()).isGreaterThan(1);
        assertThat(refused.err()).contains("spec.size: Invalid value: 11: should be less than or equal to 10");
    }

    private static String apply(Place place, String gadget) throws Exception {
        return place.given(Place.gadget(gadget), "apply", "-f", "-");
    }

    private static String applySet(Place place, String manifests) throws Exception {
        return place.kubectl()
                .withVariable("KUBECTL_APPLYSET", "true")
                .given(manifests, "apply", "--prune", "--applyset=gadgets.conformance.example.com/parent", "-f", "-")
                .succeeded();
    }

    /// A parent that is a custom resource has to be there, with the id that its place gives it (KEP 3659).
    private static String parent(Place place) throws Exception {
        byte[] sum = MessageDigest.getInstance("SHA-256")
                .digest(("parent." + place.namespace() + ".Gadget.conformance.example.com")
                        .getBytes(StandardCharsets.UTF_8));
        String id = "applyset-" + Base64.getUrlEncoder().withoutPadding().encodeToString(sum) + "-v1";
        return Place.labelled("parent {}", "applyset.kubernetes.io/id: " + id)
                .replace(
                        "metadata: {",
                        "metadata: {annotations: {applyset.kubernetes.io/tooling: kubectl/v1,"
                                + " applyset.kubernetes.io/contains-group-kinds: ''}, ");
    }
}
