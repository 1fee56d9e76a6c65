package io.paviour.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fixed schema of `metadata` (Kubernetes API reference, `ObjectMeta`), as far as ownership of fields
/// goes.
final class ObjectMeta {
    /// The fields that nobody owns.
    static final Set<String> NOBODYS = Set.of(
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "generation",
            "resourceVersion",
            "selfLink",
            "managedFields");

    /// The fields that only the server sets; what a configuration says of them does not count.
    static final Set<String> SERVERS = Set.of(
            "uid",
            "creationTimestamp",
            "generation",
            "resourceVersion",
            "selfLink",
            "managedFields",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    private static final Node NODE = node();

    private ObjectMeta() {}

    /// The schema of metadata, with the further fields that a kind declares there.
    static Node with(@Nullable Node declared) {
        if (declared == null || declared.shape().properties().isEmpty()) {
            return NODE;
        }
        var properties = new LinkedHashMap<>(declared.shape().properties());
        properties.putAll(NODE.shape().properties());
        return object(properties, null, Merging.USUAL);
    }

    private static Node node() {
        var properties = new LinkedHashMap<String, Node>();
        for (String field : Pruning.METADATA_FIELDS) {
            properties.put(field, one(Node.Type.ANY));
        }
        Node texts = object(Map.of(), one(Node.Type.STRING), Merging.USUAL);
        properties.put("labels", texts);
        properties.put("annotations", texts);
        properties.put("finalizers", list(one(Node.Type.STRING), new Merging(false, true, List.of())));
        Node owner = object(Map.of(), one(Node.Type.ANY), new Merging(true, false, List.of()));
        properties.put("ownerReferences", list(owner, new Merging(false, false, List.of("uid"))));
        return object(properties, null, Merging.USUAL);
    }

    private static Node one(Node.Type type) {
        return of(type, new Node.Shape(Map.of(), null, null, false, false));
    }

    private static Node object(Map<String, Node> properties, @Nullable Node others, Merging merging) {
        return of(Node.Type.OBJECT, new Node.Shape(properties, null, others, false, false, merging));
    }

    private static Node list(Node item, Merging merging) {
        return of(Node.Type.ARRAY, new Node.Shape(Map.of(), item, null, false, false, merging));
    }

    private static Node of(Node.Type type, Node.Shape shape) {
        return new Node(type, false, shape, List.of(), null);
    }
}
