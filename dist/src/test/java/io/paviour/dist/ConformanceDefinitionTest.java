package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.testing.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// Kinds as data: definitions that are applied, changed and deleted.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceDefinitionTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void aKindIsUsableAsSoonAsItIsApplied(Place place) throws Exception {
        Kind kind = new Kind(place);

        place.given(kind.definition(), "apply", "-f", "-");

        assertThat(place.wire().get(kind.path()).code()).isEqualTo(200);
    }

    @Test
    void aKindIsEstablishedAndItsNamesAreAccepted(Place place) throws Exception {
        Kind kind = new Kind(place);
        place.given(kind.definition(), "apply", "-f", "-");

        for (String condition : java.util.List.of("Established", "NamesAccepted")) {
            assertThat(place.run("wait", "crd/" + kind.name(), "--for=condition=" + condition, "--timeout=300s"))
                    .endsWith(" condition met\n");
        }
        assertThat(place.run(
                        "get",
                        "crd",
                        kind.name(),
                        "-o",
                        "jsonpath={.status.storedVersions} {.status.acceptedNames.kind}"))
                .isEqualTo("[\"v1\"] " + kind.kind());
    }

    @Test
    void aKindIsDiscoveredExplainedAndUsed(Place place) throws Exception {
        Kind kind = new Kind(place);
        kind.apply();

        assertThat(place.run("api-resources", "--api-group=" + kind.group(), "--no-headers"))
                .matches(kind.plural() + " +" + kind.group() + "/v1 +true +" + kind.kind() + "\n");
        assertThat(place.run("explain", kind.plural() + ".spec.size")).contains("How large.", "<integer>");
        place.given(kind.object("one", "{size: 3}"), "create", "-f", "-");
        assertThat(place.run("get", kind.plural())).matches("NAME +SIZE\none +3\n");
    }

    @Test
    void aWrongDefinitionIsToldInFull(Place place) throws Exception {
        Kind kind = new Kind(place);
        String wrong = kind.definition()
                .replace("scope: Namespaced", "scope: Everywhere")
                .replace("type: integer", "type: number-ish")
                .replace("name: v1", "name: V1");

        String told = place.refusedGiven(wrong, "create", "--validate=false", "-f", "-");

        assertThat(told)
                .startsWith("The CustomResourceDefinition \"" + kind.name() + "\" is invalid: ")
                .contains("* spec.scope: Unsupported value: \"Everywhere\"", "number-ish", "V1");
    }

    @Test
    void aDefinitionIsNamedAsItSays(Place place) throws Exception {
        Kind kind = new Kind(place);

        assertThat(place.refusedGiven(
                        kind.definition().replace("name: " + kind.name(), "name: other"), "create", "-f", "-"))
                .contains("metadata.name: Invalid value: \"other\": must be spec.names.plural+\".\"+spec.group");
    }

    @Test
    void aRuleThatCannotWorkIsToldWithTheDefinition(Place place) throws Exception {
        Kind kind = new Kind(place);
        String rule = "x-kubernetes-validations: [{rule: 'self.nothing > 1'}]";

        assertThat(place.refusedGiven(kind.definition().replace("# rules", rule), "create", "-f", "-"))
                .contains("x-kubernetes-validations[0].rule", "nothing");
    }

    @Test
    void aChangedDefinitionHoldsForTheNextWrite(Place place) throws Exception {
        Kind kind = new Kind(place);
        kind.apply();
        kind.create("one", "{size: 30}");

        place.given(kind.definition().replace("maximum: 100", "maximum: 20"), "apply", "-f", "-");

        Eventually.isTrue(
                "30 is refused",
                PATIENCE,
                () -> place.kubectl()
                        .given(kind.object("two", "{size: 30}"), "create", "--dry-run=server", "-f", "-")
                        .err()
                        .contains("spec.size: Invalid value: 30: should be less than or equal to 20"));
        place.run("label", kind.plural(), "one", "still=readable");
    }

    @Test
    void aNewColumnAndDefaultAreSeenOnWhatIsThere(Place place) throws Exception {
        Kind kind = new Kind(place);
        kind.apply();
        kind.create("one", "{size: 3}");
        String[] revision = {"get", kind.plural(), "one", "-o", "jsonpath={.metadata.resourceVersion}"};
        String before = place.run(revision);

        String more = kind.definition()
                .replace("# columns", "- {name: Owner, type: string, jsonPath: .spec.owner}")
                .replace("# fields", "owner: {type: string, default: nobody}");
        place.given(more, "apply", "-f", "-");

        assertThat(place.run("get", kind.plural())).matches("NAME +SIZE +OWNER\none +3 +nobody\n");
        assertThat(place.run(revision)).isEqualTo(before);
        place.run("label", kind.plural(), "one", "a=b");
        assertThat(place.run("get", kind.plural(), "one", "-o", "jsonpath={.metadata.generation}"))
                .isEqualTo("1");
    }

    @Test
    void severalVersionsAreServedAndTheStoredOneMayChange(Place place) throws Exception {
        Kind kind = new Kind(place);
        kind.apply();
        kind.create("one", "{size: 3}");
        String two = kind.definition().replace("storage: true", "storage: false")
                + kind.version("v2").replace("storage: false", "storage: true");

        place.given(two, "apply", "-f", "-");

        Eventually.isTrue(
                "v2 is served",
                PATIENCE,
                () -> place.kubectl()
                        .run(
                                "get",
                                kind.plural() + ".v2." + kind.group(),
                                "one",
                                "-o",
                                "jsonpath={.apiVersion} {.spec.size}")
                        .out()
                        .equals(kind.group() + "/v2 3"));
        assertThat(place.run("get", kind.plural() + ".v1." + kind.group(), "one", "-o", "jsonpath={.apiVersion}"))
                .isEqualTo(kind.group() + "/v1");
        assertThat(place.run("get", "crd", kind.name(), "-o", "jsonpath={.status.storedVersions}"))
                .isEqualTo("[\"v1\",\"v2\"]");
    }

    @Test
    void aVersionThatMayBeStoredCannotGo(Place place) throws Exception {
        Kind kind = new Kind(place);
        kind.create();

        assertThat(place.refusedGiven(kind.definition().replace("name: v1\n", "name: v2\n"), "replace", "-f", "-"))
                .contains("status.storedVersions[0]: Invalid value: \"v1\": must appear in spec.versions");
    }

    @Test
    void whatNamesAKindCannotBeChanged(Place place) throws Exception {
        Kind kind = new Kind(place);
        kind.create();

        assertThat(place.refusedGiven(
                        kind.definition().replace("scope: Namespaced", "scope: Cluster"), "replace", "-f", "-"))
                .contains("spec.scope");
    }

    @Test
    void oneVersionIsStored(Place place) throws Exception {
        Kind kind = new Kind(place);

        assertThat(place.refusedGiven(
                        kind.definition().replace("storage: true", "storage: false"), "create", "-f", "-"))
                .contains("must have exactly one version marked as storage version");
    }

    @Test
    void aKindGoesWithItsObjects(Place place) throws Exception {
        Kind kind = new Kind(place);
        kind.create();
        kind.create("one", "{size: 3}");

        assertThat(place.run("delete", "crd", kind.name(), "--timeout=300s"))
                .contains("\"" + kind.name() + "\" deleted");
        Eventually.isTrue(
                "the kind is gone",
                PATIENCE,
                () -> place.wire().get(kind.path()).code() == 404);
        kind.create();
        assertThat(place.run("get", kind.plural(), "-o", "name")).isEmpty();
    }

    @Test
    void aKindWaitsForObjectsThatAreHeldUp(Place place) throws Exception {
        Kind kind = new Kind(place);
        kind.create();
        String held =
                kind.object("one", "{size: 3}").replace("metadata: {", "metadata: {finalizers: [example.com/hold], ");
        place.wire().send("POST", kind.path(), "application/yaml", held).succeeded();

        place.run("delete", "crd", kind.name(), "--wait=false");

        place.run("wait", "crd/" + kind.name(), "--for=condition=Terminating", "--timeout=300s");
        place.run("wait", kind.plural() + "/one", "--for=jsonpath={.metadata.deletionTimestamp}", "--timeout=300s");
        place.run("patch", kind.plural(), "one", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
        place.run("wait", "crd/" + kind.name(), "--for=delete", "--timeout=300s");
    }

    @Test
    void aClusterKindHasNoNamespace(Place place) throws Exception {
        Kind kind = new Kind(place);
        place.given(kind.definition().replace("scope: Namespaced", "scope: Cluster"), "apply", "-f", "-");
        place.run("wait", "crd/" + kind.name(), "--for=condition=Established", "--timeout=300s");
        place.given(kind.object("one", "{size: 3}"), "create", "-f", "-");

        Json.Obj object = place.raw("/apis/" + kind.group() + "/v1/" + kind.plural() + "/one");

        assertThat(object.object("metadata").get("namespace")).isNull();
    }

    @Test
    void unknownFieldsAreKeptWhereTheSchemaSaysSo(Place place) throws Exception {
        Kind kind = new Kind(place);
        String open = kind.definition()
                .replace("# fields", "any: {type: object, x-kubernetes-preserve-unknown-fields: true}");
        place.given(open, "apply", "-f", "-");
        place.run("wait", "crd/" + kind.name(), "--for=condition=Established", "--timeout=300s");

        place.given(kind.object("one", "{size: 1, any: {thing: [1, {at: all}]}}"), "create", "-f", "-");

        assertThat(place.run("get", kind.plural(), "one", "-o", "jsonpath={.spec.any}"))
                .isEqualTo("{\"thing\":[1,{\"at\":\"all\"}]}");
    }

    /// A kind that no other check has.
    private record Kind(Place place) {
        String group() {
            return place.namespace() + ".example.com";
        }

        String kind() {
            return "Widget" + number();
        }

        String plural() {
            return "widgets" + number();
        }

        private String number() {
            return place.namespace().substring(place.namespace().indexOf('-') + 1);
        }

        String name() {
            return plural() + "." + group();
        }

        String path() {
            return "/apis/" + group() + "/v1/namespaces/" + place.namespace() + "/" + plural();
        }

        void apply() throws Exception {
            place.given(definition(), "apply", "-f", "-");
            place.run("wait", "crd/" + name(), "--for=condition=Established", "--timeout=300s");
        }

        /// Makes the kind without kubectl, and waits until it is served.
        void create() throws Exception {
            place.wire()
                    .send("POST", DEFINITIONS, "application/yaml", definition())
                    .succeeded();
            Eventually.isTrue(
                    "the kind is served",
                    PATIENCE,
                    () -> place.wire().get(path()).code() == 200);
        }

        /// Makes an object of the kind without kubectl.
        void create(String name, String spec) throws Exception {
            place.wire()
                    .send("POST", path(), "application/yaml", object(name, spec))
                    .succeeded();
        }

        String object(String name, String spec) {
            return "{apiVersion: %s/v1, kind: %s, metadata: {name: %s}, spec: %s}"
                    .formatted(group(), kind(), name, spec);
        }

        String definition() {
            return """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata:
                      name: %s
                    spec:
                      group: %s
                      scope: Namespaced
                      names: {kind: %s, plural: %s}
                      versions:
                    """.formatted(name(), group(), kind(), plural())
                    + version("v1").replace("storage: false", "storage: true");
        }

        String version(String name) {
            return """
                      - name: %s
                        served: true
                        storage: false
                        additionalPrinterColumns:
                        - {name: Size, type: integer, jsonPath: .spec.size}
                        # columns
                        schema:
                          openAPIV3Schema:
                            type: object
                            properties:
                              spec:
                                type: object
                                # rules
                                properties:
                                  size: {type: integer, description: How large., maximum: 100}
                                  # fields
                    """.formatted(name).indent(2);
        }
    }
}
