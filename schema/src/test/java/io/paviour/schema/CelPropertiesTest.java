package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for any rule and any document: each seed makes other ones.
class CelPropertiesTest {
    private static final Json.Obj SCHEMA = (Json.Obj) YamlText.parseAll("""
            type: object
            x-kubernetes-preserve-unknown-fields: true
            properties:
              a: {type: object, properties: {b: {type: string}, c: {type: integer, nullable: true}}}
              b: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              c: {type: object, additionalProperties: {type: string, format: duration}}
              d: {x-kubernetes-preserve-unknown-fields: true}
              e: {x-kubernetes-int-or-string: true}
              f: {type: string, format: date-time}
            """).getFirst();

    private static final List<String> LEAVES = List.of(
            "self",
            "oldSelf",
            "self.a",
            "self.a.b",
            "self.a.c",
            "self.b",
            "self.c",
            "self.d",
            "self.e",
            "self.f",
            "self.d.a",
            "self.?a.?b",
            "self.b[0]",
            "self.c['a']",
            "1",
            "0",
            "1.5",
            "2u",
            "'a'",
            "''",
            "true",
            "null",
            "[]",
            "{}",
            "[1, 'a']",
            "{'a': 1}",
            "self.e",
            "b'a'",
            "duration('1s')",
            "9223372036854775807",
            "oldSelf.d",
            "timestamp('2026-01-01T00:00:00Z')",
            "quantity('1k')",
            "optional.none()",
            "type(self.d)");

    private static final List<String> FORMS = List.of(
            "%s + %s",
            "%s == %s",
            "%s < %s",
            "%s && %s",
            "%s || %s",
            "%s in %s",
            "%s - %s",
            "%s / %s",
            "%s[%s]",
            "%s ? %s : false",
            "dyn(%s) == dyn(%s)",
            "%s.all(x, %s)",
            "%s.exists(x, %s)",
            "%s.map(x, %s)",
            "%s.filter(x, %s)",
            "%s.exists_one(x, %s)",
            "%s.matches(%s)",
            "%s.indexOf(%s)",
            "%s.join(%s)",
            "%s.split(%s)",
            "%s.replace(%s, 'b')",
            "[%s, %s]",
            "{%s: %s}",
            "%s.size() > %s",
            "string(%s) + %s",
            "sets.contains(%s, %s)",
            "%s.orValue(%s)",
            "'%%s'.format([%s, %s])",
            "int(%s) + %s",
            "%s.sum() + %s",
            "dyn(%s) + dyn(%s)",
            "dyn(%s).size() == %s",
            "dyn(%s).a.b == %s",
            "dyn(%s).all(x, dyn(%s))",
            "dyn(%s) < dyn(%s)",
            "dyn(%s)[dyn(%s)] == 1",
            "%s.transformMap(k, x, %s)",
            "%s.find(%s)",
            "dyn(%s) in dyn(%s)",
            "dyn(%s).map(x, dyn(%s)) == []",
            "dyn(%s) && dyn(%s)",
            "-%s - %s",
            "!%s || %s");

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    private static String expression(Random random, int depth) {
        if (depth == 0 || random.nextInt(6) == 0) {
            return LEAVES.get(random.nextInt(LEAVES.size()));
        }
        return FORMS.get(random.nextInt(FORMS.size()))
                .formatted(operand(random, depth - 1), operand(random, depth - 1));
    }

    private static String operand(Random random, int depth) {
        String text = expression(random, depth);
        return random.nextInt(5) == 0 ? "(" + text + ")" : "dyn(" + text + ")";
    }

    private static String rule(Random random) {
        return "dyn(" + expression(random, 3) + ")";
    }

    private static Json value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> Json.NULL;
            case 1 -> new Json.Bool(random.nextBoolean());
            case 2 -> new Json.Int(random.nextInt(10) - 5);
            case 3 -> new Json.Dec(random.nextInt(10) / 2.0);
            case 4 ->
                new Json.Str(List.of("", "a", "1h", "2026-01-01T00:00:00Z").get(random.nextInt(4)));
            case 5 -> new Json.Int(Long.MAX_VALUE);
            case 6 -> {
                var items = new ArrayList<Json>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(random, depth - 1));
                }
                yield new Json.Arr(items);
            }
            default -> object(random, depth);
        };
    }

    private static Json.Obj object(Random random, int depth) {
        var fields = new LinkedHashMap<String, Json>();
        for (int i = random.nextInt(6); i > 0; i--) {
            fields.put(List.of("a", "b", "c", "d", "e", "f").get(random.nextInt(6)), value(random, depth - 1));
        }
        return new Json.Obj(fields);
    }

    /// No rule throws, whatever it says and whatever it meets, and the same rule says the same again.
    @ParameterizedTest
    @MethodSource("seeds")
    void aRuleEndsInViolationsOnly(long seed) {
        var random = new Random(seed);
        String text = rule(random);
        var rule = Json.object("rule", text, "messageExpression", "string(" + expression(random, 1) + ")");
        var schema = SCHEMA.with("x-kubernetes-validations", Json.array(rule, Json.object("rule", text)));
        var found = new Findings();

        var parsed = Schema.parse(
                Json.object("type", "object", "properties", Json.object("spec", schema)), Place.ROOT, found);
        parsed.compileRules(found);
        for (int i = 0; i < 10; i++) {
            var document = Json.object("spec", object(random, 3));
            var before = Json.object("spec", object(random, 3));
            var violations = parsed.validate(document, before);

            assertThat(parsed.validate(document, before)).isEqualTo(violations);
            assertThat(violations)
                    .allMatch(violation -> !violation.message().matches(".*(io\\.paviour|dev\\.cel|java\\.).*"));
        }
    }

    @Test
    void manyOfTheRulesAreOnesThatRun() {
        int compiled = 0;
        for (long seed = 0; seed < 100; seed++) {
            var rule = Json.object("rule", rule(new Random(seed)));
            var found = new Findings();
            var schema = SCHEMA.with("x-kubernetes-validations", Json.array(rule));
            Schema.parse(schema, Place.ROOT, found).compileRules(found);
            compiled += found.isEmpty() ? 1 : 0;
        }

        assertThat(compiled).isGreaterThan(25);
    }
}
