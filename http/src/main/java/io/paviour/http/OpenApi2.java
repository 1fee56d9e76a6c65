package io.paviour.http;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The OpenAPI v2 document, one for everything: kubectl before 1.29 cannot do without it, Terraform and Argo CD
/// neither, and newer kubectl fetches it before each `apply` of an existing object. So it is kept small: no
/// descriptions of parameters.
record OpenApi2(List<Entry> entries, Schemas schemas, String title) {
    private static final String DEFINITIONS = "#/definitions/";

    /// The words that v2 has. Those of junctors are left out, as Kubernetes does: the server checks them anyway.
    private static final Set<String> WORDS = Set.of(
            "format",
            "default",
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxProperties",
            "minProperties",
            "required",
            "enum",
            "additionalProperties");

    private static final Set<String> WORDS_OF_ONE_TYPE = Set.of("type", "items", "properties");
    private static final String RULES = "x-kubernetes-validations";
    private static final String NAMES = "x-kubernetes-group-version-kind";

    Json.Obj document() {
        var paths = new LinkedHashMap<String, Json>();
        var operations = new ArrayList<Operation>();
        for (Entry entry : entries) {
            for (ApiPath path : ApiPath.of(entry)) {
                paths.put(path.path(), item(path));
                operations.addAll(path.operations());
            }
        }
        var definitions = new LinkedHashMap<String, Json>();
        schemas.of(operations).forEach((name, schema) -> definitions.put(name, schema(schema)));
        return Json.object(
                "swagger",
                "2.0",
                "info",
                Json.object("title", title, "version", "v1"),
                "paths",
                paths,
                "definitions",
                definitions);
    }

    private static Json.Obj item(ApiPath path) {
        var fields = new LinkedHashMap<String, Json>();
        for (Operation operation : path.operations()) {
            fields.put(operation.method(), operation(operation));
        }
        var places = new ArrayList<Json>();
        for (String name : path.places()) {
            places.add(Json.object("name", name, "in", "path", "required", true, "type", "string"));
        }
        if (!places.isEmpty()) {
            fields.put("parameters", new Json.Arr(places));
        }
        return new Json.Obj(fields);
    }

    private static Json.Obj operation(Operation operation) {
        var parameters = new ArrayList<Json>();
        if (operation.body() != null) {
            parameters.add(Json.object("name", "body", "in", "body", "schema", reference(operation.body())));
        }
        for (QueryParameter parameter : operation.query()) {
            parameters.add(Json.object(
                    "name", parameter.parameterName(), "in", "query", "type", parameter.type(), "uniqueItems", true));
        }
        return Json.object(
                "operationId", operation.id(),
                "consumes", operation.consumes().isEmpty() ? null : operation.consumes(),
                "produces", List.of("application/json"),
                "parameters", parameters.isEmpty() ? null : parameters,
                "responses", Map.of(Integer.toString(operation.code()), answer(operation.answer())),
                "x-kubernetes-action", operation.action(),
                "x-kubernetes-group-version-kind", operation.kind().json());
    }

    private static Json.Obj answer(@Nullable String schema) {
        Json.Obj described = Json.object("description", "OK");
        return schema == null ? described : described.with("schema", reference(schema));
    }

    private static Json.Obj reference(String name) {
        return Json.object("$ref", DEFINITIONS + name);
    }

    /// A schema in the words of v2. A value that may be of several types has no type there.
    private static Json.Obj schema(Json.Obj given) {
        String target = given.string("$ref", soleReference(given));
        if (!target.isEmpty()) {
            Json.Obj reference = reference(target.substring(Schemas.REFERENCE.length()));
            Json description = given.get("description");
            return description == null ? reference : reference.with("description", description);
        }
        boolean isAnything = given.bool("nullable", false)
                || given.bool("x-kubernetes-int-or-string", false)
                || (given.bool("x-kubernetes-preserve-unknown-fields", false) && given.get(NAMES) == null);
        var fields = new LinkedHashMap<String, Json>();
        given.fields().forEach((name, value) -> {
            boolean isText = (name.equals("description") || name.equals("title")) && value instanceof Json.Str;
            boolean isExtension = name.startsWith("x-kubernetes-") && !name.equals(RULES);
            if (isText || isExtension || WORDS.contains(name) || (!isAnything && WORDS_OF_ONE_TYPE.contains(name))) {
                fields.put(name, word(name, value));
            }
        });
        return new Json.Obj(fields);
    }

    private static Json word(String name, Json value) {
        return switch (name) {
            case "items", "additionalProperties" -> value instanceof Json.Obj schema ? schema(schema) : value;
            case "properties" -> {
                var properties = new LinkedHashMap<String, Json>();
                ((Json.Obj) value)
                        .fields()
                        .forEach((property, schema) -> properties.put(property, schema((Json.Obj) schema)));
                yield new Json.Obj(properties);
            }
            default -> value;
        };
    }

    private static String soleReference(Json.Obj given) {
        List<Json> parts = given.array("allOf");
        return parts.size() == 1 && parts.getFirst() instanceof Json.Obj part ? part.string("$ref", "") : "";
    }
}
