package io.paviour.http;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Documents that are right in most places and wrong in some: values of another type, too many, too deep,
/// missing.
record HostileJson(Random random, HostileText texts) {
    /// What stands behind it in a string goes into the text as it is, without quotes.
    private static final String RAW = "\u0001raw:";

    private static final int DEPTH = 70;

    /// One change at one place.
    Json.Obj changed(Json.Obj document) {
        List<List<Object>> places = new ArrayList<>();
        collect(document, new ArrayList<>(), places);
        List<Object> place = texts.one(places);
        // The upper parts of a document are few, and decide more.
        if (random.nextInt(3) == 0 && place.size() > 2) {
            place = place.subList(0, 1 + random.nextInt(2));
        }
        return change(document, place, 0, (field, value) -> other(document, field, value)) instanceof Json.Obj changed
                ? changed
                : document;
    }

    private static void collect(Json json, List<Object> here, List<List<Object>> places) {
        switch (json) {
            case Json.Obj(var fields) -> fields.forEach((name, value) -> enter(name, value, here, places));
            case Json.Arr(var items) -> {
                for (int i = 0; i < items.size(); i++) {
                    enter(i, items.get(i), here, places);
                }
            }
            default -> {}
        }
        if (places.isEmpty()) {
            places.add(List.of());
        }
    }

    private static void enter(Object step, Json value, List<Object> here, List<List<Object>> places) {
        var there = new ArrayList<>(here);
        there.add(step);
        places.add(there);
        collect(value, there, places);
    }

    /// @param place from the root; where it leads nowhere nothing changes
    private static @Nullable Json change(
            Json json, List<Object> place, int depth, BiFunction<String, Json, @Nullable Json> changing) {
        String field = depth > 0 && place.get(depth - 1) instanceof String name ? name : "";
        if (depth == place.size()) {
            return changing.apply(field, json);
        }
        if (json instanceof Json.Obj object && place.get(depth) instanceof String name && object.get(name) != null) {
            Json value = change(object.fields().get(name), place, depth + 1, changing);
            return value == null ? object.without(name) : object.with(name, value);
        }
        if (json instanceof Json.Arr array
                && place.get(depth) instanceof Integer index
                && index < array.items().size()) {
            var items = new ArrayList<>(array.items());
            Json value = change(items.remove((int) index), place, depth + 1, changing);
            if (value != null) {
                items.add(index, value);
            }
            return new Json.Arr(items);
        }
        return json;
    }

    private @Nullable Json other(Json.Obj document, String field, Json value) {
        return switch (random.nextInt(16)) {
            case 0 -> null;
            case 1 -> Json.NULL;
            case 2 -> new Json.Str(RAW + texts.one("raw-values"));
            case 3 -> scalar();
            case 4 -> new Json.Arr(List.of(value));
            case 5 -> Json.object(texts.key(), value);
            case 6 -> anywhere(document);
            case 7 -> nested(value);
            case 8 -> schema();
            case 9 -> finding(field);
            default ->
                switch (value) {
                    case Json.Obj object -> withField(object, document);
                    case Json.Arr array -> longer(array);
                    case Json.Str _ -> new Json.Str(texts.fitting(field));
                    default -> scalar();
                };
        };
    }

    private Json scalar() {
        return switch (random.nextInt(7)) {
            case 0 -> new Json.Int(random.nextLong());
            case 1 -> new Json.Int(random.nextInt(5) - 2);
            case 2 -> new Json.Int(random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE);
            case 3 -> new Json.Dec(random.nextDouble() * 1e300);
            case 4 -> new Json.Bool(random.nextBoolean());
            case 5 -> random.nextBoolean() ? Json.Obj.EMPTY : new Json.Arr(List.of());
            default -> new Json.Str(texts.any());
        };
    }

    private Json.Obj withField(Json.Obj object, Json.Obj document) {
        Json value = switch (random.nextInt(4)) {
            case 0 -> anywhere(document);
            case 1 -> schema();
            default -> scalar();
        };
        String key = texts.key();
        if (random.nextInt(10) == 0 && !object.isEmpty()) {
            // The same field twice.
            String name = texts.one(List.copyOf(object.fields().keySet()));
            return object.with(name, RAW + "1, \"" + escaped(name) + "\": 2");
        }
        return object.with(key, value);
    }

    private Json longer(Json.Arr array) {
        var items = new ArrayList<>(array.items());
        Json item = items.isEmpty() ? scalar() : texts.one(items);
        items.addAll(Collections.nCopies(random.nextInt(6) == 0 ? 3_000 : 1 + random.nextInt(3), item));
        Collections.shuffle(items, random);
        return new Json.Arr(items);
    }

    private Json anywhere(Json.Obj document) {
        List<List<Object>> places = new ArrayList<>();
        collect(document, new ArrayList<>(), places);
        Json here = document;
        for (Object step : texts.one(places)) {
            here = switch (here) {
                case Json.Obj object -> object.fields().get(step);
                case Json.Arr array -> array.items().get((int) step);
                default -> here;
            };
        }
        return here;
    }

    private Json nested(Json value) {
        Json nested = value;
        int depth = random.nextInt(DEPTH);
        for (int i = 0; i < depth; i++) {
            nested = random.nextBoolean() ? new Json.Arr(List.of(nested)) : Json.object(texts.key(), nested);
        }
        return nested;
    }

    /// A small schema, of which most make no sense.
    Json schema() {
        String type = texts.fitting("type");
        var fields = new LinkedHashMap<String, Object>();
        fields.put("type", type);
        for (int i = random.nextInt(4); i > 0; i--) {
            String key = texts.key();
            Object value = switch (key) {
                case "properties" -> Json.object(texts.key(), schema());
                case "items", "not", "additionalProperties" -> schema();
                case "anyOf", "allOf", "oneOf" -> Json.array(schema(), schema());
                case "x-kubernetes-validations" ->
                    Json.array(Json.object("rule", texts.fitting("rule"), "messageExpression", texts.fitting("rule")));
                case "required", "x-kubernetes-list-map-keys", "enum" -> Json.array(texts.any());
                case "maxLength", "maxItems", "minimum" -> random.nextInt();
                case "nullable", "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields" -> true;
                case "x-kubernetes-list-type", "x-kubernetes-map-type", "format", "pattern", "rule" ->
                    texts.fitting(key);
                default -> scalar();
            };
            fields.put(key, value);
        }
        return Json.of(fields);
    }

    /// What a field of this name might well hold, and then not quite.
    private Json finding(String field) {
        return switch (field) {
            case "managedFields" ->
                Json.array(Json.object(
                        "manager",
                        texts.any(),
                        "operation",
                        random.nextBoolean() ? "Apply" : texts.any(),
                        "apiVersion",
                        random.nextBoolean() ? "fuzz.example.com/v1" : texts.any(),
                        "time",
                        texts.any(),
                        "fieldsType",
                        random.nextBoolean() ? "FieldsV1" : texts.any(),
                        "fieldsV1",
                        owned(random.nextInt(5))));
            case "fieldsV1" -> owned(random.nextInt(6));
            case "labels", "annotations", "matchLabels" -> Json.object(texts.any(), texts.any());
            case "finalizers", "tags" -> Json.array(texts.any(), texts.any());
            case "ownerReferences" ->
                Json.array(Json.object(
                        "apiVersion", texts.any(), "kind", texts.any(), "name", texts.any(), "uid", texts.any()));
            case "matchExpressions" ->
                Json.array(Json.object("key", texts.any(), "operator", texts.any(), "values", Json.array(texts.any())));
            default -> scalar();
        };
    }

    private Json owned(int depth) {
        if (depth == 0) {
            return random.nextBoolean() ? Json.Obj.EMPTY : scalar();
        }
        var fields = new LinkedHashMap<String, Json>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String key = switch (random.nextInt(6)) {
                case 0 -> ".";
                case 1 -> "f:" + texts.any();
                case 2 -> "k:" + texts.one(List.of("{\"name\":\"p1\",\"port\":1}", "{", "[]", "{\"name\":{}}", ""));
                case 3 -> "v:" + texts.one(List.of("\"x\"", "1e400", "{}", "", "null"));
                case 4 -> "i:" + texts.any();
                default -> "f:" + texts.key();
            };
            fields.put(key, owned(depth - 1));
        }
        return new Json.Obj(fields);
    }

    /// The text of a document, ASCII only but for what was meant to be raw.
    static String text(Json json) {
        var out = new StringBuilder();
        write(json, out);
        return out.toString();
    }

    private static void write(Json json, StringBuilder out) {
        switch (json) {
            case Json.Obj(var fields) -> {
                out.append('{');
                fields.forEach((name, value) -> {
                    out.append(out.charAt(out.length() - 1) == '{' ? "" : ",");
                    out.append('"').append(escaped(name)).append("\":");
                    write(value, out);
                });
                out.append('}');
            }
            case Json.Arr(var items) -> {
                out.append('[');
                for (int i = 0; i < items.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    write(items.get(i), out);
                }
                out.append(']');
            }
            case Json.Str(String value) -> {
                if (value.startsWith(RAW)) {
                    out.append(value, RAW.length(), value.length());
                } else {
                    out.append('"').append(escaped(value)).append('"');
                }
            }
            default -> out.append(json);
        }
    }

    private static String escaped(String text) {
        var out = new StringBuilder();
        for (char c : text.toCharArray()) {
            boolean isPlain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
            out.append(isPlain ? Character.toString(c) : "\\u%04x".formatted((int) c));
        }
        return out.toString();
    }
}
