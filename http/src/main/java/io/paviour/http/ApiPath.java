package io.paviour.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One path of the API and what can be done there, for OpenAPI documents.
///
/// @param path as a template, such as `/apis/platform.example.com/v1/environments`
/// @param places the names in braces
record ApiPath(String path, List<String> places, List<Operation> operations) {
    private static final List<String> DOCUMENTS = List.of("application/json", "application/yaml");
    /// All paths of a resource.
    static List<ApiPath> of(Entry entry) {
        var paths = new ArrayList<ApiPath>();
        String collection =
                "/" + entry.kind().prefix() + (entry.namespaced() ? "/namespaces/{namespace}/" : "/") + entry.plural();
        List<String> place = entry.namespaced() ? List.of("namespace") : List.of();
        add(paths, collection, place, operations(entry, "list", "create", "deletecollection"));
        String item = collection + "/{name}";
        List<String> named = Stream.concat(Stream.of("name"), place.stream()).toList();
        add(paths, item, named, operations(entry, "get", "update", "delete", "patch"));
        for (Entry.Part part : entry.subresources()) {
            var operations = Stream.of("get", "update", "create", "patch")
                    .filter(part.verbs()::contains)
                    .map(verb -> operation(entry, verb, part))
                    .toList();
            add(paths, item + "/" + part.name(), named, operations);
        }
        if (entry.namespaced() && entry.verbs().contains("list")) {
            String all = "/" + entry.kind().prefix() + "/" + entry.plural();
            add(paths, all, List.of(), List.of(everywhere(entry)));
        }
        return List.copyOf(paths);
    }

    private static void add(List<ApiPath> paths, String path, List<String> places, List<Operation> operations) {
        if (!operations.isEmpty()) {
            paths.add(new ApiPath(path, places, operations));
        }
    }

    private static List<Operation> operations(Entry entry, String... verbs) {
        return Stream.of(verbs)
                .filter(entry.verbs()::contains)
                .map(verb -> operation(entry, verb, null))
                .toList();
    }

    private static Operation everywhere(Entry entry) {
        Operation list = operation(entry, "list", null);
        String id = "list" + scope(entry, false) + entry.kind().name().kind() + "ForAllNamespaces";
        return new Operation(
                list.method(), id, "list", list.kind(), list.query(), List.of(), null, list.code(), list.answer());
    }

    private static Operation operation(Entry entry, String verb, Entry.@Nullable Part part) {
        VersionedKind kind = part == null ? entry.kind() : part.answer();
        boolean isOwn = part != null && !part.name().equals("status") && kind.equals(entry.kind());
        // What a plugin answers below a path is the plugin's affair.
        String schema = isOwn ? null : kind.schemaName();
        String name = entry.kind().name().kind() + (part == null ? "" : Operation.capitalised(part.name()));
        String scoped = scope(entry, entry.namespaced()) + name;
        return switch (verb) {
            case "list" ->
                new Operation(
                        "get",
                        "list" + scoped,
                        "list",
                        kind,
                        QueryParameter.LISTING,
                        List.of(),
                        null,
                        200,
                        kind.list().schemaName());
            case "get" -> new Operation("get", "read" + scoped, "get", kind, List.of(), List.of(), null, 200, schema);
            case "create" ->
                new Operation("post", "create" + scoped, "post", kind, writing(isOwn), DOCUMENTS, schema, 201, schema);
            case "update" ->
                new Operation("put", "replace" + scoped, "put", kind, writing(isOwn), DOCUMENTS, schema, 200, schema);
            case "patch" ->
                new Operation(
                        "patch",
                        "patch" + scoped,
                        "patch",
                        kind,
                        QueryParameter.PATCHING,
                        Bodies.PATCH_TYPES,
                        Schemas.PATCH,
                        200,
                        schema);
            case "delete" -> deletion("delete", "delete" + scoped, kind, QueryParameter.DELETING);
            case "deletecollection" ->
                deletion("deletecollection", "deleteCollectionOf" + scoped, kind, QueryParameter.DELETING_MANY);
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private static Operation deletion(String action, String id, VersionedKind kind, List<QueryParameter> query) {
        return new Operation("delete", id, action, kind, query, DOCUMENTS, Schemas.DELETE_OPTIONS, 200, Schemas.STATUS);
    }

    private static List<QueryParameter> writing(boolean isOwn) {
        return isOwn ? List.of() : QueryParameter.WRITING;
    }

    /// `PlatformExampleComV1Namespaced`.
    private static String scope(Entry entry, boolean isNamespaced) {
        String group = entry.group().isEmpty() ? "core" : entry.group();
        var words = new StringBuilder();
        for (String word : group.split("[.-]")) {
            words.append(Operation.capitalised(word));
        }
        return words.append(Operation.capitalised(entry.version()))
                .append(isNamespaced ? "Namespaced" : "")
                .toString();
    }
}
