package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// JSON Patch (RFC 6902): a list of operations, carried out in order, all or none.
///
/// At most 10,000 operations; the values that `copy` operations make may have 3 MiB in all, and no value is put
/// deeper than [JsonText#DEPTH_MAX].
public final class JsonPatch {
    private static final int OPERATIONS_MAX = 10_000;

    private final List<Operation> operations;

    private JsonPatch(List<Operation> operations) {
        this.operations = List.copyOf(operations);
    }

    private sealed interface Operation {
        JsonPointer path();

        record Add(JsonPointer path, Json value) implements Operation {}

        record Remove(JsonPointer path) implements Operation {}

        record Replace(JsonPointer path, Json value) implements Operation {}

        record Move(JsonPointer from, JsonPointer path) implements Operation {}

        record Copy(JsonPointer from, JsonPointer path) implements Operation {}

        record Test(JsonPointer path, Json value) implements Operation {}
    }

    /// Reads a patch.
    ///
    /// @throws ProblemException with [Problem.BadRequest] that names the operation by its index, from 0
    public static JsonPatch parse(Json patch) {
        if (!(patch instanceof Json.Arr(var items))) {
            throw new Problem.BadRequest("a JSON patch must be an array of operations").exception();
        }
        if (items.size() > OPERATIONS_MAX) {
            throw new Problem.BadRequest(
                            "a JSON patch may have " + OPERATIONS_MAX + " operations; this one has " + items.size())
                    .exception();
        }
        var operations = new ArrayList<Operation>(items.size());
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Json.Obj operation)) {
                throw malformed(i, "must be an object");
            }
            operations.add(operation(i, operation));
        }
        return new JsonPatch(operations);
    }

    private static Operation operation(int index, Json.Obj json) {
        String name = json.string("op", "");
        JsonPointer path = pointer(index, json, "path");
        return switch (name) {
            case "add" -> new Operation.Add(path, value(index, json));
            case "remove" -> new Operation.Remove(path);
            case "replace" -> new Operation.Replace(path, value(index, json));
            case "move" -> new Operation.Move(pointer(index, json, "from"), path);
            case "copy" -> new Operation.Copy(pointer(index, json, "from"), path);
            case "test" -> new Operation.Test(path, value(index, json));
            default ->
                throw malformed(
                        index,
                        "Unsupported op \"" + name
                                + "\": supported ops: \"add\", \"remove\", \"replace\", \"move\", \"copy\", \"test\"");
        };
    }

    private static JsonPointer pointer(int index, Json.Obj json, String field) {
        if (!(json.get(field) instanceof Json.Str(String text))) {
            throw malformed(index, "\"" + field + "\" must be a string");
        }
        try {
            return JsonPointer.parse(text);
        } catch (JsonPointer.Missing malformed) {
            throw malformed(index, "\"" + field + "\" is no JSON pointer: " + malformed.flaw());
        }
    }

    private static Json value(int index, Json.Obj json) {
        Json value = json.get("value");
        if (value == null) {
            throw malformed(index, "\"value\" is missing");
        }
        return value;
    }

    /// The target with all operations carried out.
    ///
    /// @throws ProblemException with [Problem.Unfit] that names the first operation that cannot be carried out
    ///     by its index, from 0; a failed `test` among them
    public Json apply(Json target) {
        Json document = target;
        long copiedBytes = 0;
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            try {
                if (operation instanceof Operation.Copy copy) {
                    copiedBytes += JsonText.bytes(copy.from.get(document)).length;
                    if (copiedBytes > JsonText.DOCUMENT_BYTES_MAX) {
                        throw new Problem.TooLarge(copiedBytes, JsonText.DOCUMENT_BYTES_MAX).exception();
                    }
                }
                document = carryOut(operation, document);
            } catch (JsonPointer.Missing missing) {
                throw unfit(i, operation, missing.flaw());
            }
        }
        return document;
    }

    private static Json carryOut(Operation operation, Json document) throws JsonPointer.Missing {
        return switch (operation) {
            case Operation.Add(JsonPointer path, Json value) -> put(path, document, value);
            case Operation.Remove(JsonPointer path) -> path.remove(document);
            case Operation.Replace(JsonPointer path, Json value) -> {
                limitDepth(path, value);
                yield path.replace(document, value);
            }
            case Operation.Move(JsonPointer from, JsonPointer path) -> move(from, path, document);
            case Operation.Copy(JsonPointer from, JsonPointer path) -> put(path, document, from.get(document));
            case Operation.Test(JsonPointer path, Json value) -> {
                Json found = path.get(document);
                if (!Numbers.same(found, value)) {
                    throw new JsonPointer.Missing("the value is " + found + ", not " + value);
                }
                yield document;
            }
        };
    }

    private static Json move(JsonPointer from, JsonPointer path, Json document) throws JsonPointer.Missing {
        if (from.contains(path)) {
            throw new JsonPointer.Missing("\"" + from + "\" cannot be moved into itself");
        }
        Json value = from.get(document);
        return put(path, from.remove(document), value);
    }

    private static Json put(JsonPointer path, Json document, Json value) throws JsonPointer.Missing {
        limitDepth(path, value);
        return path.add(document, value);
    }

    private static void limitDepth(JsonPointer path, Json value) throws JsonPointer.Missing {
        if (path.tokens().size() + depth(value) > JsonText.DEPTH_MAX) {
            throw new JsonPointer.Missing("it would nest deeper than " + JsonText.DEPTH_MAX);
        }
    }

    private static int depth(Json value) {
        return switch (value) {
            case Json.Obj(var fields) ->
                1 + fields.values().stream().mapToInt(JsonPatch::depth).max().orElse(0);
            case Json.Arr(var items) ->
                1 + items.stream().mapToInt(JsonPatch::depth).max().orElse(0);
            default -> 0;
        };
    }

    private static ProblemException unfit(int index, Operation operation, String flaw) {
        String name = operation.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return new Problem.Unfit("operation " + index + " of the JSON patch (" + name + " \"" + operation.path()
                        + "\"): " + flaw)
                .exception();
    }

    private static ProblemException malformed(int index, String flaw) {
        return new Problem.BadRequest("operation " + index + " of the JSON patch: " + flaw).exception();
    }
}
