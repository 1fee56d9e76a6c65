package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.Json;
import io.paviour.resource.ProblemException;
import io.paviour.schema.Expression.Result;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Expressions that mean harm, or are careless: each ends soon, in a sentence.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CelLimitsTest {
    private static final Map<String, Json> VALUES = values();

    private static Map<String, Json> values() {
        var numbers = LongStream.range(0, 100_000).mapToObj(Json.Int::new).toList();
        var fields = new LinkedHashMap<String, Json>();
        numbers.subList(0, 10_000).forEach(number -> fields.put("k" + number.value(), number));
        return Map.of(
                "many",
                Json.of(numbers),
                "some",
                Json.of(numbers.subList(0, 10_000)),
                "text",
                new Json.Str("a".repeat(1_500_000)),
                "map",
                new Json.Obj(fields));
    }

    private static Json evaluate(String text) throws EvaluationException {
        return Expression.parse(text, Result.ANY, VALUES.keySet()).evaluate(VALUES, Budget.ofDocument());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "some.all(x, some.all(y, x + y >= 0))",
                "some.map(x, some.map(y, x))",
                "some.all(x, some.map(y, y).size() > 0)",
                "some.all(x, (many + [x]).size() > 0)",
                "some.all(x, !(-1 in many))",
                "some.all(x, many == many)",
                "some.all(x, text.charAt(3) == 'a')",
                "some.all(x, text + 'a' != text)",
                "[some.map(x, x)].all(q, some.all(y, q.isSorted()))",
                "some.exists(x, some.exists(y, x < 0)) || true",
                "map.all(k, map.all(l, true))"
            })
    void nestedLoopsAreCutShort(String text) {
        assertThatThrownBy(() -> evaluate(text))
                .isInstanceOfSatisfying(
                        EvaluationException.class,
                        thrown -> assertThat(thrown.isBudgetSpent()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text.replace('', text)",
                "text.replace('a', text)",
                "some.map(x, text).join()",
                "text + text + text",
                "'%s%s%s'.format([text, text, text])",
                "text.split('')",
                "text.findAll('a')",
                "text.matches('(.*.*.*.*.*.*)=x')",
                "'a'.matches('((a{1000}){1000}){1000}')",
                "'%.999999f'.format([1.0])"
            })
    void whatGrowsWithoutBoundIsRefused(String text) {
        assertThatThrownBy(() -> evaluate(text)).isInstanceOf(EvaluationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "some.map(x, x + 1).size() == 10000",
                "many.all(x, x >= 0)",
                "map.transformMap(k, v, v + 1).size() == 10000",
                "some.transformList(i, x, x * i).size() == 10000",
                "sets.contains(many, some)",
                "map.all(k, map[k] >= 0)",
                "some.all(x, !(x in map))"
            })
    void oneLoopOverALargeDocumentIsAllowed(String text) throws EvaluationException {
        assertThat(evaluate(text)).isEqualTo(Json.of(true));
    }

    @Test
    void nestingIsBounded() {
        for (String text : new String[] {
            "1" + "+1".repeat(4_000),
            "a" + ".a".repeat(4_000),
            "(".repeat(5_000) + "1" + ")".repeat(5_000),
            "[".repeat(4_000) + "]".repeat(4_000),
            "a" + "[0]".repeat(3_000),
            "[".repeat(16_000),
            "(a,".repeat(5_000),
            "1" + " ".repeat(20_000)
        }) {
            assertThatThrownBy(() -> Expression.parse(text, Result.ANY, java.util.Set.of("a")))
                    .isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void aSchemaHasAThousandRulesAtMost() {
        var rules = Collections.nCopies(1_001, Json.object("rule", "true"));
        var found = new Findings();

        Schema.parse(Json.object("type", "object", "x-kubernetes-validations", rules), Place.ROOT, found);

        assertThat(found.list())
                .extracting(Object::toString)
                .containsExactly("x-kubernetes-validations: Invalid value: 1001: a schema may have at most 1000 rules");
    }

    @Test
    void aPatternOfASchemaCannotGrowEither() {
        assertThatThrownBy(() -> Schema.parse(Json.object(
                        "type",
                        "object",
                        "properties",
                        Json.object("a", Json.object("type", "string", "pattern", "((a{1000}){1000}){1000}")))))
                .hasMessageContaining("repetitions of repetitions are too many");
    }

    @Test
    void aSchemaWithoutRulesNeverLoadsTheLanguage() throws Exception {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NoRules.class.getName())
                .redirectErrorStream(true)
                .start();
        String loaded = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(loaded)
                .contains("io.paviour.schema.Kind")
                .doesNotContain("dev.cel")
                .doesNotContain("com.google.protobuf");
    }

    /// Reads a kind without rules and one with rules that was accepted before, and checks a document of the first.
    static final class NoRules {
        public static void main(String[] arguments) {
            var schema = Schema.parse(Json.object("type", "object", "properties", Json.object()));
            schema.validate(Json.object("a", 1), Json.object("a", 2));
            Definition.parseAccepted(crd(Json.object("rule", "self.metadata.name != 'x'")))
                    .stored();
        }
    }

    private static Json.Obj crd(Json.Obj rule) {
        var schema = Json.object("type", "object", "x-kubernetes-validations", Json.array(rule));
        var version = Json.object(
                "name", "v1", "served", true, "storage", true, "schema", Json.object("openAPIV3Schema", schema));
        return Json.object(
                "apiVersion",
                "apiextensions.k8s.io/v1",
                "kind",
                "CustomResourceDefinition",
                "metadata",
                Json.object("name", "things.example.com"),
                "spec",
                Json.object(
                        "group",
                        "example.com",
                        "scope",
                        "Cluster",
                        "names",
                        Json.object("plural", "things", "kind", "Thing"),
                        "versions",
                        Json.array(version)));
    }

    @Test
    void aMalformedRuleIsAViolationOfTheKind() {
        assertThatThrownBy(() -> Kind.parse(crd(Json.object("rule", "self.x"))))
                .hasMessageContaining(
                        "spec.versions[0].schema.openAPIV3Schema.x-kubernetes-validations[0].rule: Invalid"
                                + " value: \"self.x\": compilation failed: 1:5: undefined field 'x'");
    }

    @Test
    void aMalformedRuleThatWasAcceptedBeforeIsAViolationOfTheDocument() {
        var kind = Definition.parseAccepted(crd(Json.object("rule", "self.x"))).stored();

        assertThat(kind.schema().validate(Json.object("kind", "Thing")))
                .extracting(Object::toString)
                .containsExactly("<nil>: Invalid value: \"object\": the rule does not compile: self.x");
    }
}
