package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields that somebody owns who applies a document, and sets of fields seen through a schema.
final class Owned {
    private Owned() {}

    /// The fields of a configuration that may have an owner.
    static FieldSet by(Portion scope, Json.Obj configuration) {
        var root = new Twig();
        configuration.fields().forEach((name, value) -> {
            if (!scope.covers(name)) {
                return;
            }
            Node node = Grain.field(scope.root(), name);
            Twig twig = root.at(Element.field(name));
            if (!name.equals("metadata")) {
                field(scope.root(), name, value, twig, 1);
            } else if (value instanceof Json.Obj(var fields)) {
                fields.forEach((field, entry) -> {
                    if (!ObjectMeta.NOBODYS.contains(field)) {
                        field(node, field, entry, twig.at(Element.field(field)), 2);
                    }
                });
            }
        });
        return root.toSet();
    }

    /// All fields of a document.
    static FieldSet all(Node root, Json.Obj document) {
        var twig = new Twig();
        inside(root, document, twig, 0);
        return twig.toSet();
    }

    private static void field(@Nullable Node node, String name, Json value, Twig twig, int depth) {
        inside(Grain.field(node, name), value, twig, depth);
        boolean isEmpty = value instanceof Json.Null || (value instanceof Json.Obj object && object.isEmpty());
        if (isEmpty || !Grain.isNamed(node, name)) {
            twig.own();
        }
    }

    private static void inside(@Nullable Node node, Json value, Twig twig, int depth) {
        switch (Grain.of(node, value, depth)) {
            case FIELDS ->
                ((Json.Obj) value)
                        .fields()
                        .forEach((name, field) -> field(node, name, field, twig.at(Element.field(name)), depth + 1));
            case ITEMS -> items(node, ((Json.Arr) value).items(), twig, depth);
            case WHOLE -> twig.own();
            case NOTHING -> {}
        }
    }

    private static void items(@Nullable Node node, List<Json> items, Twig twig, int depth) {
        List<String> elements = Grain.elements(node, items);
        Set<String> duplicates = duplicates(elements);
        for (int i = 0; i < items.size(); i++) {
            Twig item = twig.at(elements.get(i));
            item.own();
            if (!duplicates.contains(elements.get(i))) {
                inside(Grain.item(node), items.get(i), item, depth + 1);
            }
        }
    }

    private static Set<String> duplicates(List<String> elements) {
        var seen = HashSet.<String>newHashSet(elements.size());
        var duplicates = new HashSet<String>();
        for (String element : elements) {
            if (!seen.add(element)) {
                duplicates.add(element);
            }
        }
        return duplicates;
    }

    /// A set with the fields that a schema names wherever something below them is in it.
    static FieldSet withNamed(Node root, FieldSet set) {
        return new FieldSet(withNamed(root, set.tree()));
    }

    private static Json.Obj withNamed(@Nullable Node node, Json.Obj tree) {
        var fields = new LinkedHashMap<String, Json>();
        tree.fields().forEach((element, child) -> {
            if (element.equals(Element.SELF) || !(child instanceof Json.Obj below)) {
                fields.put(element, child);
                return;
            }
            Json.Obj named = withNamed(below(node, element), below);
            String name = Element.fieldName(element);
            boolean joins = name != null && Grain.isNamed(node, name) && !FieldSet.owns(named);
            fields.put(element, joins ? named.with(Element.SELF, Json.Obj.EMPTY) : named);
        });
        return new Json.Obj(fields);
    }

    /// A set as it is today where it was written when a list or map was not yet one thing with one owner.
    static FieldSet today(Node root, FieldSet set) {
        Json.Obj today = today(root, set.tree());
        return FieldSet.isSame(today, set.tree()) ? set : new FieldSet(today);
    }

    private static Json.Obj today(Node node, Json.Obj tree) {
        Map<String, Json> replaced = null;
        for (var entry : tree.fields().entrySet()) {
            Node below = below(node, entry.getKey());
            if (below == null || !(entry.getValue() instanceof Json.Obj child) || child.isEmpty()) {
                continue;
            }
            Json.Obj today = Grain.isWhole(below) ? Json.Obj.EMPTY : today(below, child);
            if (!FieldSet.isSame(today, child)) {
                replaced = replaced == null ? new LinkedHashMap<>(tree.fields()) : replaced;
                replaced.put(entry.getKey(), today);
            }
        }
        return replaced == null ? tree : new Json.Obj(replaced);
    }

    private static @Nullable Node below(@Nullable Node node, String element) {
        String name = Element.fieldName(element);
        if (name != null) {
            return Grain.field(node, name);
        }
        return Element.isKey(element) ? Grain.item(node) : null;
    }
}
