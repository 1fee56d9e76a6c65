package io.paviour.http;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The OpenAPI v3 documents, one per group and version: `kubectl explain` reads them, and clients learn from them what
/// they may send.
record OpenApi3(List<Entry> entries, Schemas schemas, String title) {
    /// The paths of all documents below `/openapi/v3/`, such as `apis/platform.example.com/v1`.
    List<String> paths() {
        return List.copyOf(
                entries.stream().map(entry -> entry.kind().prefix()).collect(Collectors.toCollection(TreeSet::new)));
    }

    /// The document under a path, or null if there is none.
    Json.@Nullable Obj document(String path) {
        List<ApiPath> inside = entries.stream()
                .filter(entry -> entry.kind().prefix().equals(path))
                .flatMap(entry -> ApiPath.of(entry).stream())
                .toList();
        if (inside.isEmpty()) {
            return null;
        }
        var paths = new LinkedHashMap<String, Json>();
        var operations = new ArrayList<Operation>();
        for (ApiPath one : inside) {
            paths.put(one.path(), item(one));
            operations.addAll(one.operations());
        }
        return Json.object(
                "openapi",
                "3.0.0",
                "info",
                Json.object("title", title, "version", "v1"),
                "paths",
                paths,
                "components",
                Json.object("schemas", schemas.of(operations)));
    }

    private static Json.Obj item(ApiPath path) {
        var fields = new LinkedHashMap<String, Json>();
        for (Operation operation : path.operations()) {
            fields.put(operation.method(), operation(operation));
        }
        var places = new ArrayList<Json>();
        for (String name : path.places()) {
            places.add(
                    Json.object("name", name, "in", "path", "required", true, "schema", Json.object("type", "string")));
        }
        if (!places.isEmpty()) {
            fields.put("parameters", new Json.Arr(places));
        }
        return new Json.Obj(fields);
    }

    private static Json.Obj operation(Operation operation) {
        return Json.object(
                "operationId", operation.id(),
                "parameters",
                        operation.query().stream().map(OpenApi3::parameter).toList(),
                "requestBody", body(operation),
                "responses", Map.of(Integer.toString(operation.code()), answer(operation)),
                "x-kubernetes-action", operation.action(),
                "x-kubernetes-group-version-kind", operation.kind().json());
    }

    private static Json.Obj parameter(QueryParameter parameter) {
        return Json.object(
                "name", parameter.parameterName(),
                "in", "query",
                "description", parameter.description(),
                "schema", Json.object("type", parameter.type(), "uniqueItems", true));
    }

    private static Json.@Nullable Obj body(Operation operation) {
        return operation.consumes().isEmpty()
                ? null
                : Json.object("content", content(operation.consumes(), operation.body()));
    }

    private static Json.Obj answer(Operation operation) {
        Json.Obj described = Json.object("description", "OK");
        return operation.answer() == null
                ? described
                : described.with("content", content(List.of("application/json"), operation.answer()));
    }

    private static Json.Obj content(Collection<String> types, @Nullable String schema) {
        Json.Obj described = schema == null
                ? Json.Obj.EMPTY
                : Json.object("schema", Json.object("$ref", Schemas.REFERENCE + schema));
        var content = new LinkedHashMap<String, Json>();
        types.forEach(type -> content.put(type, described));
        return new Json.Obj(content);
    }
}
