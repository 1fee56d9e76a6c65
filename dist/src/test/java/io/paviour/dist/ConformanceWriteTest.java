package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.testing.Kubectl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// `kubectl create`, `replace` and `edit`.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceWriteTest {
    @Test
    void createFromAFileMakesTheObjectWithItsDefaults(Place place) throws Exception {
        String manifest = place.file("cog.yaml", Place.gadget("cog {parts: [{name: axle}]}"));

        assertThat(place.run("create", "-f", manifest)).isEqualTo("gadget.conformance.example.com/cog created\n");
        assertThat(place.field("cog", ".spec"))
                .isEqualTo(
                        "{\"colour\":\"red\",\"parts\":[{\"count\":1,\"name\":\"axle\"}],\"replicas\":1,\"size\":1}");
    }

    @Test
    void createFromADirectoryMakesEverythingInIt(Place place) throws Exception {
        place.file("one.yaml", Place.gadget("one {}"));
        place.file("two.yaml", Place.gadget("two {}") + "---\n" + Place.gadget("three {}"));

        assertThat(place.run("create", "-f", place.directory().toString()).lines())
                .containsExactly(
                        "gadget.conformance.example.com/one created",
                        "gadget.conformance.example.com/two created",
                        "gadget.conformance.example.com/three created");
    }

    @Test
    void createAnswersWithTheObject(Place place) throws Exception {
        String made = place.given(
                Place.gadget("cog {}"),
                "create",
                "-f",
                "-",
                "-o",
                "jsonpath={.metadata.generation} {.metadata.uid} {.metadata.creationTimestamp}");

        assertThat(made).matches("1 [0-9a-f-]{36} [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z");
    }

    @Test
    void createGeneratesNames(Place place) throws Exception {
        String manifest = Place.gadget("x {}").replace("name: x", "generateName: cog-");

        assertThat(place.given(manifest + "---\n" + manifest, "create", "-f", "-"))
                .matches("(gadget.conformance.example.com/cog-[a-z0-9]{5} created\n){2}");
        assertThat(place.names()).hasSize(2);
    }

    @Test
    void createOnTheServerForTrialLeavesNothing(Place place) throws Exception {
        assertThat(place.given(Place.gadget("cog {}"), "create", "--dry-run=server", "-f", "-"))
                .isEqualTo("gadget.conformance.example.com/cog created (server dry run)\n");
        assertThat(place.refused("get", "gadget", "cog")).contains("(NotFound)");
    }

    @Test
    void createForTrialStillChecks(Place place) throws Exception {
        assertThat(place.refusedGiven(Place.gadget("cog {size: 11}"), "create", "--dry-run=server", "-f", "-"))
                .isEqualTo(
                        "The Gadget \"cog\" is invalid: spec.size: Invalid value: 11: should be less than or equal to"
                                + " 10\n");
    }

    @Test
    void createTwiceIsRefused(Place place) throws Exception {
        place.gadgets("cog {}");

        assertThat(place.refusedGiven(Place.gadget("cog {}"), "create", "-f", "-"))
                .isEqualTo("Error from server (AlreadyExists): error when creating \"STDIN\":"
                        + " gadgets.conformance.example.com \"cog\" already exists\n");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce(Place place) throws Exception {
        String wrong = Place.gadget(
                "cog {colour: pink, size: 11, owner: 3, tags: [a, a], parts: [{name: b}, {name: b}, {count: 1}]}");

        assertThat(place.refusedGiven(wrong, "create", "-f", "-").lines())
                .startsWith("The Gadget \"cog\" is invalid: ")
                .contains(
                        "* spec.colour: Unsupported value: \"pink\": supported values: \"red\", \"green\", \"blue\"",
                        "* spec.size: Invalid value: 11: should be less than or equal to 10",
                        "* spec.owner: Invalid value: \"integer\": must be of type string: \"integer\"",
                        "* spec.tags[1]: Duplicate value: \"a\"",
                        "* spec.parts[1]: Duplicate value: {\"name\":\"b\"}",
                        "* spec.parts[2].name: Required value");
    }

    @Test
    void rulesTellWhatTheyFound(Place place) throws Exception {
        assertThat(place.refusedGiven(Place.gadget("cog {low: 3, high: 2}"), "create", "-f", "-"))
                .startsWith("The Gadget \"cog\" is invalid: spec: Invalid value: ")
                .endsWith(": low (3) is above high (2)\n");
    }

    @Test
    void namesAreChecked(Place place) throws Exception {
        assertThat(place.refusedGiven(Place.gadget("Cog {}"), "create", "-f", "-"))
                .startsWith("The Gadget \"Cog\" is invalid: metadata.name: Invalid value: \"Cog\": a lowercase RFC 1123"
                        + " subdomain must consist of");
    }

    @Test
    void labelsAreChecked(Place place) throws Exception {
        assertThat(place.refusedGiven(Place.labelled("cog {}", "team: a b"), "create", "-f", "-"))
                .startsWith("The Gadget \"cog\" is invalid: metadata.labels: Invalid value: \"a b\": ");
    }

    @Test
    void unknownFieldsAreRefusedByDefault(Place place) throws Exception {
        assertThat(place.refusedGiven(Place.gadget("cog {sise: 1, parts: [{name: a, x: 1}]}"), "create", "-f", "-"))
                .contains("unknown field \"spec.sise\"", "unknown field \"spec.parts[0].x\"");
        assertThat(place.names()).isEmpty();
    }

    @Test
    void unknownFieldsAreDroppedWithAWarning(Place place) throws Exception {
        Kubectl.Result warned =
                place.kubectl().given(Place.gadget("cog {sise: 1}"), "create", "--validate=warn", "-f", "-");

        assertThat(warned.succeeded()).isEqualTo("gadget.conformance.example.com/cog created\n");
        assertThat(warned.err()).startsWith("Warning: unknown field \"spec.sise\"");
        assertThat(place.field("cog", ".spec.sise")).isEmpty();
    }

    @Test
    void unknownFieldsAreDroppedInSilence(Place place) throws Exception {
        Kubectl.Result silent =
                place.kubectl().given(Place.gadget("cog {sise: 1}"), "create", "--validate=ignore", "-f", "-");

        assertThat(silent).isEqualTo(new Kubectl.Result(0, "gadget.conformance.example.com/cog created\n", ""));
        assertThat(place.field("cog", ".spec.sise")).isEmpty();
    }

    @Test
    void aStatusIsNotTakenFromWhoeverCreates(Place place) throws Exception {
        place.given(Place.gadget("cog {}") + "status: {phase: Done}\n", "create", "-f", "-");

        assertThat(place.field("cog", ".status")).isEmpty();
    }

    @Test
    void nothingIsCreatedInANamespaceThatIsNotThere(Place place) throws Exception {
        assertThat(place.refusedGiven(Place.gadget("cog {}"), "create", "--namespace=nowhere", "-f", "-"))
                .isEqualTo(
                        "Error from server (NotFound): error when creating \"STDIN\": namespaces \"nowhere\" not found\n");
    }

    @Test
    void replaceChangesAllThatIsWritten(Place place) throws Exception {
        place.gadgets("cog {owner: ann, size: 2}");

        assertThat(place.given(Place.gadget("cog {size: 3}"), "replace", "-f", "-"))
                .isEqualTo("gadget.conformance.example.com/cog replaced\n");
        assertThat(place.field("cog", ".spec")).isEqualTo("{\"colour\":\"red\",\"replicas\":1,\"size\":3}");
        assertThat(place.field("cog", ".metadata.generation")).isEqualTo("2");
    }

    @Test
    void replaceByTheSameIsNoWrite(Place place) throws Exception {
        place.gadgets("cog {size: 2}");
        place.given(Place.gadget("cog {size: 3}"), "replace", "-f", "-");
        String revision = place.field("cog", ".metadata.resourceVersion");

        place.given(Place.gadget("cog {size: 3}"), "replace", "-f", "-");

        assertThat(place.field("cog", ".metadata.resourceVersion")).isEqualTo(revision);
    }

    @Test
    void replaceOfAnOldRevisionIsRefused(Place place) throws Exception {
        place.gadgets("cog {}");
        String old = place.run("get", "gadget", "cog", "-o", "yaml");
        place.label("cog", "team", "a");

        assertThat(place.refusedGiven(old, "replace", "-f", "-"))
                .isEqualTo(
                        "Error from server (Conflict): error when replacing \"STDIN\": Operation cannot be fulfilled on"
                                + " gadgets.conformance.example.com \"cog\": the object has been modified; please apply your changes"
                                + " to the latest version and try again\n");
    }

    @Test
    void replaceOfWhatIsNotThereIsRefused(Place place) throws Exception {
        assertThat(place.refusedGiven(Place.gadget("cog {}"), "replace", "-f", "-"))
                .isEqualTo(
                        "Error from server (NotFound): error when replacing \"STDIN\": gadgets.conformance.example.com"
                                + " \"cog\" not found\n");
    }

    @Test
    void whatIsImmutableStays(Place place) throws Exception {
        place.gadgets("cog {serial: s1}");

        assertThat(place.refusedGiven(Place.gadget("cog {serial: s2}"), "replace", "-f", "-"))
                .isEqualTo("The Gadget \"cog\" is invalid: spec.serial: Invalid value: \"s2\": serial is immutable\n");
        assertThat(place.refusedGiven(Place.gadget("cog {}"), "replace", "-f", "-"))
                .contains("serial can neither be added nor removed");
    }

    @Test
    void replaceByForceMakesANewObject(Place place) throws Exception {
        place.gadgets("cog {serial: s1}");
        String before = place.field("cog", ".metadata.uid");

        assertThat(place.given(Place.gadget("cog {serial: s2}"), "replace", "--force", "-f", "-"))
                .endsWith("gadget.conformance.example.com/cog replaced\n");
        assertThat(place.field("cog", ".spec.serial")).isEqualTo("s2");
        assertThat(place.field("cog", ".metadata.uid")).isNotEqualTo(before);
    }

    @Test
    void editWritesWhatTheEditorLeaves(Place place) throws Exception {
        place.gadgets("cog {colour: red}");

        assertThat(edited(place, "s/red/blue/").succeeded()).isEqualTo("gadget.conformance.example.com/cog edited\n");
        assertThat(place.field("cog", ".spec.colour")).isEqualTo("blue");
    }

    @Test
    void editWithoutAChangeWritesNothing(Place place) throws Exception {
        place.gadgets("cog {colour: red}");

        assertThat(edited(place, "s/green/blue/").err()).isEqualTo("Edit cancelled, no changes made.\n");
    }

    @Test
    void editIsChecked(Place place) throws Exception {
        place.gadgets("cog {colour: red}");

        Kubectl.Result refused = edited(place, "s/red/pink/");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("error: gadgets.conformance.example.com \"cog\" is invalid\n")
                .endsWith("error: Edit cancelled, no valid changes were saved.\n");
        assertThat(place.field("cog", ".spec.colour")).isEqualTo("red");
    }

    @Test
    void editOfTheStatusChangesNothingElse(Place place) throws Exception {
        place.gadgets("cog {colour: red}");
        place.merge("cog/status", "{\"status\":{\"phase\":\"red\"}}");

        assertThat(edited(place, "s/red/blue/", "--subresource=status").code()).isZero();
        assertThat(place.field("cog", ".status.phase")).isEqualTo("blue");
        assertThat(place.field("cog", ".spec.colour")).isEqualTo("red");
    }

    @Test
    void aRevisionCannotBeChosen(Place place) throws Exception {
        String manifest = Place.gadget("cog {}").replace("name: cog", "name: cog, resourceVersion: '7'");

        Wire.Answer refused = place.wire().send("POST", place.path(""), "application/yaml", manifest);

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.body().string("message"))
                .isEqualTo("resourceVersion should not be set on objects to be created");
    }

    @Test
    void aKeyWrittenTwiceIsRefusedWhenStrict(Place place) throws Exception {
        String twice =
                "{\"apiVersion\":\"conformance.example.com/v1\",\"kind\":\"Gadget\",\"metadata\":{\"name\":\"cog\"},"
                        + "\"spec\":{\"size\":1,\"size\":2}}";

        Wire.Answer refused =
                place.wire().send("POST", place.path("?fieldValidation=Strict"), "application/json", twice);

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.body().string("message"))
                .containsIgnoringCase("duplicate field")
                .contains("size");
    }

    private static Kubectl.Result edited(Place place, String script, String... options) throws Exception {
        var arguments = new java.util.ArrayList<>(java.util.List.of("edit", "gadget", "cog"));
        arguments.addAll(java.util.List.of(options));
        return place.kubectl().withVariable("KUBE_EDITOR", "sed -i " + script).run(arguments.toArray(String[]::new));
    }
}
