package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Drops the fields that a schema does not know, and remembers where they were.
final class Pruning {
    /// The fields of every resource, whatever its schema says.
    static final List<String> RESOURCE_FIELDS = List.of("apiVersion", "kind", "metadata");

    private static final List<String> OWNER_REFERENCE_FIELDS =
            List.of("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion");

    /// The fields of Kubernetes' `ObjectMeta`.
    static final List<String> METADATA_FIELDS = List.of(
            "name",
            "generateName",
            "namespace",
            "selfLink",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "labels",
            "annotations",
            "ownerReferences",
            "finalizers",
            "managedFields");

    private final List<String> unknown = new ArrayList<>();

    /// The paths of the fields that were dropped, in document order.
    List<String> unknown() {
        return List.copyOf(unknown);
    }

    Json prune(Node node, Json value, Place place) {
        return switch (value) {
            case Json.Obj object -> object(node, object, place);
            case Json.Arr(var items)
            when node.shape().items() != null -> items(node.shape().items(), items, place);
            default -> value;
        };
    }

    private Json.Arr items(Node node, List<Json> items, Place place) {
        var kept = new ArrayList<Json>(items.size());
        for (int i = 0; i < items.size(); i++) {
            kept.add(prune(node, items.get(i), place.item(i)));
        }
        return new Json.Arr(kept);
    }

    Json.Obj object(Node node, Json.Obj object, Place place) {
        Node.Shape shape = node.shape();
        boolean isOpen = shape.open() || (node.type() != Node.Type.OBJECT && !shape.embedded());
        Map<String, Json> kept = new LinkedHashMap<>();
        object.fields().forEach((name, value) -> {
            Node field = shape.field(name);
            if (shape.embedded() && name.equals("metadata") && value instanceof Json.Obj metadata) {
                kept.put(name, metadata(field, metadata, place.field(name)));
            } else if (field != null) {
                kept.put(name, prune(field, value, place.field(name)));
            } else if (isOpen || (shape.embedded() && RESOURCE_FIELDS.contains(name))) {
                kept.put(name, value);
            } else {
                unknown.add(place.field(name).toString());
            }
        });
        return kept.size() == object.fields().size() && kept.equals(object.fields()) ? object : new Json.Obj(kept);
    }

    private Json.Obj metadata(@Nullable Node declared, Json.Obj metadata, Place place) {
        Map<String, Json> kept = new LinkedHashMap<>();
        metadata.fields().forEach((name, value) -> {
            Node field = declared == null ? null : declared.shape().field(name);
            if (name.equals("ownerReferences") && value instanceof Json.Arr(var owners)) {
                kept.put(name, owners(owners, place.field(name)));
            } else if (METADATA_FIELDS.contains(name)) {
                kept.put(name, value);
            } else if (field != null) {
                kept.put(name, prune(field, value, place.field(name)));
            } else {
                unknown.add(place.field(name).toString());
            }
        });
        return new Json.Obj(kept);
    }

    private Json.Arr owners(List<Json> owners, Place place) {
        var kept = new ArrayList<Json>(owners.size());
        for (int i = 0; i < owners.size(); i++) {
            Place owner = place.item(i);
            kept.add(owners.get(i) instanceof Json.Obj object ? owner(object, owner) : owners.get(i));
        }
        return new Json.Arr(kept);
    }

    private Json.Obj owner(Json.Obj owner, Place place) {
        Map<String, Json> kept = new LinkedHashMap<>();
        owner.fields().forEach((name, value) -> {
            if (OWNER_REFERENCE_FIELDS.contains(name)) {
                kept.put(name, value);
            } else {
                unknown.add(place.field(name).toString());
            }
        });
        return new Json.Obj(kept);
    }
}
