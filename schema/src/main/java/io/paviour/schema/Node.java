package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One place of a schema, ready for use: what may stand there.
///
/// @param fallback the value where a document has none, or null
record Node(
        Type type,
        boolean nullable,
        Shape shape,
        List<Rule> rules,
        @Nullable Json fallback) {
    /// The largest whole number that a double tells apart from its neighbours.
    private static final double WHOLE_MAX = 1L << 53;

    Node {
        rules = List.copyOf(rules);
    }

    /// What is inside objects and arrays.
    ///
    /// @param properties the fields with a schema of their own
    /// @param items the schema of an array's items, or null
    /// @param others the schema of fields that are not among the properties, or null
    /// @param open whether fields that no schema names are kept
    /// @param embedded whether a whole resource stands here, with the metadata that every resource has
    /// @param merging how two writers meet here
    record Shape(
            Map<String, Node> properties,
            @Nullable Node items,
            @Nullable Node others,
            boolean open,
            boolean embedded,
            Merging merging) {
        Shape {
            properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }

        Shape(
                Map<String, Node> properties,
                @Nullable Node items,
                @Nullable Node others,
                boolean open,
                boolean embedded) {
            this(properties, items, others, open, embedded, Merging.USUAL);
        }

        @Nullable
        Node field(String name) {
            Node property = properties.get(name);
            return property == null ? others : property;
        }
    }

    /// A rule about a value of the right type; it says nothing of values of other types.
    interface Rule {
        void check(Json value, Place place, Findings found);
    }

    /// What a value is.
    enum Type {
        ANY("any"),
        OBJECT("object"),
        ARRAY("array"),
        STRING("string"),
        INTEGER("integer"),
        NUMBER("number"),
        BOOLEAN("boolean"),
        INT_OR_STRING("integer or string");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean admits(Json value) {
            return switch (this) {
                case ANY -> true;
                case OBJECT -> value instanceof Json.Obj;
                case ARRAY -> value instanceof Json.Arr;
                case STRING -> value instanceof Json.Str;
                case INTEGER -> isWhole(value);
                case NUMBER -> value instanceof Json.Int || value instanceof Json.Dec;
                case BOOLEAN -> value instanceof Json.Bool;
                case INT_OR_STRING -> isWhole(value) || value instanceof Json.Str;
            };
        }

        private static boolean isWhole(Json value) {
            return switch (value) {
                case Json.Int _ -> true;
                case Json.Dec(double number) -> number == Math.rint(number) && Math.abs(number) <= WHOLE_MAX;
                default -> false;
            };
        }
    }

    /// Finds everything that is wrong with a value.
    void check(Json value, Place place, Findings found) {
        if (value instanceof Json.Null && nullable) {
            return;
        }
        if (!type.admits(value)) {
            found.wrongType(place, type.text(), value);
            return;
        }
        for (Rule rule : rules) {
            rule.check(value, place, found);
        }
        if (value instanceof Json.Obj(var fields)) {
            fields.forEach((name, field) -> {
                Node node = shape.field(name);
                if (node != null) {
                    node.check(field, place.field(name), found);
                }
            });
        }
        if (value instanceof Json.Arr(var items) && shape.items() != null) {
            for (int i = 0; i < items.size(); i++) {
                shape.items().check(items.get(i), place.item(i), found);
            }
        }
    }

    /// The value with what it leaves out; the very same where nothing is missing.
    Json withDefaults(Json value) {
        return switch (value) {
            case Json.Obj object -> withDefaults(object);
            case Json.Arr(var items)
            when shape.items() != null -> {
                Node item = shape.items();
                var filled = items.stream()
                        .map(entry -> item.isRefused(entry) && item.fallback != null ? item.fallback : entry)
                        .map(item::withDefaults)
                        .toList();
                yield filled.equals(items) ? value : new Json.Arr(filled);
            }
            default -> value;
        };
    }

    private Json.Obj withDefaults(Json.Obj object) {
        var fields = new LinkedHashMap<String, Json>();
        object.fields().forEach((name, value) -> {
            Node node = shape.field(name);
            if (node == null) {
                fields.put(name, value);
            } else if (!node.isRefused(value)) {
                fields.put(name, node.withDefaults(value));
            } else if (node.fallback != null) {
                fields.put(name, node.withDefaults(node.fallback));
            }
        });
        shape.properties().forEach((name, node) -> {
            if (node.fallback != null && !fields.containsKey(name)) {
                fields.put(name, node.withDefaults(node.fallback));
            }
        });
        return fields.equals(object.fields()) ? object : new Json.Obj(fields);
    }

    /// Whether anything has a default here or further in.
    boolean hasDefaults() {
        return fallback != null
                || Stream.concat(shape.properties().values().stream(), Stream.of(shape.items(), shape.others()))
                        .anyMatch(node -> node != null && node.hasDefaults());
    }

    /// Whether a value is a null that may not stand here: it counts as not being there.
    private boolean isRefused(Json value) {
        return value instanceof Json.Null && !nullable && type != Type.ANY;
    }
}
