package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for any document: each seed makes another one, few names deep so that patches meet.
class PropertiesTest {
    private static final Schema SCHEMA =
            Schema.parse((Json.Obj) YamlText.parseAll("""
            type: object
            properties:
              a: {type: object, default: {}, properties: {b: {type: string, default: x}, c: {type: integer, minimum: 0}}}
              b: {type: array, items: {type: object, properties: {a: {type: boolean, default: true}}}}
              c: {type: object, additionalProperties: {type: string, nullable: true}}
              d: {x-kubernetes-preserve-unknown-fields: true, anyOf: [{required: [a]}, {minimum: 3}]}
            """).getFirst());

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    private static Json.Obj object(Random random, int depth) {
        var fields = new LinkedHashMap<String, Json>();
        for (int i = random.nextInt(4); i > 0; i--) {
            fields.put(List.of("a", "b", "c", "d", "e/f~").get(random.nextInt(5)), value(random, depth - 1));
        }
        return new Json.Obj(fields);
    }

    private static Json value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> Json.NULL;
            case 1 -> new Json.Bool(random.nextBoolean());
            case 2 -> new Json.Int(random.nextInt(10) - 5);
            case 3 -> new Json.Dec(random.nextInt(10) / 2.0);
            case 4 -> new Json.Str("s" + random.nextInt(3));
            case 5 -> {
                var items = new ArrayList<Json>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(random, depth - 1));
                }
                yield new Json.Arr(items);
            }
            default -> object(random, depth);
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void defaultsAreCompleteAfterOneGo(long seed) {
        var document = object(new Random(seed), 4);

        var complete = SCHEMA.withDefaults(document);

        assertThat(SCHEMA.withDefaults(complete)).isSameAs(complete);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsPrunedOnceHasNothingUnknown(long seed) {
        var document = object(new Random(seed), 4);

        var pruned = SCHEMA.prune(document);

        assertThat(SCHEMA.prune(pruned.document())).isEqualTo(new Schema.Pruned(pruned.document(), List.of()));
        assertThat(pruned.unknown().isEmpty()).isEqualTo(pruned.document().equals(document));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void pruningAndDefaultingAgreeInAnyOrder(long seed) {
        var document = object(new Random(seed), 4);

        assertThat(SCHEMA.withDefaults(SCHEMA.prune(document).document()))
                .isEqualTo(SCHEMA.prune(SCHEMA.withDefaults(document)).document());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyViolationNamesItsPlace(long seed) {
        var document = object(new Random(seed), 4);

        assertThat(SCHEMA.validate(document))
                .allMatch(violation -> violation.field().matches("[abcd].*"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aMergePatchTwiceIsTheSameAsOnce(long seed) {
        var random = new Random(seed);
        Json target = value(random, 4);
        Json patch = value(random, 4);

        Json once = MergePatch.apply(target, patch);

        assertThat(MergePatch.apply(once, patch)).isEqualTo(once);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void addingAndRemovingIsAsIfNothingWas(long seed) {
        var random = new Random(seed);
        var target = object(random, 4).without("e/f~");
        Json added = value(random, 3);
        var patch = Json.array(
                Json.object("op", "add", "path", "/e~1f~0", "value", added),
                Json.object("op", "test", "path", "/e~1f~0", "value", added),
                Json.object("op", "move", "from", "/e~1f~0", "path", "/moved"),
                Json.object("op", "remove", "path", "/moved"));

        assertThat(JsonPatch.parse(patch).apply(target)).isEqualTo(target);
    }
}
