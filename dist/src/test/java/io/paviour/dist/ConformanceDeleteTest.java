package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.testing.Eventually;
import io.paviour.testing.Kubectl;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// `kubectl delete`, what goes with it, and what holds it up.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceDeleteTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void deleteByName(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(place.run("delete", "gadget", "cog")).startsWith("gadget.conformance.example.com \"cog\" deleted");
        assertThat(place.names()).isEmpty();
    }

    @Test
    void deleteByManifest(Place place) throws Exception {
        place.gadgets("anvil {}", "cog {}");

        assertThat(place.given(Place.gadget("anvil {}") + "---\n" + Place.gadget("cog {}"), "delete", "-f", "-")
                        .lines())
                .hasSize(2);
        assertThat(place.names()).isEmpty();
    }

    @Test
    void deleteBySelector(Place place) throws Exception {
        place.create(Place.labelled("anvil {}", "a: b"), Place.gadget("cog {}"));

        assertThat(place.run("delete", "gadgets", "-l", "a=b").lines()).hasSize(1);
        assertThat(place.names()).containsExactly("cog");
    }

    @Test
    void deleteByField(Place place) throws Exception {
        place.gadgets("anvil {colour: blue}", "cog {}");

        place.run("delete", "gadgets", "--field-selector", "spec.colour=blue");

        assertThat(place.names()).containsExactly("cog");
    }

    @Test
    void deleteAll(Place place) throws Exception {
        place.gadgets("anvil {}", "bolt {}", "cog {}");

        assertThat(place.run("delete", "gadgets", "--all").lines()).hasSize(3);
        assertThat(place.names()).isEmpty();
    }

    @Test
    void deleteForTrialLeavesEverything(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(place.run("delete", "gadget", "cog", "--dry-run=server"))
                .contains("\"cog\" deleted", "(server dry run)");
        assertThat(place.names()).containsExactly("cog");
    }

    @Test
    void deleteOfWhatIsGone(Place place) throws Exception {
        assertThat(place.refused("delete", "gadget", "cog"))
                .isEqualTo("Error from server (NotFound): gadgets.conformance.example.com \"cog\" not found\n");
        assertThat(place.run("delete", "gadget", "cog", "--ignore-not-found")).isEmpty();
    }

    @Test
    void aFinalizerHoldsUp(Place place) throws Exception {
        hold(place, "cog");

        Kubectl.Result waiting = place.kubectl().run("delete", "gadget", "cog", "--timeout=1s");

        assertThat(waiting.code()).isEqualTo(1);
        // Under load kubectl says besides that its watch was a short one.
        assertThat(waiting.err()).endsWith("error: timed out waiting for the condition on gadgets/cog\n");
        assertThat(place.field("cog", ".metadata.deletionTimestamp")).isNotEmpty();
        assertThat(place.field("cog", ".metadata.generation")).isEqualTo("2");
    }

    @Test
    void theLastFinalizerLetsGo(Place place) throws Exception {
        hold(place, "cog");
        place.delete("cog");

        place.letGo("cog");

        assertThat(place.names()).isEmpty();
    }

    @Test
    void aSecondDeleteChangesNothing(Place place) throws Exception {
        hold(place, "cog");
        place.delete("cog");
        String revision = place.field("cog", ".metadata.resourceVersion");

        place.run("delete", "gadget", "cog", "--wait=false");

        assertThat(place.field("cog", ".metadata.resourceVersion")).isEqualTo(revision);
    }

    @Test
    void noFinalizerIsAddedTooLate(Place place) throws Exception {
        hold(place, "cog");
        place.delete("cog");

        String late = "{\"metadata\":{\"finalizers\":[\"example.com/hold\",\"example.com/late\"]}}";
        assertThat(place.refused("patch", "gadget", "cog", "--type=merge", "-p", late))
                .isEqualTo(
                        "The Gadget \"cog\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if"
                                + " the object is being deleted\n");
    }

    @Test
    void aDeleteWaitsUntilTheFinalizerIsDone(Place place) throws Exception {
        hold(place, "cog");
        Process deleting = place.kubectl().start("delete", "gadget", "cog", "--timeout=300s");

        Eventually.isTrue(
                "the gadget is being deleted",
                PATIENCE,
                () -> !place.field("cog", ".metadata.deletionTimestamp").isEmpty());
        assertThat(deleting.isAlive()).isTrue();
        place.letGo("cog");

        assertThat(deleting.waitFor()).isZero();
    }

    @Test
    void inTheBackgroundDependentsFollow(Place place) throws Exception {
        family(place);

        place.run("delete", "gadget", "owner", "--cascade=background");

        place.run("wait", "gadget/child", "--for=delete", "--timeout=300s");
        assertThat(place.names()).isEmpty();
    }

    @Test
    void inTheForegroundDependentsGoFirst(Place place) throws Exception {
        family(place);
        place.merge("child", "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");

        place.run("delete", "gadget", "owner", "--cascade=foreground", "--wait=false");
        assertThat(place.field("owner", ".metadata.finalizers")).isEqualTo("[\"foregroundDeletion\"]");
        place.run("wait", "gadget/child", "--for=jsonpath={.metadata.deletionTimestamp}", "--timeout=300s");
        place.letGo("child");

        place.run("wait", "gadget/owner", "--for=delete", "--timeout=300s");
        assertThat(place.names()).isEmpty();
    }

    @Test
    void orphansStay(Place place) throws Exception {
        family(place);

        place.run("delete", "gadget", "owner", "--cascade=orphan");

        assertThat(place.names()).containsExactly("child");
        assertThat(place.field("child", ".metadata.ownerReferences")).isEmpty();
    }

    @Test
    void aCollectionIsDeletedBySelector(Place place) throws Exception {
        place.create(Place.labelled("anvil {}", "a: b"), Place.gadget("cog {}"));

        place.run("delete", "--raw", place.path("?labelSelector=a%3Db"));

        assertThat(place.names()).containsExactly("cog");
    }

    @Test
    void aDeleteOfAnotherObjectOfThatNameIsRefused(Place place) throws Exception {
        place.gadgets("cog {}");

        Wire.Answer refused = place.wire()
                .send("DELETE", place.path("/cog"), "application/json", "{\"preconditions\":{\"uid\":\"another\"}}");

        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.body().string("reason")).isEqualTo("Conflict");
    }

    @Test
    void aDeleteAnswersWithWhatIsGone(Place place) throws Exception {
        place.gadgets("cog {}");
        String uid = place.field("cog", ".metadata.uid");

        Json.Obj answer = place.wire()
                .send("DELETE", place.path("/cog"), "application/json", "")
                .body();

        assertThat(answer.string("status")).isEqualTo("Success");
        assertThat(answer.object("details"))
                .isEqualTo(
                        Json.object("name", "cog", "group", "conformance.example.com", "kind", "gadgets", "uid", uid));
    }

    @Test
    void aNamespaceGoesWithWhatIsInIt(Place place) throws Exception {
        place.gadgets("anvil {}", "cog {}");

        assertThat(place.run("delete", "namespace", place.namespace(), "--timeout=300s"))
                .startsWith("namespace \"" + place.namespace() + "\" deleted");
        assertThat(place.names()).isEmpty();
    }

    @Test
    void aNamespaceWaitsForWhatHoldsUp(Place place) throws Exception {
        hold(place, "cog");

        place.run("delete", "namespace", place.namespace(), "--wait=false");

        assertThat(place.run("get", "namespace", place.namespace(), "-o", "jsonpath={.status.phase}"))
                .isEqualTo("Terminating");
        place.run("wait", "gadget/cog", "--for=jsonpath={.metadata.deletionTimestamp}", "--timeout=300s");
        assertThat(place.refusedGiven(Place.gadget("anvil {}"), "create", "-f", "-"))
                .startsWith("Error from server (Forbidden): error when creating \"STDIN\":"
                        + " gadgets.conformance.example.com \"anvil\" is forbidden: unable to create new content in"
                        + " namespace " + place.namespace() + " because it is being terminated");
        place.letGo("cog");
        place.run("wait", "namespace/" + place.namespace(), "--for=delete", "--timeout=300s");
    }

    private static void hold(Place place, String name) throws Exception {
        place.create(Place.gadget(name + " {}").replace("metadata: {", "metadata: {finalizers: [example.com/hold], "));
    }

    private static void family(Place place) throws Exception {
        place.gadgets("owner {}");
        String owner =
                "{apiVersion: conformance.example.com/v1, kind: Gadget, name: owner, blockOwnerDeletion: true, uid: "
                        + place.field("owner", ".metadata.uid") + "}";
        place.create(Place.gadget("child {}").replace("metadata: {", "metadata: {ownerReferences: [" + owner + "], "));
    }
}
