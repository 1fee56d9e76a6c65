package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// A place in a document by RFC 6901, and the changes that a JSON Patch makes there.
///
/// Methods throw [Missing] where the place, or the one around it, is not there.
record JsonPointer(String text, List<String> tokens) {
    JsonPointer {
        tokens = List.copyOf(tokens);
    }

    /// What keeps a pointer from leading anywhere, as a sentence.
    static final class Missing extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        private final String flaw;

        Missing(String flaw) {
            super(flaw, null, false, false);
            this.flaw = flaw;
        }

        String flaw() {
            return flaw;
        }
    }

    /// Reads a pointer.
    static JsonPointer parse(String text) throws Missing {
        if (text.isEmpty()) {
            return new JsonPointer(text, List.of());
        }
        if (!text.startsWith("/")) {
            throw new Missing("\"" + text + "\" must be empty or start with /");
        }
        var tokens = new ArrayList<String>();
        for (String token : text.substring(1).split("/", -1)) {
            if (token.replace("~0", "").replace("~1", "").contains("~")) {
                throw new Missing("in \"" + text + "\" a ~ must be followed by 0 or 1");
            }
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPointer(text, tokens);
    }

    boolean isRoot() {
        return tokens.isEmpty();
    }

    /// Whether `other` lies truly inside this place.
    boolean contains(JsonPointer other) {
        return other.tokens.size() > tokens.size()
                && other.tokens.subList(0, tokens.size()).equals(tokens);
    }

    /// The value here.
    Json get(Json document) throws Missing {
        Json here = document;
        for (String token : tokens) {
            here = step(here, token);
        }
        return here;
    }

    /// The document with a value added here: a field set, or an item inserted.
    Json add(Json document, Json value) throws Missing {
        return change(document, 0, new Add(value));
    }

    /// The document with the value here, which must exist, replaced.
    Json replace(Json document, Json value) throws Missing {
        return change(document, 0, new Replace(value));
    }

    /// The document without the value here, which must exist.
    Json remove(Json document) throws Missing {
        return change(document, 0, new Remove());
    }

    private sealed interface Change {}

    private record Add(Json value) implements Change {}

    private record Replace(Json value) implements Change {}

    private record Remove() implements Change {}

    private Json change(Json here, int depth, Change change) throws Missing {
        if (depth == tokens.size()) {
            return switch (change) {
                case Add(Json value) -> value;
                case Replace(Json value) -> value;
                case Remove() -> Json.NULL;
            };
        }
        String token = tokens.get(depth);
        boolean isLast = depth == tokens.size() - 1;
        return switch (here) {
            case Json.Obj object when isLast -> field(object, token, change);
            case Json.Obj object -> object.with(token, change(step(object, token), depth + 1, change));
            case Json.Arr(var items) when isLast -> item(items, token, change);
            case Json.Arr(var items) -> {
                var copy = new ArrayList<>(items);
                int index = index(token, items.size() - 1);
                copy.set(index, change(items.get(index), depth + 1, change));
                yield new Json.Arr(copy);
            }
            default -> throw missing(token);
        };
    }

    private static Json field(Json.Obj object, String name, Change change) throws Missing {
        if (!(change instanceof Add) && object.get(name) == null) {
            throw missing(name);
        }
        var fields = new LinkedHashMap<>(object.fields());
        switch (change) {
            case Add(Json value) -> fields.put(name, value);
            case Replace(Json value) -> fields.put(name, value);
            case Remove() -> fields.remove(name);
        }
        return new Json.Obj(fields);
    }

    private static Json item(List<Json> items, String token, Change change) throws Missing {
        var copy = new ArrayList<>(items);
        switch (change) {
            case Add(Json value) -> copy.add(token.equals("-") ? items.size() : index(token, items.size()), value);
            case Replace(Json value) -> copy.set(index(token, items.size() - 1), value);
            case Remove() -> copy.remove(index(token, items.size() - 1));
        }
        return new Json.Arr(copy);
    }

    private static Json step(Json here, String token) throws Missing {
        Json next = switch (here) {
            case Json.Obj object -> object.get(token);
            case Json.Arr(var items) -> items.get(index(token, items.size() - 1));
            default -> null;
        };
        if (next == null) {
            throw missing(token);
        }
        return next;
    }

    private static int index(String token, int indexMax) throws Missing {
        if (!token.matches("0|[1-9][0-9]{0,8}")) {
            throw new Missing("\"" + token + "\" is no index of an array");
        }
        int index = Integer.parseInt(token);
        if (index > indexMax) {
            throw new Missing("the array has no index " + token);
        }
        return index;
    }

    private static Missing missing(String token) {
        return new Missing("there is no \"" + token + "\"");
    }

    @Override
    public String toString() {
        return text;
    }
}
