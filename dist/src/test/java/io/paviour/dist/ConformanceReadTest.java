package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.testing.Kubectl;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// `kubectl get` and `describe` in their forms, on three gadgets that no check changes.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceReadTest {
    private static final String GADGET = "gadget.conformance.example.com/";
    private static final String ANVIL = GADGET + "anvil\n";
    private static final String BOLT = GADGET + "bolt\n";
    private static final String COG = GADGET + "cog\n";
    private static final String HEADER = "NAME +COLOUR +SIZE +READY +AGE";

    private static Place place;

    @BeforeAll
    static void threeGadgets(Place given) throws Exception {
        place = given;
        place.given(
                Place.labelled("anvil {size: 3, owner: ann, tags: [a, b]}", "team: red, tier: '1'")
                        + "---\n" + Place.labelled("bolt {colour: green}", "team: green")
                        + "---\n" + Place.gadget("cog {colour: blue, size: 2}"),
                "create",
                "-f",
                "-");
    }

    @Test
    void aTableHasTheColumnsOfTheDefinition() throws Exception {
        assertThat(get("gadgets")).matches(HEADER + """

                anvil +red +3 +[0-9]+s
                bolt +green +1 +[0-9]+s
                cog +blue +2 +[0-9]+s
                """);
    }

    @Test
    void aWideTableHasTheColumnsOfLesserPriorityToo() throws Exception {
        assertThat(get("gadgets", "anvil", "-o", "wide")).matches(HEADER + " +OWNER\nanvil +red +3 +[0-9]+s +ann\n");
    }

    @Test
    void aTableIsPrintedWithoutItsHeader() throws Exception {
        assertThat(get("gadgets", "cog", "--no-headers")).matches("cog +blue +2 +[0-9]+s\n");
    }

    @Test
    void labelsAreColumnsWhenAskedFor() throws Exception {
        assertThat(get("gadgets", "-L", "team", "--show-labels")).matches(HEADER + " +TEAM +LABELS\n" + """
                        anvil +red +3 +[0-9]+s +red +team=red,tier=1
                        bolt +green +1 +[0-9]+s +green +team=green
                        cog +blue +2 +[0-9]+s +<none>
                        """);
    }

    @Test
    void yamlIsTheWholeObjectWithoutTheBookkeepingOfFields() throws Exception {
        assertThat(get("gadget", "anvil", "-o", "yaml"))
                .startsWith("apiVersion: conformance.example.com/v1\nkind: Gadget\nmetadata:\n")
                .contains("  namespace: " + place.namespace() + "\n", "  uid: ", "  generation: 1\n", "  owner: ann\n")
                .doesNotContain("managedFields");
    }

    @Test
    void fieldsHaveOwnersFromTheFirstWriteOn() throws Exception {
        assertThat(get("gadget", "anvil", "-o", "yaml", "--show-managed-fields"))
                .contains("    manager: kubectl-create\n    operation: Update\n", "        f:owner: {}\n");
    }

    @Test
    void jsonOfSeveralIsAList() throws Exception {
        assertThat(get("gadgets", "-o", "json")).contains("\"kind\": \"List\"", "\"name\": \"cog\"");
    }

    @Test
    void namesHaveTheirKindBefore() throws Exception {
        assertThat(get("gadgets", "-o", "name")).isEqualTo(ANVIL + BOLT + COG);
    }

    @Test
    void aJsonPathPicksFields() throws Exception {
        assertThat(get("gadgets", "-o", "jsonpath={range .items[*]}{.metadata.name}={.spec.size} {end}"))
                .isEqualTo("anvil=3 bolt=1 cog=2 ");
    }

    @Test
    void aTemplatePicksFields() throws Exception {
        assertThat(get("gadgets", "-o", "go-template={{range .items}}{{.metadata.name}}:{{.spec.colour}} {{end}}"))
                .isEqualTo("anvil:red bolt:green cog:blue ");
    }

    @Test
    void columnsOfOnesOwnShowWhatIsMissing() throws Exception {
        assertThat(get("gadgets", "-o", "custom-columns=WHO:.metadata.name,WHOSE:.spec.owner"))
                .matches("WHO +WHOSE\nanvil +ann\nbolt +<none>\ncog +<none>\n");
    }

    @Test
    void aTableIsSortedByAnyField() throws Exception {
        assertThat(get("gadgets", "--sort-by=.spec.size", "--no-headers")
                        .lines()
                        .map(line -> line.split(" ")[0]))
                .containsExactly("bolt", "cog", "anvil");
    }

    @Test
    void allNamespacesAreListedWithTheirNames() throws Exception {
        assertThat(get("gadgets", "-A"))
                .containsPattern("NAMESPACE +" + HEADER)
                .containsPattern(place.namespace() + " +cog +blue");
    }

    @Test
    void labelsSelectByEquality() throws Exception {
        assertThat(get("gadgets", "-o", "name", "-l", "team=red,tier==1")).isEqualTo(ANVIL);
        assertThat(get("gadgets", "-o", "name", "-l", "team!=red")).isEqualTo(BOLT + COG);
    }

    @Test
    void labelsSelectBySets() throws Exception {
        assertThat(get("gadgets", "-o", "name", "-l", "team in (red, green)")).isEqualTo(ANVIL + BOLT);
        assertThat(get("gadgets", "-o", "name", "-l", "team notin (red)")).isEqualTo(BOLT + COG);
    }

    @Test
    void labelsSelectByExistence() throws Exception {
        assertThat(get("gadgets", "-o", "name", "-l", "team")).isEqualTo(ANVIL + BOLT);
        assertThat(get("gadgets", "-o", "name", "-l", "!team")).isEqualTo(COG);
    }

    @Test
    void labelsSelectByNumber() throws Exception {
        assertThat(get("gadgets", "-o", "name", "-l", "tier>0")).isEqualTo(ANVIL);
        assertThat(get("gadgets", "-o", "name", "-l", "tier < 1")).isEmpty();
    }

    @Test
    void anUnreadableSelectorIsTold() throws Exception {
        assertThat(place.refused("get", "gadgets", "-l", "team in red"))
                .startsWith("Error from server (BadRequest): ")
                .contains("unable to parse", "team in red");
    }

    @Test
    void namesAreFields() throws Exception {
        assertThat(get("gadgets", "-o", "name", "--field-selector", "metadata.name=cog"))
                .isEqualTo(COG);
        assertThat(get(
                        "gadgets",
                        "-o",
                        "name",
                        "--field-selector",
                        "metadata.name!=cog,metadata.namespace=" + place.namespace()))
                .isEqualTo(ANVIL + BOLT);
    }

    @Test
    void fieldsSelectWhereTheDefinitionSaysSo() throws Exception {
        assertThat(get("gadgets", "-o", "name", "--field-selector", "spec.colour=green"))
                .isEqualTo(BOLT);
        assertThat(get("gadgets", "-o", "name", "--field-selector", "spec.colour!=green"))
                .isEqualTo(ANVIL + COG);
    }

    @Test
    void otherFieldsDoNotSelect() throws Exception {
        assertThat(place.refused("get", "gadgets", "--field-selector", "spec.size=1"))
                .isEqualTo("Error from server (BadRequest): Unable to find \"conformance.example.com/v1,"
                        + " Resource=gadgets\" that match label selector \"\", field selector \"spec.size=1\": field label"
                        + " not supported: spec.size\n");
    }

    @Test
    void severalKindsAreReadAtOnce() throws Exception {
        assertThat(get("gadget/cog", "namespace/" + place.namespace(), "-o", "name"))
                .isEqualTo(COG + "namespace/" + place.namespace() + "\n");
        assertThat(get("environments,gadgets", "-o", "name")).isEqualTo(ANVIL + BOLT + COG);
    }

    @Test
    void aCategoryStandsForItsKinds() throws Exception {
        assertThat(get("tools", "-o", "name")).isEqualTo(ANVIL + BOLT + COG);
    }

    @Test
    void aShortNameStandsForTheKind() throws Exception {
        assertThat(get("gd", "cog", "-o", "name")).isEqualTo(COG);
    }

    @Test
    void anOldVersionIsReadWithAWarning() throws Exception {
        Kubectl.Result read = place.kubectl()
                .run("get", "gadgets.v1beta1.conformance.example.com", "cog", "-o", "jsonpath={.apiVersion}");

        assertThat(read.succeeded()).isEqualTo("conformance.example.com/v1beta1");
        assertThat(read.err()).isEqualTo("Warning: conformance.example.com/v1beta1 Gadget is old; use v1\n");
    }

    @Test
    void aListIsReadInChunks() throws Exception {
        Kubectl.Result read = place.kubectl().run("get", "gadgets", "-o", "name", "--chunk-size=1", "-v=6");

        assertThat(read.succeeded()).isEqualTo(ANVIL + BOLT + COG);
        assertThat(Pattern.compile("[?&]continue=").matcher(read.err()).results())
                .hasSize(2);
    }

    @Test
    void aTableCanBeMadeWithoutTheServersHelp() throws Exception {
        assertThat(get("gadgets", "cog", "--server-print=false")).matches("NAME +AGE\ncog +[0-9]+s\n");
    }

    @Test
    void statusAndScaleAreReadOnTheirOwn() throws Exception {
        assertThat(get("gadget", "cog", "--subresource=status", "-o", "jsonpath={.kind}"))
                .isEqualTo("Gadget");
        assertThat(get("gadget", "cog", "--subresource=scale", "-o", "jsonpath={.apiVersion}/{.kind}={.spec.replicas}"))
                .isEqualTo("autoscaling/v1/Scale=1");
    }

    @Test
    void whatAManifestNamesIsRead() throws Exception {
        String manifest = place.file("cog.yaml", Place.gadget("cog {}"));

        assertThat(get("-f", manifest, "-o", "jsonpath={.spec.size}")).isEqualTo("2");
    }

    @Test
    void whatIsNotThereIsToldByName() throws Exception {
        assertThat(place.refused("get", "gadget", "dynamo"))
                .isEqualTo("Error from server (NotFound): gadgets.conformance.example.com \"dynamo\" not found\n");
        assertThat(get("gadget", "dynamo", "--ignore-not-found")).isEmpty();
    }

    @Test
    void anEmptyListIsTold() throws Exception {
        assertThat(place.kubectl().run("get", "gadgets", "-l", "team=nobody").err())
                .isEqualTo("No resources found in " + place.namespace() + " namespace.\n");
    }

    @Test
    void anUnknownKindIsTold() throws Exception {
        assertThat(place.refused("get", "widgets"))
                .isEqualTo("error: the server doesn't have a resource type \"widgets\"\n");
    }

    @Test
    void describeShowsEveryField() throws Exception {
        assertThat(place.run("describe", "gadget", "anvil"))
                .containsPattern("Name: +anvil\nNamespace: +" + place.namespace() + "\nLabels: +team=red\n +tier=1\n")
                .containsPattern(
                        "Spec:\n  Colour: +red\n  Owner: +ann\n  Replicas: +1\n  Size: +3\n  Tags:\n    a\n    b\n")
                .containsPattern("\nEvents: +<none>\n$");
    }

    @Test
    void metadataAloneIsAFormOfItsOwn() throws Exception {
        Json.Obj list = place.wire()
                .rendered(place.path(""), "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
                .body();

        assertThat(list.string("kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(list.objects("items")).hasSize(3).allSatisfy(item -> {
            assertThat(item.string("kind")).isEqualTo("PartialObjectMetadata");
            assertThat(item.object("metadata").string("uid")).isNotEmpty();
            assertThat(item.get("spec")).isNull();
        });
    }

    private static String get(String... arguments) throws Exception {
        var all = new java.util.ArrayList<>(java.util.List.of("get"));
        all.addAll(java.util.List.of(arguments));
        return place.run(all.toArray(String[]::new));
    }
}
