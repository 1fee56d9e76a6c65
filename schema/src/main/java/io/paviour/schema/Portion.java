package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.LinkedHashMap;

/// The part of a resource that a write through one path speaks of, and whose fields have owners.
///
/// @param root the schema of the resource
/// @param hasStatus whether status is written through `/status` only
/// @param subresource the path, empty for that of the resource itself
record Portion(Node root, boolean hasStatus, String subresource) {
    static Portion of(Kind kind, String subresource) {
        return new Portion(kind.schema().root(), kind.hasStatus(), subresource);
    }

    /// Whether a field at the top has owners.
    boolean covers(String field) {
        if (subresource.equals("status")) {
            return field.equals("status");
        }
        return !field.equals("apiVersion") && !field.equals("kind") && !(hasStatus && field.equals("status"));
    }

    /// A configuration without what does not count here: fields out of scope, and what only the server sets.
    Json.Obj reduced(Json.Obj configuration) {
        var kept = new LinkedHashMap<String, Json>();
        configuration.fields().forEach((field, value) -> {
            if (covers(field) && !field.equals("metadata")) {
                kept.put(field, value);
            } else if (field.equals("apiVersion") || field.equals("kind")) {
                kept.put(field, value);
            }
        });
        Json.Obj metadata = configuration.object("metadata");
        for (String field : metadata.fields().keySet()) {
            boolean isAddress = field.equals("name") || field.equals("namespace");
            if (ObjectMeta.SERVERS.contains(field) || !(covers("metadata") || isAddress)) {
                metadata = metadata.without(field);
            }
        }
        if (!metadata.isEmpty()) {
            kept.put("metadata", metadata);
        }
        return new Json.Obj(kept);
    }
}
