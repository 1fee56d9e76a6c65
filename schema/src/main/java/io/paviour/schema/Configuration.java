package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What somebody applies, and whether it can be merged at all.
///
/// @param document the configuration
record Configuration(Kind kind, Json.Obj document) {
    /// @throws ProblemException with [Problem.BadRequest] or [Problem.Invalid]
    void check(ManagedFields.Manager manager) {
        String apiVersion = document.string("apiVersion", "");
        String name = document.string("kind", "");
        if (!apiVersion.equals(manager.apiVersion()) || !name.equals(kind.name().kind())) {
            throw new Problem.BadRequest("invalid object type: " + apiVersion + ", Kind=" + name + ": must be "
                            + manager.apiVersion() + ", Kind=" + kind.name().kind())
                    .exception();
        }
        Json managedFields = document.object("metadata").get("managedFields");
        if (managedFields != null && !(managedFields instanceof Json.Null)) {
            throw new Problem.BadRequest("metadata.managedFields must be nil").exception();
        }
        var found = new Findings();
        value(kind.schema().root(), document, Place.ROOT, 0, found);
        if (!found.isEmpty()) {
            throw new Problem.Invalid(ManagedFields.ref(kind, document), found.list()).exception();
        }
    }

    /// Finds the items of lists that have no key of their own.
    private static void value(@Nullable Node node, Json value, Place place, int depth, Findings found) {
        switch (Grain.of(node, value, depth)) {
            case FIELDS ->
                ((Json.Obj) value).fields().forEach((name, field) -> {
                    if (field instanceof Json.Obj || field instanceof Json.Arr) {
                        value(Grain.field(node, name), field, place.field(name), depth + 1, found);
                    }
                });
            case ITEMS -> items(node, ((Json.Arr) value).items(), place, depth, found);
            case WHOLE, NOTHING -> {}
        }
    }

    private static void items(@Nullable Node node, List<Json> items, Place place, int depth, Findings found) {
        Merging merging = node == null ? Merging.USUAL : node.shape().merging();
        List<String> elements = Grain.elements(node, items);
        Set<String> seen = HashSet.newHashSet(items.size());
        for (int i = 0; i < items.size(); i++) {
            Json item = items.get(i);
            if (Element.isPlace(elements.get(i))) {
                keyless(merging, item, place.item(i), found);
            } else if (!seen.add(elements.get(i))) {
                found.duplicate(place.item(i), Element.value(elements.get(i)));
            }
            value(Grain.item(node), item, place.item(i), depth + 1, found);
        }
    }

    private static void keyless(Merging merging, Json item, Place place, Findings found) {
        if (merging.set()) {
            found.invalid(place, item, "must not be null in a set");
        } else if (!(item instanceof Json.Obj)) {
            found.wrongType(place, "object", item);
        } else {
            for (String key : merging.keys()) {
                found.required(place.field(key), "tells the items of this list apart");
            }
        }
    }
}
