package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Text in, text out: every file in `golden` has cases of `=== name`, the input, `----`, and what is expected.
/// JSON is compared by content, other text line by line.
class GoldenTest {
    @TestFactory
    Stream<DynamicTest> violationsOfADocument() {
        return cases("validate", input -> lines(schema(input).validate(document(input))));
    }

    @TestFactory
    Stream<DynamicTest> violationsOfRules() {
        return cases("validate-cel", input -> {
            var found = new Findings();
            Schema schema = Schema.parse(rooted(input), Place.ROOT, found);
            schema.compileRules(found);
            return lines(
                    found.isEmpty()
                            ? schema.validate(schema.withDefaults(document(input)), before(input))
                            : found.list());
        });
    }

    @TestFactory
    Stream<DynamicTest> violationsOfMetadata() {
        return cases(
                "metadata",
                input -> lines(MetadataRules.validate(
                        input.bool("namespaced", true), Json.object("metadata", input.get("metadata")))));
    }

    @TestFactory
    Stream<DynamicTest> flawsOfASchema() {
        return cases("structural", input -> {
            var found = new Findings();
            Schema.parse(rooted(input), Place.ROOT, found);
            return lines(found.list()).replace("properties.spec", "");
        });
    }

    @TestFactory
    Stream<DynamicTest> documentsWithDefaults() {
        return cases("default", input -> JsonText.write(schema(input).withDefaults(document(input))));
    }

    @TestFactory
    Stream<DynamicTest> prunedDocuments() {
        return cases("prune", input -> {
            var pruned = schema(input).prune(document(input));
            return JsonText.write(Json.object("kept", pruned.document(), "unknown", Json.of(pruned.unknown())));
        });
    }

    @TestFactory
    Stream<DynamicTest> mergePatches() {
        return cases("merge-patch", input -> JsonText.write(MergePatch.apply(input.get("target"), input.get("patch"))));
    }

    @TestFactory
    Stream<DynamicTest> jsonPatches() {
        return cases(
                "json-patch",
                input -> JsonText.write(JsonPatch.parse(input.get("patch")).apply(input.get("target"))));
    }

    @TestFactory
    Stream<DynamicTest> ownersOfFields() {
        return cases("apply", input -> new TestScript(input).run(input.array("steps")));
    }

    @TestFactory
    Stream<DynamicTest> textOfFieldSets() {
        return cases("fields", input -> {
            Kind kind = TestScript.kind(input);
            return "fieldsV1 " + Owned.by(Portion.of(kind, ""), document(input)).tree();
        });
    }

    @TestFactory
    Stream<DynamicTest> mergedLists() {
        Schema lists = Schema.parse((Json.Obj) YamlText.parseAll("""
                type: object
                properties:
                  map: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k, i],
                    items: {type: object, required: [k], properties:
                      {k: {type: string}, i: {type: integer, default: 1}, v: {type: string}, w: {type: string}}}}
                  set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                  one: {type: array, items: {type: string}}
                """).getFirst());
        return cases(
                "merge-lists",
                input -> JsonText.write(Merge.of(lists.root(), input.object("live"), input.object("apply"))));
    }

    @TestFactory
    Stream<DynamicTest> cellsOfTables() {
        var resource = new Resource((Json.Obj) YamlText.parseAll("""
                apiVersion: platform.example.com/v1
                kind: Environment
                metadata:
                  name: dev
                  creationTimestamp: "2026-11-22T10:00:00Z"
                  labels: {app.kubernetes.io/name: shop}
                spec: {replicas: 3, ratio: 0.5, enabled: true, owner: team-a, limits: {cpu: 500m}, none: null,
                       services: [{name: api, port: 80}, {name: worker}]}
                status: {conditions: [{type: Synced, status: "False"}, {type: Ready, status: "True"}]}
                """).getFirst());
        return cases("column", input -> {
            var column =
                    new Column("C", input.string("type", "string"), "", "", 0, JsonPath.parse(input.string("path")));
            return JsonText.write(column.cell(resource));
        });
    }

    @TestFactory
    Stream<DynamicTest> selectors() {
        return cases(
                "selector",
                input -> input.get("fields") == null
                        ? Boolean.toString(
                                LabelSelector.parse(input.string("labels", "")).matches(input.stringMap("of")))
                        : FieldSelector.parse(input.string("fields", "")).stream()
                                .map(FieldSelector::toString)
                                .collect(Collectors.joining("\n")));
    }

    @TestFactory
    Stream<DynamicTest> ages() {
        return cases(
                "age",
                input -> input.array("seconds").stream()
                        .map(seconds -> Age.of(Duration.ofSeconds(((Json.Int) seconds).value())))
                        .collect(Collectors.joining(" ")));
    }

    private static Json.Obj rooted(Json.Obj input) {
        return input.get("root") instanceof Json.Obj root
                ? root
                : Json.object("type", "object", "properties", Json.object("spec", input.get("schema")));
    }

    private static Schema schema(Json.Obj input) {
        return Schema.parse(rooted(input));
    }

    private static Json.Obj document(Json.Obj input) {
        return input.get("document") instanceof Json.Obj document ? document : Json.object("spec", input.get("spec"));
    }

    private static Json.Obj before(Json.Obj input) {
        if (input.get("before") == null) {
            return null;
        }
        return input.get("document") != null ? input.object("before") : Json.object("spec", input.get("before"));
    }

    private static String lines(List<Violation> violations) {
        return violations.stream().map(Violation::toString).collect(Collectors.joining("\n"));
    }

    private static Stream<DynamicTest> cases(String file, Function<Json.Obj, String> function) {
        var tests = new ArrayList<DynamicTest>();
        for (String text : read(file).split("(?m)^=== ")) {
            if (text.isBlank()) {
                continue;
            }
            String[] parts = text.split("(?m)^----\\n", 2);
            String name = parts[0].lines().findFirst().orElse("");
            String input = parts[0].substring(name.length());
            tests.add(DynamicTest.dynamicTest(name, () -> check(input, parts[1].strip(), function)));
        }
        return tests.stream();
    }

    private static void check(String input, String expected, Function<Json.Obj, String> function) {
        String actual;
        try {
            actual = function.apply((Json.Obj) YamlText.parseAll(input).getFirst());
        } catch (ProblemException problem) {
            actual = "! " + problem.problem().message();
        }
        if (actual.startsWith("{") || actual.startsWith("[")) {
            assertThat(JsonText.parse(actual)).isEqualTo(JsonText.parse(expected));
        } else {
            assertThat(Arrays.asList(actual.split("\n"))).containsExactly(expected.split("\n"));
        }
    }

    private static String read(String file) {
        try (var stream = GoldenTest.class.getResourceAsStream("/golden/" + file + ".txt")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
