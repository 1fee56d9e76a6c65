package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How finely a value is owned and merged: by the schema where it speaks of the place, and otherwise by
/// what stands there: objects field by field, lists as a whole.
enum Grain {
    /// An object with an owner for each field.
    FIELDS,
    /// A list with an owner for each item, known by its keys or its value.
    ITEMS,
    /// One thing with one owner.
    WHOLE,
    /// A null, which is an empty object or list where the other side has one.
    NOTHING;

    /// How many steps a path of a field set may have; what is deeper is owned as a whole. A field set lies
    /// six levels deep in its document, which must stay within [io.paviour.resource.JsonText#DEPTH_MAX]
    /// inside of a list too.
    static final int STEPS_MAX = 48;

    /// @param node what the schema says of the place, or null where it says nothing
    /// @param depth how many steps lead here
    static Grain of(@Nullable Node node, Json value, int depth) {
        return switch (value) {
            case Json.Null _ -> NOTHING;
            case Json.Obj _ -> depth >= STEPS_MAX || isWholeMap(node) ? WHOLE : FIELDS;
            case Json.Arr _ -> depth >= STEPS_MAX || isWholeList(node) ? WHOLE : ITEMS;
            default -> WHOLE;
        };
    }

    private static boolean isWholeMap(@Nullable Node node) {
        return node != null && node.shape().merging().wholeMap();
    }

    private static boolean isWholeList(@Nullable Node node) {
        return node == null || node.shape().merging().wholeList();
    }

    /// Whether a place that a schema gives a type has one owner, whatever stands there.
    static boolean isWhole(Node node) {
        return switch (node.type()) {
            case OBJECT -> isWholeMap(node);
            case ARRAY -> isWholeList(node);
            default -> false;
        };
    }

    /// The schema of a field, or null where there is none.
    static @Nullable Node field(@Nullable Node node, String name) {
        if (node == null) {
            return null;
        }
        Node field = node.shape().field(name);
        return node.shape().embedded() && name.equals("metadata") ? ObjectMeta.with(field) : field;
    }

    /// Whether a field is one that the schema names, and not a key of a free map: such a field belongs to
    /// whoever owns something inside.
    static boolean isNamed(@Nullable Node node, String name) {
        return node != null
                && (node.shape().properties().containsKey(name)
                        || (node.shape().embedded() && Pruning.RESOURCE_FIELDS.contains(name)));
    }

    /// The schema of an item, or null where there is none.
    static @Nullable Node item(@Nullable Node node) {
        return node == null ? null : node.shape().items();
    }

    /// The path elements of the items of a list whose grain is [#ITEMS].
    static List<String> elements(@Nullable Node node, List<Json> items) {
        Merging merging = node == null ? Merging.USUAL : node.shape().merging();
        var elements = new ArrayList<String>(items.size());
        for (int i = 0; i < items.size(); i++) {
            elements.add(Element.of(merging, item(node), items.get(i), i));
        }
        return elements;
    }
}
