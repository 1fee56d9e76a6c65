package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A set of paths in a document, kept as it is written: the tree of `fieldsV1` with [Element]s for names.
///
/// A node without children is in the set; one with children is if it has the element [Element#SELF]. The
/// root is the document, which is in no set. To add and to take away answer the same instance where nothing
/// changes.
record FieldSet(Json.Obj tree) {
    static final FieldSet EMPTY = new FieldSet(Json.Obj.EMPTY);

    boolean isEmpty() {
        return tree.isEmpty();
    }

    /// What is in this set or in the other.
    FieldSet with(FieldSet other) {
        Json.Obj union = isEmpty() ? other.tree : with(tree, other.tree, false);
        return isSame(union, tree) ? this : new FieldSet(union);
    }

    /// What is in this set and not in the other. A place stays although something below it goes, and the
    /// other way.
    FieldSet without(FieldSet other) {
        return of(without(tree, other.tree, false));
    }

    /// What is in both.
    FieldSet both(FieldSet other) {
        return of(both(tree, other.tree, false));
    }

    private FieldSet of(Json.@Nullable Obj other) {
        return other == null ? EMPTY : isSame(other, tree) ? this : new FieldSet(other);
    }

    /// Whether two are the very same instance. Versions of a document share their values, and versions of a
    /// set their nodes; this spares looking into them.
    @SuppressWarnings("ReferenceEquality") // identity is what is asked
    static boolean isSame(@Nullable Object a, @Nullable Object b) {
        return a == b;
    }

    /// The paths as people read them: at each place what is in the set first, then what is below.
    List<String> shown() {
        var paths = new ArrayList<String>();
        show(tree, "", paths);
        return paths;
    }

    private static void show(Json.Obj node, String prefix, List<String> paths) {
        children(node).forEach((element, child) -> {
            if (owns(child)) {
                paths.add(prefix + Element.shown(element));
            }
        });
        children(node).forEach((element, child) -> show(child, prefix + Element.shown(element), paths));
    }

    /// Whether a node below the root is in the set.
    static boolean owns(Json.Obj node) {
        return node.isEmpty() || node.get(Element.SELF) != null;
    }

    /// The nodes below a node, in order.
    static Map<String, Json.Obj> children(Json.Obj node) {
        var children = new LinkedHashMap<String, Json.Obj>();
        node.fields().forEach((element, child) -> {
            if (!element.equals(Element.SELF) && child instanceof Json.Obj object) {
                children.put(element, object);
            }
        });
        return children;
    }

    /// A node, or null where nothing is in the set.
    static Json.@Nullable Obj node(boolean owned, Map<String, ? extends Json> children) {
        if (children.isEmpty()) {
            return owned ? Json.Obj.EMPTY : null;
        }
        var fields = new LinkedHashMap<String, Json>();
        if (owned) {
            fields.put(Element.SELF, Json.Obj.EMPTY);
        }
        fields.putAll(children);
        return new Json.Obj(fields);
    }

    private static Json.Obj with(Json.Obj node, Json.Obj other, boolean inner) {
        if (isSame(node, other)) {
            return node;
        }
        boolean owned = inner && owns(node);
        boolean becomes = owned || (inner && owns(other));
        var replaced = new LinkedHashMap<String, Json.Obj>();
        boolean isNew = false;
        for (var entry : other.fields().entrySet()) {
            if (entry.getKey().equals(Element.SELF) || !(entry.getValue() instanceof Json.Obj added)) {
                continue;
            }
            boolean isKnown = node.get(entry.getKey()) instanceof Json.Obj;
            Json.Obj union = node.get(entry.getKey()) instanceof Json.Obj known ? with(known, added, true) : added;
            if (!isSame(union, node.get(entry.getKey()))) {
                replaced.put(entry.getKey(), union);
            }
            isNew |= !isKnown;
        }
        if (owned == becomes && replaced.isEmpty()) {
            return node;
        }
        Map<String, Json.Obj> children = children(node);
        children.putAll(replaced);
        Json.Obj union = node(becomes, isNew ? inOrder(children) : children);
        return union == null ? Json.Obj.EMPTY : union;
    }

    private static Map<String, Json.Obj> inOrder(Map<String, Json.Obj> children) {
        var entries = new ArrayList<>(children.entrySet());
        entries.sort(Map.Entry.comparingByKey(Element.ORDER));
        var sorted = new LinkedHashMap<String, Json.Obj>();
        entries.forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private static Json.@Nullable Obj without(Json.Obj node, Json.Obj gone, boolean inner) {
        boolean owned = inner && owns(node);
        boolean stays = owned && !owns(gone);
        var replaced = new LinkedHashMap<String, Json.@Nullable Obj>();
        for (var entry : gone.fields().entrySet()) {
            if (!entry.getKey().equals(Element.SELF)
                    && entry.getValue() instanceof Json.Obj less
                    && node.get(entry.getKey()) instanceof Json.Obj known) {
                Json.Obj rest = without(known, less, true);
                if (!isSame(rest, known)) {
                    replaced.put(entry.getKey(), rest);
                }
            }
        }
        if (owned == stays && replaced.isEmpty()) {
            return node;
        }
        Map<String, Json.Obj> children = children(node);
        replaced.forEach((element, rest) -> {
            if (rest == null) {
                children.remove(element);
            } else {
                children.put(element, rest);
            }
        });
        return node(stays, children);
    }

    private static Json.@Nullable Obj both(Json.Obj node, Json.Obj other, boolean inner) {
        boolean owned = inner && owns(node) && owns(other);
        var shared = new LinkedHashMap<String, Json.Obj>();
        for (var entry : node.fields().entrySet()) {
            if (!entry.getKey().equals(Element.SELF)
                    && entry.getValue() instanceof Json.Obj mine
                    && other.get(entry.getKey()) instanceof Json.Obj theirs) {
                Json.Obj common = both(mine, theirs, true);
                if (common != null) {
                    shared.put(entry.getKey(), common);
                }
            }
        }
        return node(owned, shared);
    }
}
