package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.testing.Kubectl;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// `kubectl apply --server-side`: who owns which field.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceServerSideApplyTest {
    private static final String APPLIED = "gadget.conformance.example.com/cog serverside-applied\n";

    @Test
    void applyCreatesAndOwnsWhatItSays(Place place) throws Exception {
        assertThat(apply(place, "ann", "cog {size: 2}").succeeded()).isEqualTo(APPLIED);

        Json.Obj entry = entries(place).getFirst();
        assertThat(entry.string("manager")).isEqualTo("ann");
        assertThat(entry.string("operation")).isEqualTo("Apply");
        assertThat(entry.object("fieldsV1")).hasToString("{\"f:spec\":{\"f:size\":{}}}");
    }

    @Test
    void theSameAgainIsNoWrite(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2}").succeeded();
        String revision = place.field("cog", ".metadata.resourceVersion");

        assertThat(apply(place, "ann", "cog {size: 2}").succeeded()).isEqualTo(APPLIED);
        assertThat(place.field("cog", ".metadata.resourceVersion")).isEqualTo(revision);
    }

    @Test
    void aConflictNamesTheFieldAndItsOwner(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2}").succeeded();

        Kubectl.Result refused = apply(place, "bob", "cog {size: 3}");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("error: Apply failed with 1 conflict: conflict with \"ann\": .spec.size\n")
                .contains("--force-conflicts");
        assertThat(place.field("cog", ".spec.size")).isEqualTo("2");
    }

    @Test
    void allConflictsAreToldByOwner(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2, owner: ann, parts: [{name: axle, count: 1}]}")
                .succeeded();

        assertThat(apply(place, "bob", "cog {size: 3, owner: bob, parts: [{name: axle, count: 2}]}")
                        .err())
                .startsWith("error: Apply failed with 3 conflicts: conflicts with \"ann\":\n- .spec.owner\n"
                        + "- .spec.size\n- .spec.parts[name=\"axle\"].count\n");
    }

    @Test
    void aConflictWithAnUpdateTellsVersionAndTime(Place place) throws Exception {
        place.given(Place.gadget("cog {size: 2}"), "create", "--field-manager=cat", "-f", "-");

        assertThat(apply(place, "bob", "cog {size: 3}").err())
                .matches(
                        "(?s)error: Apply failed with 1 conflict: conflict with \"cat\" using conformance.example.com/v1"
                                + "( at [-0-9T:Z]+)?: .spec.size\n.*");
    }

    @Test
    void forceTakesTheFieldsOver(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2, owner: ann}").succeeded();

        assertThat(apply(place, "bob", "cog {size: 3}", "--force-conflicts").succeeded())
                .isEqualTo(APPLIED);
        assertThat(place.field("cog", ".spec.size")).isEqualTo("3");
        assertThat(entries(place))
                .extracting(entry ->
                        entry.string("manager") + entry.object("fieldsV1").object("f:spec"))
                .containsExactlyInAnyOrder("ann{\"f:owner\":{}}", "bob{\"f:size\":{}}");
    }

    @Test
    void theSameValueIsSharedAndOutlivesOneOwner(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2, owner: ann}").succeeded();
        apply(place, "bob", "cog {size: 2}").succeeded();

        apply(place, "ann", "cog {owner: ann}").succeeded();
        assertThat(place.field("cog", ".spec.size")).isEqualTo("2");
        apply(place, "bob", "cog {}").succeeded();
        assertThat(place.field("cog", ".spec.size")).isEqualTo("1");
    }

    @Test
    void whatIsGivenUpIsRemoved(Place place) throws Exception {
        apply(place, "ann", "cog {owner: ann, settings: {a: '1', b: '2'}, tags: [p, q]}")
                .succeeded();

        apply(place, "ann", "cog {settings: {a: '1'}, tags: [q]}").succeeded();

        assertThat(place.field("cog", ".spec"))
                .isEqualTo(
                        "{\"colour\":\"red\",\"replicas\":1,\"settings\":{\"a\":\"1\"},\"size\":1,\"tags\":[\"q\"]}");
    }

    @Test
    void itemsOfAListWithKeysHaveOwnersOfTheirOwn(Place place) throws Exception {
        apply(place, "ann", "cog {parts: [{name: axle, count: 2}, {name: wheel, count: 4}]}")
                .succeeded();
        apply(place, "bob", "cog {parts: [{name: bell, count: 1}]}").succeeded();

        apply(place, "ann", "cog {parts: [{name: wheel, count: 3}]}").succeeded();

        assertThat(place.field("cog", ".spec.parts"))
                .isEqualTo("[{\"count\":3,\"name\":\"wheel\"},{\"count\":1,\"name\":\"bell\"}]");
    }

    @Test
    void membersOfASetHaveOwnersOfTheirOwn(Place place) throws Exception {
        apply(place, "ann", "cog {tags: [p, q]}").succeeded();
        apply(place, "bob", "cog {tags: [q, r]}").succeeded();

        apply(place, "ann", "cog {}").succeeded();

        assertThat(place.field("cog", ".spec.tags")).isEqualTo("[\"q\",\"r\"]");
    }

    @Test
    void anAtomicListHasOneOwner(Place place) throws Exception {
        apply(place, "ann", "cog {steps: [p, q]}").succeeded();

        assertThat(apply(place, "bob", "cog {steps: [p, q, r]}").err())
                .contains("conflict with \"ann\": .spec.steps\n");
    }

    @Test
    void anAtomicMapHasOneOwner(Place place) throws Exception {
        apply(place, "ann", "cog {point: {x: 1}}").succeeded();

        assertThat(apply(place, "bob", "cog {point: {y: 1}}").err()).contains("conflict with \"ann\": .spec.point\n");
    }

    @Test
    void applyForTrialChangesNothing(Place place) throws Exception {
        assertThat(apply(place, "ann", "cog {size: 2}", "--dry-run=server").succeeded())
                .isEqualTo("gadget.conformance.example.com/cog serverside-applied (server dry run)\n");
        assertThat(place.names()).isEmpty();
    }

    @Test
    void applyIsChecked(Place place) throws Exception {
        assertThat(apply(place, "ann", "cog {size: 11}").err())
                .isEqualTo(
                        "The Gadget \"cog\" is invalid: spec.size: Invalid value: 11: should be less than or equal to"
                                + " 10\n");
        assertThat(apply(place, "ann", "cog {sise: 1}").err()).contains("unknown field \"spec.sise\"");
    }

    @Test
    void aStatusIsAppliedApart(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2}").succeeded();

        place.given(
                Place.gadget("cog {size: 9}") + "status: {phase: Done, conditions: [{type: Ready, status: 'True'}]}\n",
                "apply",
                "--server-side",
                "--subresource=status",
                "--field-manager=robot",
                "-f",
                "-");

        assertThat(place.field("cog", ".spec.size")).isEqualTo("2");
        assertThat(place.field("cog", ".status.phase")).isEqualTo("Done");
        assertThat(entries(place))
                .extracting(entry -> entry.string("manager") + "/" + entry.string("subresource"))
                .containsExactlyInAnyOrder("ann/null", "robot/status");
    }

    @Test
    void conditionsOfSeveralControllersLiveSideBySide(Place place) throws Exception {
        apply(place, "ann", "cog {}").succeeded();

        for (String manager : List.of("one", "two")) {
            place.given(
                    Place.gadget("cog {}") + "status: {conditions: [{type: " + manager + ", status: 'True'}]}\n",
                    "apply",
                    "--server-side",
                    "--subresource=status",
                    "--field-manager=" + manager,
                    "-f",
                    "-");
        }

        assertThat(place.run("get", "gadget", "cog", "-o", "jsonpath={.status.conditions[*].type}"))
                .isEqualTo("one two");
    }

    @Test
    void whatKubectlMergedMovesToTheServer(Place place) throws Exception {
        place.given(Place.gadget("cog {size: 2, owner: ann}"), "apply", "-f", "-");

        place.given(Place.gadget("cog {size: 3}"), "apply", "--server-side", "-f", "-");

        assertThat(place.field("cog", ".spec.size")).isEqualTo("3");
        assertThat(place.field("cog", ".spec.owner")).isEmpty();
        assertThat(entries(place))
                .extracting(entry -> entry.string("manager") + "/" + entry.string("operation"))
                .contains("kubectl/Apply")
                .doesNotContain("kubectl-client-side-apply/Update");
    }

    @Test
    void aPlainWriteTakesFieldsWithoutAsking(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2, owner: ann}").succeeded();

        place.run("patch", "gadget", "cog", "--type=merge", "--field-manager=cat", "-p", "{\"spec\":{\"size\":3}}");

        assertThat(entries(place))
                .extracting(entry ->
                        entry.string("manager") + entry.object("fieldsV1").object("f:spec"))
                .containsExactlyInAnyOrder("ann{\"f:owner\":{}}", "cat{\"f:size\":{}}");
    }

    @Test
    void ownersCanBeForgotten(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2}").succeeded();

        place.run("patch", "gadget", "cog", "--type=merge", "-p", "{\"metadata\":{\"managedFields\":[{}]}}");

        assertThat(entries(place)).isEmpty();
    }

    @Test
    void diffOfAnApplyByTheServer(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2}").succeeded();

        Kubectl.Result differs = place.kubectl()
                .given(Place.gadget("cog {size: 3}"), "diff", "--server-side", "--field-manager=ann", "-f", "-");

        assertThat(differs.code()).isEqualTo(1);
        assertThat(differs.out()).contains("\n-  size: 2\n", "\n+  size: 3\n");
        assertThat(place.given(
                        Place.gadget("cog {size: 2}"), "diff", "--server-side", "--field-manager=ann", "-f", "-"))
                .isEmpty();
    }

    @Test
    void whoAppliesMustSayWho(Place place) throws Exception {
        Wire.Answer refused =
                place.wire().send("PATCH", place.path("/cog"), "application/apply-patch+yaml", Place.gadget("cog {}"));

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.cause().string("field")).isEqualTo("fieldManager");
    }

    @Test
    void aConflictIsAStatusWithOneCauseAField(Place place) throws Exception {
        apply(place, "ann", "cog {size: 2}").succeeded();

        Wire.Answer refused = place.wire()
                .send(
                        "PATCH",
                        place.path("/cog?fieldManager=bob"),
                        "application/apply-patch+yaml",
                        Place.gadget("cog {size: 3}"));

        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.body().string("reason")).isEqualTo("Conflict");
        assertThat(refused.cause())
                .isEqualTo(Json.object(
                        "reason", "FieldManagerConflict", "message", "conflict with \"ann\"", "field", ".spec.size"));
    }

    private static Kubectl.Result apply(Place place, String manager, String gadget, String... options)
            throws Exception {
        var arguments = new ArrayList<>(List.of("apply", "--server-side", "--field-manager=" + manager, "-f", "-"));
        arguments.addAll(List.of(options));
        return place.kubectl().given(Place.gadget(gadget), arguments.toArray(String[]::new));
    }

    private static List<Json.Obj> entries(Place place) throws Exception {
        return place.raw(place.path("/cog"))
                .object("metadata")
                .objects("managedFields")
                .toList();
    }
}
