package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.List;

/// How two writers meet at a list or a map: `x-kubernetes-list-type`, `x-kubernetes-list-map-keys` and
/// `x-kubernetes-map-type` (Kubernetes documentation, "Server-Side Apply", Merge strategy).
///
/// @param wholeMap whether a map has one owner as a whole, and not one a field
/// @param set whether a list is a set of values
/// @param keys the fields that tell the items of a list apart, in order of their names; empty for other lists
record Merging(boolean wholeMap, boolean set, List<String> keys) {
    /// Maps field by field, lists as a whole.
    static final Merging USUAL = new Merging(false, false, List.of());

    Merging {
        keys = keys.stream().distinct().sorted().toList();
    }

    static Merging read(Json.Obj schema, Place place, Findings found) {
        List<Json> mapTypes = Json.array("granular", "atomic").items();
        Json mapType = schema.get("x-kubernetes-map-type");
        if (mapType != null && !mapTypes.contains(mapType)) {
            found.unsupported(place.field("x-kubernetes-map-type"), mapType, mapTypes);
        }
        String listType = schema.string("x-kubernetes-list-type", "");
        return new Merging(
                mapTypes.getLast().equals(mapType),
                listType.equals("set"),
                listType.equals("map")
                        ? schema.strings("x-kubernetes-list-map-keys").toList()
                        : List.of());
    }

    /// Whether a list has one owner as a whole.
    boolean wholeList() {
        return !set && keys.isEmpty();
    }
}
