package io.paviour.dist;

import io.paviour.resource.Json;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A resource as far as histories ask: what its fields say, and who owns them.
///
/// @param values by field, such as `spec.a`
/// @param owners fields by manager, such as `alpha Apply`; nobody owns nothing
record Thing(String uid, long revision, SortedMap<String, String> values, SortedMap<String, SortedSet<String>> owners) {
    /// The kind, with fields enough for owners to share.
    static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.histories.example.com}
            spec:
              group: histories.example.com
              scope: Namespaced
              names: {kind: Thing, plural: things, singular: thing}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec: {type: object, properties: &fields {a: {type: string}, b: {type: string}, c: {type: string}}}
                      status: {type: object, properties: *fields}
            """;

    /// Copies what it holds.
    Thing {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        var copy = new TreeMap<String, SortedSet<String>>();
        owners.forEach((manager, fields) -> {
            if (!fields.isEmpty()) {
                copy.put(manager, Collections.unmodifiableSortedSet(new TreeSet<>(fields)));
            }
        });
        owners = Collections.unmodifiableSortedMap(copy);
    }

    static Thing of(Json.Obj document) {
        Json.Obj metadata = document.object("metadata");
        var values = new TreeMap<String, String>();
        for (String part : new String[] {"spec", "status"}) {
            document.object(part).fields().forEach((name, value) -> values.put(part + "." + name, text(value)));
        }
        var owners = new TreeMap<String, SortedSet<String>>();
        metadata.objects("managedFields").forEach(entry -> {
            String manager = manager(
                    entry.string("manager", ""), entry.string("operation", ""), entry.string("subresource", ""));
            SortedSet<String> fields = owners.computeIfAbsent(manager, _ -> new TreeSet<>());
            for (String part : new String[] {"spec", "status"}) {
                entry.object("fieldsV1").object("f:" + part).fields().keySet().stream()
                        .filter(element -> element.startsWith("f:"))
                        .forEach(element -> fields.add(part + "." + element.substring(2)));
            }
        });
        return new Thing(
                metadata.string("uid", ""), Long.parseLong(metadata.string("resourceVersion", "0")), values, owners);
    }

    static String manager(String name, String operation, String subresource) {
        return (name + " " + operation + " " + subresource).strip();
    }

    private static String text(Json value) {
        return value instanceof Json.Str(String text) ? text : value.toString();
    }

    /// Whether two say the same, whichever revision of whatever incarnation they are.
    boolean saysTheSameAs(Thing other) {
        return values.equals(other.values) && owners.equals(other.owners);
    }

    /// The fields below `spec` or `status`.
    Map<String, String> below(String part) {
        var below = new TreeMap<>(values);
        below.keySet().removeIf(field -> !field.startsWith(part + "."));
        return below;
    }
}
