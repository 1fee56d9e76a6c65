package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The subresource `/scale` of a kind: how many replicas a resource has, in the form of `autoscaling/v1`
/// (Kubernetes documentation, "Scale subresource").
///
/// @param specReplicas the field that `/scale` reads and writes, such as `spec, replicas`
/// @param statusReplicas the field that says how many there are
/// @param labelSelector the field with the selector of the replicas as text, or null
public record Scale(
        List<String> specReplicas,
        List<String> statusReplicas,
        @Nullable List<String> labelSelector) {
    /// Copies the paths.
    public Scale {
        specReplicas = List.copyOf(specReplicas);
        statusReplicas = List.copyOf(statusReplicas);
        labelSelector = labelSelector == null ? null : List.copyOf(labelSelector);
    }

    /// The `Scale` of a resource.
    public Json.Obj of(Resource resource) {
        Json.Obj metadata = resource.metadata();
        return Json.object(
                "kind",
                "Scale",
                "apiVersion",
                "autoscaling/v1",
                "metadata",
                Json.object(
                        "name", metadata.get("name"),
                        "namespace", metadata.get("namespace"),
                        "uid", metadata.get("uid"),
                        "resourceVersion", metadata.get("resourceVersion"),
                        "creationTimestamp", metadata.get("creationTimestamp")),
                "spec",
                Json.object("replicas", number(resource, specReplicas)),
                "status",
                Json.object(
                        "replicas",
                        number(resource, statusReplicas),
                        "selector",
                        labelSelector == null ? null : resource.document().at(labelSelector.toArray(String[]::new))));
    }

    private static Json number(Resource resource, List<String> path) {
        return resource.document().at(path.toArray(String[]::new)) instanceof Json.Int number
                ? number
                : new Json.Int(0);
    }

    /// A document with as many replicas as a `Scale` asks for.
    public Json.Obj with(Json.Obj document, long replicas) {
        return with(document, specReplicas, replicas);
    }

    private static Json.Obj with(Json.Obj object, List<String> path, long replicas) {
        String field = path.getFirst();
        return path.size() == 1
                ? object.with(field, replicas)
                : object.with(field, with(object.object(field), path.subList(1, path.size()), replicas));
    }
}
