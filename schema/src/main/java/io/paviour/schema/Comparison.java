package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a write did to the fields of a document. Values that both documents share are not looked into.
///
/// @param changed what it set: new fields, and those with another value
/// @param removed what it took away
record Comparison(FieldSet changed, FieldSet removed) {
    /// Compares the fields in scope.
    static Comparison of(Portion scope, Json.Obj before, Json.Obj after) {
        var root = new Spot(new Twig(), new Twig());
        for (var field : before.fields().entrySet()) {
            top(scope, field.getKey(), field.getValue(), after.get(field.getKey()), root);
        }
        for (var field : after.fields().entrySet()) {
            if (before.get(field.getKey()) == null) {
                top(scope, field.getKey(), null, field.getValue(), root);
            }
        }
        return new Comparison(root.changed().toSet(), root.removed().toSet());
    }

    /// Everything in scope, as if it had just been created.
    static FieldSet everything(Portion scope, Json.Obj document) {
        return of(scope, Json.Obj.EMPTY, document).changed;
    }

    boolean isEmpty() {
        return changed.isEmpty() && removed.isEmpty();
    }

    /// All that it touched.
    FieldSet touched() {
        return changed.with(removed);
    }

    private static void top(Portion scope, String name, @Nullable Json before, @Nullable Json after, Spot root) {
        if (!scope.covers(name) || FieldSet.isSame(before, after)) {
            return;
        }
        Node node = Grain.field(scope.root(), name);
        if (!name.equals("metadata")) {
            field(node, before, after, root, name);
            return;
        }
        var metadata = new Spot(root, Element.field(name));
        Json.Obj old = before instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        Json.Obj young = after instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        old.fields().forEach((field, value) -> {
            if (!ObjectMeta.NOBODYS.contains(field)) {
                field(Grain.field(node, field), value, young.get(field), metadata, field);
            }
        });
        young.fields().forEach((field, value) -> {
            if (!ObjectMeta.NOBODYS.contains(field) && old.get(field) == null) {
                field(Grain.field(node, field), null, value, metadata, field);
            }
        });
    }

    private static void field(
            @Nullable Node node, @Nullable Json before, @Nullable Json after, Spot spot, String name) {
        boolean isSame = FieldSet.isSame(before, after) || (before != null && isScalar(before) && before.equals(after));
        if (!isSame) {
            values(node, before, after, new Spot(spot, Element.field(name)));
        }
    }

    private static boolean isScalar(Json value) {
        return !(value instanceof Json.Obj) && !(value instanceof Json.Arr);
    }

    private static void values(@Nullable Node node, @Nullable Json before, @Nullable Json after, Spot spot) {
        if (before == null && after != null) {
            whole(node, after, spot.changed(), spot.depth());
        } else if (after == null && before != null) {
            whole(node, before, spot.removed(), spot.depth());
        } else if (before != null && after != null) {
            both(node, before, after, spot);
        }
    }

    private static void both(@Nullable Node node, Json before, Json after, Spot spot) {
        Grain was = Grain.of(node, before, spot.depth());
        Grain is = Grain.of(node, after, spot.depth());
        Grain grain = was == Grain.NOTHING ? is : is == Grain.NOTHING ? was : was == is ? was : Grain.WHOLE;
        if (grain == Grain.FIELDS && !(isBare(before) && isBare(after))) {
            fields(node, before, after, spot);
            return;
        }
        if (grain == Grain.ITEMS && !(isBare(before) && isBare(after))) {
            items(node, before, after, spot);
            return;
        }
        if (was != is) {
            inside(node, before, spot.removed(), spot.depth());
            inside(node, after, spot.changed(), spot.depth());
        }
        if (!Numbers.same(before, after)) {
            spot.changed().own();
        }
    }

    private static boolean isBare(Json value) {
        return switch (value) {
            case Json.Obj(var fields) -> fields.isEmpty();
            case Json.Arr(var items) -> items.isEmpty();
            default -> value instanceof Json.Null;
        };
    }

    private static void fields(@Nullable Node node, Json before, Json after, Spot spot) {
        Json.Obj old = before instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        Json.Obj young = after instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        for (var field : old.fields().entrySet()) {
            String name = field.getKey();
            field(Grain.field(node, name), field.getValue(), young.get(name), spot, name);
        }
        for (var field : young.fields().entrySet()) {
            String name = field.getKey();
            if (old.get(name) == null) {
                field(Grain.field(node, name), null, field.getValue(), spot, name);
            }
        }
    }

    private static void items(@Nullable Node node, Json before, Json after, Spot spot) {
        Map<String, List<Json>> old = byElement(node, before);
        Map<String, List<Json>> young = byElement(node, after);
        old.forEach((element, items) -> item(node, items, young.getOrDefault(element, List.of()), spot, element));
        young.forEach((element, items) -> {
            if (!old.containsKey(element)) {
                item(node, List.of(), items, spot, element);
            }
        });
    }

    /// Items of one key. Several of them, which a list must not have but may have had, count as one thing.
    private static void item(@Nullable Node node, List<Json> old, List<Json> young, Spot spot, String element) {
        Node item = Grain.item(node);
        Json before = old.size() == 1 ? old.getFirst() : null;
        Json after = young.size() == 1 ? young.getFirst() : null;
        if (old.size() <= 1 && young.size() <= 1) {
            if (!FieldSet.isSame(before, after)) {
                values(item, before, after, new Spot(spot, element));
            }
        } else if (old.size() > 1 && young.size() > 1) {
            if (!old.equals(young)) {
                spot.changed().at(element).own();
            }
        } else {
            values(item, before, after, new Spot(spot, element));
            (old.size() > 1 ? spot.removed() : spot.changed()).at(element).own();
        }
    }

    private static Map<String, List<Json>> byElement(@Nullable Node node, Json value) {
        List<Json> items = value instanceof Json.Arr(var list) ? list : List.of();
        List<String> elements = Grain.elements(node, items);
        var byElement = LinkedHashMap.<String, List<Json>>newLinkedHashMap(items.size());
        for (int i = 0; i < items.size(); i++) {
            byElement.computeIfAbsent(elements.get(i), _ -> new ArrayList<>(1)).add(items.get(i));
        }
        return byElement;
    }

    /// A value that is new, or gone, with everything in it.
    private static void whole(@Nullable Node node, Json value, Twig twig, int depth) {
        twig.own();
        inside(node, value, twig, depth);
    }

    private static void inside(@Nullable Node node, Json value, Twig twig, int depth) {
        Grain grain = Grain.of(node, value, depth);
        if (grain == Grain.FIELDS && value instanceof Json.Obj(var fields)) {
            fields.forEach(
                    (name, field) -> whole(Grain.field(node, name), field, twig.at(Element.field(name)), depth + 1));
        } else if (grain == Grain.ITEMS) {
            byElement(node, value).forEach((element, items) -> {
                if (items.size() == 1) {
                    whole(Grain.item(node), items.getFirst(), twig.at(element), depth + 1);
                } else {
                    twig.at(element).own();
                }
            });
        }
    }

    /// A place that both documents have. It grows into the two sets only when something is found there.
    private static final class Spot {
        private final @Nullable Spot above;
        private final String element;
        private final int depth;
        private @Nullable Twig changed;
        private @Nullable Twig removed;

        Spot(Twig changed, Twig removed) {
            this.above = null;
            this.element = Element.SELF;
            this.depth = 0;
            this.changed = changed;
            this.removed = removed;
        }

        Spot(Spot above, String element) {
            this.above = above;
            this.element = element;
            this.depth = above.depth + 1;
        }

        int depth() {
            return depth;
        }

        Twig changed() {
            if (changed == null) {
                changed = Objects.requireNonNull(above).changed().at(element);
            }
            return changed;
        }

        Twig removed() {
            if (removed == null) {
                removed = Objects.requireNonNull(above).removed().at(element);
            }
            return removed;
        }
    }
}
