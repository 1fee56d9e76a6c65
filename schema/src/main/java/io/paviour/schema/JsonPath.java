package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A path into a document, in the part of kubectl's JSONPath that printer columns use: `.a.b`, `.a\.b`, `['a']`,
/// `[0]`, `[-1]`, `[*]`, `.*` and `[?(@.type=="Ready")]` with `==` or `!=`; `$` and braces around it are optional.
///
/// A path is a few steps of plain loops: it cannot hang.
public final class JsonPath {
    static final int TEXT_CHARS_MAX = 1_024;

    private final String text;
    private final List<Step> steps;

    JsonPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    /// One step from values to values.
    sealed interface Step {
        /// The field of a name.
        record Field(String name) implements Step {}

        /// The item at an index; from the end where it is negative.
        record Item(int index) implements Step {}

        /// Every item or every field's value.
        record All() implements Step {}

        /// The items for which the value under `path` is, or is not, `value`; with no value, those that have one.
        record Filter(
                JsonPath path, boolean equal, @Nullable Json value) implements Step {}
    }

    /// Reads a path.
    ///
    /// @throws ProblemException with [Problem.BadRequest] that names the place
    public static JsonPath parse(String text) {
        return new JsonPathReader(text).path();
    }

    /// The values under this path, in document order; empty where there are none.
    public List<Json> find(Json document) {
        List<Json> here = List.of(document);
        for (Step step : steps) {
            var next = new ArrayList<Json>();
            for (Json value : here) {
                follow(step, value, next);
            }
            here = next;
        }
        return here;
    }

    private static void follow(Step step, Json value, List<Json> out) {
        switch (step) {
            case Step.Field(String name) -> {
                Json field = value instanceof Json.Obj object ? object.get(name) : null;
                if (field != null) {
                    out.add(field);
                }
            }
            case Step.Item(int index) -> {
                if (value instanceof Json.Arr(var items)) {
                    int at = index < 0 ? items.size() + index : index;
                    if (at >= 0 && at < items.size()) {
                        out.add(items.get(at));
                    }
                }
            }
            case Step.All() -> out.addAll(inside(value));
            case Step.Filter filter ->
                inside(value).stream().filter(item -> isWanted(filter, item)).forEach(out::add);
        }
    }

    private static List<Json> inside(Json value) {
        return switch (value) {
            case Json.Arr(var items) -> items;
            case Json.Obj(var fields) -> List.copyOf(fields.values());
            default -> List.of();
        };
    }

    private static boolean isWanted(Step.Filter filter, Json item) {
        List<Json> found = filter.path.find(item);
        if (found.isEmpty()) {
            return false;
        }
        return filter.value == null || Numbers.same(found.getFirst(), filter.value) == filter.equal;
    }

    /// The path as it was written.
    @Override
    public String toString() {
        return text;
    }
}
