package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.testing.Kubectl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// `kubectl patch`, `label`, `annotate` and `scale`.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformancePatchTest {
    private static final String COG = "gadget.conformance.example.com/cog ";

    @Test
    void aMergeSetsFields(Place place) throws Exception {
        place.gadgets("cog {size: 2}");

        assertThat(patch(place, "merge", "{\"spec\":{\"owner\":\"ann\"}}").succeeded())
                .isEqualTo(COG + "patched\n");
        assertThat(place.field("cog", ".spec.owner")).isEqualTo("ann");
        assertThat(place.field("cog", ".spec.size")).isEqualTo("2");
        assertThat(place.field("cog", ".metadata.generation")).isEqualTo("2");
    }

    @Test
    void aMergeRemovesFieldsByNull(Place place) throws Exception {
        place.gadgets("cog {owner: ann, settings: {a: '1', b: '2'}}");

        patch(place, "merge", "{\"spec\":{\"owner\":null,\"settings\":{\"a\":null}}}")
                .succeeded();

        assertThat(place.field("cog", ".spec"))
                .isEqualTo("{\"colour\":\"red\",\"replicas\":1,\"settings\":{\"b\":\"2\"},\"size\":1}");
    }

    @Test
    void aPatchWithoutAChangeIsNoWrite(Place place) throws Exception {
        place.gadgets("cog {size: 2}");
        String revision = place.field("cog", ".metadata.resourceVersion");

        assertThat(patch(place, "merge", "{\"spec\":{\"size\":2}}").succeeded())
                .isEqualTo(COG + "patched (no change)\n");
        assertThat(place.field("cog", ".metadata.resourceVersion")).isEqualTo(revision);
    }

    @Test
    void aJsonPatchAddsReplacesMovesAndRemoves(Place place) throws Exception {
        place.gadgets("cog {owner: ann, tags: [a, b], size: 2, settings: {a: moved}}");

        patch(place, "json", """
                [{"op": "test", "path": "/spec/owner", "value": "ann"},
                 {"op": "add", "path": "/spec/tags/1", "value": "between"},
                 {"op": "replace", "path": "/spec/size", "value": 3},
                 {"op": "copy", "from": "/spec/tags/0", "path": "/spec/tags/-"},
                 {"op": "remove", "path": "/spec/tags/0"},
                 {"op": "move", "from": "/spec/settings/a", "path": "/spec/settings/b"}]
                """).succeeded();

        assertThat(place.field("cog", ".spec.tags")).isEqualTo("[\"between\",\"b\",\"a\"]");
        assertThat(place.field("cog", ".spec.size")).isEqualTo("3");
        assertThat(place.field("cog", ".spec.settings")).isEqualTo("{\"b\":\"moved\"}");
    }

    @Test
    void aJsonPatchWhoseTestFailsChangesNothing(Place place) throws Exception {
        place.gadgets("cog {owner: ann}");

        Kubectl.Result refused = patch(place, "json", """
                [{"op": "replace", "path": "/spec/size", "value": 3},
                 {"op": "test", "path": "/spec/owner", "value": "bob"}]
                """);

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).startsWith("The request is invalid: ").contains("/spec/owner");
        assertThat(place.field("cog", ".spec.size")).isEqualTo("1");
    }

    @Test
    void aJsonPatchOfWhatIsNotThereIsRefused(Place place) throws Exception {
        place.gadgets("cog {}");

        Kubectl.Result refused = patch(place, "json", "[{\"op\": \"remove\", \"path\": \"/spec/owner\"}]");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).startsWith("The request is invalid: ").contains("/spec/owner");
    }

    @Test
    void aJsonPatchThatIsNoneIsRefused(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(patch(place, "json", "{\"op\": \"remove\"}").err()).startsWith("Error from server (BadRequest): ");
    }

    @Test
    void aStrategicPatchIsRefusedWithWhatIsAccepted(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(place.refused("patch", "gadget", "cog", "-p", "{\"spec\":{\"size\":2}}"))
                .isEqualTo(
                        "error: application/strategic-merge-patch+json is not supported by conformance.example.com/v1,"
                                + " Kind=Gadget: the body of the request was in an unknown format - accepted media types include:"
                                + " application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml\n");
    }

    @Test
    void aPatchForTrialChangesNothing(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(place.run(
                        "patch", "gadget", "cog", "--type=merge", "-p", "{\"spec\":{\"size\":2}}", "--dry-run=server"))
                .startsWith(COG + "patched");
        assertThat(place.field("cog", ".spec.size")).isEqualTo("1");
    }

    @Test
    void aPatchIsChecked(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(patch(place, "merge", "{\"spec\":{\"size\":-1}}").err())
                .isEqualTo(
                        "The Gadget \"cog\" is invalid: spec.size: Invalid value: -1: should be greater than or equal"
                                + " to 0\n");
    }

    @Test
    void aPatchOfAnOldRevisionIsRefused(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(patch(place, "merge", "{\"metadata\":{\"resourceVersion\":\"1\"},\"spec\":{\"size\":2}}")
                        .err())
                .startsWith("Error from server (Conflict): Operation cannot be fulfilled on");
    }

    @Test
    void aPatchOfWhatIsNotThereIsRefused(Place place) throws Exception {
        assertThat(patch(place, "merge", "{}").err())
                .isEqualTo("Error from server (NotFound): gadgets.conformance.example.com \"cog\" not found\n");
    }

    @Test
    void aPatchOfTheStatusLeavesTheRest(Place place) throws Exception {
        place.gadgets("cog {}");

        String both = "{\"status\":{\"phase\":\"Done\"},\"spec\":{\"size\":9}}";
        place.run("patch", "gadget", "cog", "--subresource=status", "--type=merge", "-p", both);

        assertThat(place.field("cog", ".status.phase")).isEqualTo("Done");
        assertThat(place.field("cog", ".spec.size")).isEqualTo("1");
        assertThat(place.field("cog", ".metadata.generation")).isEqualTo("1");
    }

    @Test
    void aPatchOfTheRestLeavesTheStatus(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(patch(place, "merge", "{\"status\":{\"phase\":\"Done\"}}").succeeded())
                .isEqualTo(COG + "patched (no change)\n");
        assertThat(place.field("cog", ".status")).isEmpty();
    }

    @Test
    void aPatchIsReadFromAFile(Place place) throws Exception {
        place.gadgets("cog {}");

        place.run("patch", "gadget", "cog", "--type=merge", "--patch-file", place.file("p.yaml", "spec: {size: 4}"));

        assertThat(place.field("cog", ".spec.size")).isEqualTo("4");
    }

    @Test
    void labelsAreSetOverwrittenAndRemoved(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(place.run("label", "gadget", "cog", "team=a", "tier=1")).isEqualTo(COG + "labeled\n");
        assertThat(place.refused("label", "gadget", "cog", "team=b"))
                .isEqualTo("error: 'team' already has a value (a), and --overwrite is false\n");
        place.run("label", "gadget", "cog", "team=b", "--overwrite");
        assertThat(place.run("label", "gadget", "cog", "tier-")).isEqualTo(COG + "unlabeled\n");
        assertThat(place.run("label", "gadget", "cog", "--list")).isEqualTo("team=b\n");
        assertThat(place.field("cog", ".metadata.generation")).isEqualTo("1");
    }

    @Test
    void allOfAKindAreLabelled(Place place) throws Exception {
        place.gadgets("anvil {}", "cog {}");

        assertThat(place.run("label", "gadgets", "--all", "team=a").lines()).hasSize(2);
        assertThat(place.run("get", "gadgets", "-l", "team=a", "-o", "name").lines())
                .hasSize(2);
    }

    @Test
    void aLabelForOneRevisionOnlyIsRefusedLater(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(place.refused("label", "gadget", "cog", "team=a", "--resource-version=1"))
                .contains("the object has been modified");
    }

    @Test
    void annotationsAreSetAndRemovedBySelector(Place place) throws Exception {
        place.create(Place.labelled("cog {}", "team: a"), Place.gadget("anvil {}"));

        assertThat(place.run("annotate", "gadgets", "-l", "team=a", "note=a b c"))
                .isEqualTo(COG + "annotated\n");
        assertThat(place.field("cog", ".metadata.annotations.note")).isEqualTo("a b c");
        place.run("annotate", "gadget", "cog", "note-");
        assertThat(place.field("cog", ".metadata.annotations")).isEmpty();
    }

    @Test
    void builtInKindsTakeStrategicPatches(Place place) throws Exception {
        assertThat(place.run(
                        "patch", "namespace", place.namespace(), "-p", "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}"))
                .isEqualTo("namespace/" + place.namespace() + " patched\n");
        assertThat(place.run("get", "namespaces", "-l", "team=a", "-o", "name"))
                .contains("namespace/" + place.namespace() + "\n");
    }

    @Test
    void scaleSetsTheNumber(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(place.run("scale", "gadget", "cog", "--replicas=3")).isEqualTo(COG + "scaled\n");
        assertThat(place.field("cog", ".spec.replicas")).isEqualTo("3");
        assertThat(place.field("cog", ".metadata.generation")).isEqualTo("2");
    }

    @Test
    void scaleKnowsWhatItWasTold(Place place) throws Exception {
        place.gadgets("cog {replicas: 2}");

        assertThat(place.refused("scale", "gadget", "cog", "--replicas=3", "--current-replicas=5"))
                .isEqualTo("error: Expected replicas to be 5, was 2\n");
        place.run("scale", "gadget", "cog", "--replicas=3", "--current-replicas=2");
        assertThat(place.field("cog", ".spec.replicas")).isEqualTo("3");
    }

    @Test
    void scaleIsChecked(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(place.refused("scale", "gadget", "cog", "--replicas=101"))
                .isEqualTo(
                        "The Gadget \"cog\" is invalid: spec.replicas: Invalid value: 101: should be less than or equal"
                                + " to 100\n");
    }

    @Test
    void aScaleTellsWhatIsThere(Place place) throws Exception {
        place.gadgets("cog {replicas: 2}");
        String counted = "{\"status\":{\"replicas\":1,\"selector\":\"app=cog\"}}";
        place.merge("cog/status", counted);

        Json.Obj scale = place.raw(place.path("/cog/scale"));

        assertThat(scale.string("kind")).isEqualTo("Scale");
        assertThat(scale.object("spec")).isEqualTo(Json.object("replicas", 2));
        assertThat(scale.object("status")).isEqualTo(Json.object("replicas", 1, "selector", "app=cog"));
    }

    @Test
    void whatHasNoScaleIsNotScaled(Place place) throws Exception {
        assertThat(place.refused("scale", "namespace", place.namespace(), "--replicas=1"))
                .isEqualTo("Error from server (NotFound): the server could not find the requested resource\n");
    }

    private static Kubectl.Result patch(Place place, String type, String patch) throws Exception {
        return place.kubectl().run("patch", "gadget", "cog", "--type=" + type, "-p", patch);
    }
}
