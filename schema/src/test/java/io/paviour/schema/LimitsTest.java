package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static Json patch(int times, Json.Obj operation) {
        return Json.of(Collections.nCopies(times, operation));
    }

    private static Json.Obj copyIntoItself() {
        return Json.object("op", "copy", "from", "", "path", "/a");
    }

    @Test
    void aPatchHasTenThousandOperationsAtMost() {
        var operation = Json.object("op", "test", "path", "", "value", 1);

        assertThat(JsonPatch.parse(patch(10_000, operation)).apply(Json.of(1))).isEqualTo(Json.of(1));
        assertThatThrownBy(() -> JsonPatch.parse(patch(10_001, operation)))
                .hasMessage("a JSON patch may have 10000 operations; this one has 10001");
    }

    @Test
    void copiesCannotNestWithoutEnd() {
        assertThat(JsonPatch.parse(patch(63, copyIntoItself())).apply(Json.Obj.EMPTY))
                .isNotNull();
        assertThatThrownBy(() -> JsonPatch.parse(patch(64, copyIntoItself())).apply(Json.Obj.EMPTY))
                .hasMessage("operation 63 of the JSON patch (copy \"/a\"): it would nest deeper than 64");
    }

    @Test
    void copiesCannotGrowWithoutEnd() {
        var target = Json.object("a", "x".repeat(JsonText.DOCUMENT_BYTES_MAX / 2));
        var copy = Json.object("op", "copy", "from", "/a", "path", "/b");

        assertThatThrownBy(() -> JsonPatch.parse(patch(2, copy)).apply(target))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isInstanceOf(Problem.TooLarge.class));
    }

    @Test
    void annotationsHaveASizeInAll() {
        var annotations = Json.object("a", "x".repeat(262_144));
        var metadata = Json.object("name", "a", "annotations", annotations);

        assertThat(MetadataRules.validate(false, Json.object("metadata", metadata)))
                .extracting(Object::toString)
                .containsExactly("metadata.annotations: Too long: may not be more than 262144 bytes");
    }

    @Test
    void aMessageRepeatsOnlyTheBeginningOfALongValue() {
        var schema = Schema.parse(Json.object(
                "type", "object", "properties", Json.object("a", Json.object("type", "string", "pattern", "^b"))));

        var violations = schema.validate(Json.object("a", "a".repeat(100_000)));

        assertThat(violations).hasSize(1);
        assertThat(violations.getFirst().message()).hasSizeLessThan(400);
    }

    @Test
    void nobodyIsToldMoreThanAThousandViolations() {
        var items = Json.object("type", "array", "items", Json.object("type", "string"));
        var schema = Schema.parse(Json.object("type", "object", "properties", Json.object("a", items)));

        var violations = schema.validate(Json.object("a", Collections.nCopies(5_000, 1)));

        assertThat(violations).hasSize(1_000);
    }

    private static Json.Obj thing(Json.Obj spec) {
        return Json.object(
                "apiVersion",
                "example.com/v1",
                "kind",
                "Thing",
                "metadata",
                Json.object("namespace", "shop", "name", "x"),
                "spec",
                spec);
    }

    @Test
    void ownersOfTheDeepestDocumentStillFitIntoIt() {
        Json.Obj deep = Json.object("leaf", 1);
        for (int i = 0; i < JsonText.DEPTH_MAX - 5; i++) {
            deep = Json.object("a", deep);
        }
        Json.Obj document = thing(Json.object("free", deep));
        Kind kind = TestScript.kind(Json.Obj.EMPTY);
        var manager = new ManagedFields.Manager("alice", "example.com/v1", "");

        Json.Obj written = ManagedFields.afterUpdate(kind, null, document, manager, Instant.EPOCH);
        Json.Obj applied = ManagedFields.apply(kind, written, document, manager, false, Instant.EPOCH);

        Json list = Json.object("items", List.of(applied));
        assertThat(JsonText.parse(JsonText.write(list))).isEqualTo(list);
    }

    @Test
    void aWideDocumentIsAppliedInSeconds() {
        var services = new ArrayList<Json>();
        for (int i = 0; i < 5_000; i++) {
            services.add(Json.object("name", "service-" + i, "image", "registry/image:" + i));
        }
        Kind kind = TestScript.kind(Json.Obj.EMPTY);
        var manager = new ManagedFields.Manager("alice", "example.com/v1", "");
        Json.Obj whole = thing(Json.object("services", services));
        Json.Obj half = thing(Json.object("services", services.subList(0, 2_500)));
        Json.Obj live = ManagedFields.apply(kind, null, whole, manager, false, Instant.EPOCH);

        Json.Obj after = assertTimeout(
                Duration.ofSeconds(10), () -> ManagedFields.apply(kind, live, half, manager, false, Instant.EPOCH));

        assertThat(after.object("spec").array("services")).hasSize(2_500);
    }
}
