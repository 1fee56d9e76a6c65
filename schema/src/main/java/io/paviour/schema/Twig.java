package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A [FieldSet] while it grows: one place, whether it is in the set, and what is below it.
final class Twig {
    private boolean owned;
    private @Nullable TreeMap<String, Twig> below;

    /// Puts this place into the set.
    void own() {
        owned = true;
    }

    /// The place one step further; it is in the set only once it is owned.
    Twig at(String element) {
        if (below == null) {
            below = new TreeMap<>(Element.ORDER);
        }
        return below.computeIfAbsent(element, _ -> new Twig());
    }

    /// The set, with this place as its root.
    FieldSet toSet() {
        Json.Obj tree = FieldSet.node(false, fields());
        return tree == null ? FieldSet.EMPTY : new FieldSet(tree);
    }

    private Map<String, Json> fields() {
        var fields = new LinkedHashMap<String, Json>();
        if (below != null) {
            below.forEach((element, twig) -> {
                Json.Obj tree = FieldSet.node(twig.owned, twig.fields());
                if (tree != null) {
                    fields.put(element, tree);
                }
            });
        }
        return fields;
    }
}
