package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The OpenAPI v3 documents that `kubectl explain` and client-side validation read, one per group and version.
record OpenApi(List<Kind> kinds, String title) {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final Json.Obj META_SCHEMAS = metaSchemas();
    private static final Json.Obj RESPONSES = Json.object("200", Json.object("description", "OK"));

    private static Json.Obj metaSchemas() {
        try (InputStream text = OpenApi.class.getResourceAsStream("meta.yaml")) {
            byte[] bytes = Objects.requireNonNull(text).readAllBytes();
            return (Json.Obj)
                    YamlText.parseAll(new String(bytes, StandardCharsets.UTF_8)).getFirst();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// The paths of all documents below `/openapi/v3/`, such as `apis/platform.example.com/v1`.
    List<String> paths() {
        return List.copyOf(kinds.stream().map(OpenApi::prefix).collect(Collectors.toCollection(TreeSet::new)));
    }

    /// The document under a path, or null if there is none.
    Json.@Nullable Obj document(String path) {
        var inside = kinds.stream().filter(kind -> prefix(kind).equals(path)).toList();
        if (inside.isEmpty()) {
            return null;
        }
        var paths = new LinkedHashMap<String, Json>();
        var schemas = new LinkedHashMap<>(META_SCHEMAS.fields());
        for (Kind kind : inside) {
            addPaths(kind, paths);
            schemas.put(schemaName(kind), schema(kind));
            schemas.put(schemaName(kind) + "List", listSchema(kind));
        }
        return Json.object(
                "openapi",
                "3.0.0",
                "info",
                Json.object("title", title, "version", "v1"),
                "paths",
                paths,
                "components",
                Json.object("schemas", schemas));
    }

    private static String prefix(Kind kind) {
        String group = kind.name().group();
        return group.isEmpty() ? "api/" + kind.version() : "apis/" + group + "/" + kind.version();
    }

    private static void addPaths(Kind kind, Map<String, Json> paths) {
        String scoped = "/" + prefix(kind) + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
        paths.put(
                scoped,
                path(
                        kind,
                        false,
                        Map.of(
                                "get",
                                        operation(
                                                kind,
                                                "list",
                                                List.of("labelSelector", "fieldSelector", "limit", "continue")),
                                "post", operation(kind, "post", WRITING),
                                "delete", operation(kind, "deletecollection", List.of("labelSelector", "dryRun")))));
        paths.put(scoped + "/{name}", path(kind, true, itemOperations(kind, true)));
        if (kind.hasStatus()) {
            paths.put(scoped + "/{name}/status", path(kind, true, itemOperations(kind, false)));
        }
        if (kind.namespaced()) {
            String all = "/" + prefix(kind) + "/" + kind.plural();
            Json list = operation(kind, "list", List.of("labelSelector", "fieldSelector", "limit", "continue"));
            paths.put(all, Json.object("get", list));
        }
    }

    private static final List<String> WRITING = List.of("dryRun", "fieldManager", "fieldValidation");

    private static Map<String, Json> itemOperations(Kind kind, boolean isWhole) {
        var operations = new LinkedHashMap<String, Json>();
        operations.put("get", operation(kind, "get", List.of()));
        operations.put("put", operation(kind, "put", WRITING));
        operations.put("patch", patch(kind));
        if (isWhole) {
            operations.put("delete", operation(kind, "delete", List.of("dryRun", "propagationPolicy")));
        }
        return operations;
    }

    private static Json.Obj path(Kind kind, boolean isItem, Map<String, Json> operations) {
        var places = new ArrayList<Json>();
        if (isItem) {
            places.add(place("name"));
        }
        if (kind.namespaced()) {
            places.add(place("namespace"));
        }
        var fields = new LinkedHashMap<String, Json>();
        for (String method : List.of("get", "put", "post", "delete", "patch")) {
            Json operation = operations.get(method);
            if (operation != null) {
                fields.put(method, operation);
            }
        }
        fields.put("parameters", new Json.Arr(places));
        return new Json.Obj(fields);
    }

    private static Json.Obj place(String name) {
        return Json.object("name", name, "in", "path", "required", true, "schema", Json.object("type", "string"));
    }

    private static Json.Obj operation(Kind kind, String action, List<String> parameters) {
        var documented = parameters.stream()
                .map(name -> Json.object(
                        "name", name, "in", "query", "schema", Json.object("type", "string", "uniqueItems", true)))
                .toList();
        return Json.object(
                "parameters", documented,
                "responses", RESPONSES,
                "x-kubernetes-action", action,
                "x-kubernetes-group-version-kind", groupVersionKind(kind, ""));
    }

    /// The body must never be offered as a strategic merge patch: `kubectl apply` would send one, and only the
    /// clients' built-in kinds know how to merge it.
    private static Json.Obj patch(Kind kind) {
        Json.Obj any = Json.object("schema", Json.object("type", "object"));
        Json.Obj content = new Json.Obj(Bodies.PATCH_TYPES.stream()
                .collect(Collectors.toMap(type -> type, _ -> any, (a, _) -> a, LinkedHashMap::new)));
        return operation(kind, "patch", WRITING).with("requestBody", Json.object("content", content));
    }

    private static Json.Obj groupVersionKind(Kind kind, String suffix) {
        return Json.object(
                "group",
                kind.name().group(),
                "version",
                kind.version(),
                "kind",
                kind.name().kind() + suffix);
    }

    private static Json.Obj schema(Kind kind) {
        Json.Obj given = kind.schema().openApi();
        var properties = new LinkedHashMap<String, Json>();
        properties.put("apiVersion", text("The group and version of this resource."));
        properties.put("kind", text("What this resource is."));
        properties.put("metadata", reference("ObjectMeta", "What the platform knows about every resource."));
        given.object("properties").fields().forEach(properties::putIfAbsent);
        return given.with("type", "object")
                .with("properties", new Json.Obj(properties))
                .with("x-kubernetes-group-version-kind", Json.array(groupVersionKind(kind, "")));
    }

    private static Json.Obj listSchema(Kind kind) {
        Json.Obj items =
                Json.object("type", "array", "items", Json.object("$ref", "#/components/schemas/" + schemaName(kind)));
        return Json.object(
                "description", "Several resources of the kind " + kind.name().kind() + ".",
                "type", "object",
                "required", List.of("items"),
                "properties",
                        Json.object(
                                "apiVersion", text("The group and version of this list."),
                                "kind", text("What this list is."),
                                "metadata", reference("ListMeta", "What the platform knows about this list."),
                                "items", items),
                "x-kubernetes-group-version-kind", List.of(groupVersionKind(kind, "List")));
    }

    private static Json.Obj text(String description) {
        return Json.object("description", description, "type", "string");
    }

    private static Json.Obj reference(String name, String description) {
        return Json.object(
                "description",
                description,
                "default",
                Json.Obj.EMPTY,
                "allOf",
                List.of(Json.object("$ref", "#/components/schemas/" + META + name)));
    }

    /// `com.example.platform.v1.Environment`.
    private static String schemaName(Kind kind) {
        String group = kind.name().group().isEmpty() ? "core" : kind.name().group();
        String reversed = Arrays.stream(group.split("\\."))
                .reduce((before, next) -> next + "." + before)
                .orElse(group);
        return reversed + "." + kind.version() + "." + kind.name().kind();
    }
}
