package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.schema.Node.Rule;
import io.paviour.schema.Node.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an OpenAPI v3 schema and finds everything that keeps it from being structural (Kubernetes documentation,
/// "Specifying a structural schema").
final class SchemaReader {
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";
    private static final String OPEN = "x-kubernetes-preserve-unknown-fields";
    private static final String LIST_TYPE = "x-kubernetes-list-type";

    private static final List<String> KEYWORDS = List.of(
            "type",
            "properties",
            "required",
            "items",
            "additionalProperties",
            "default",
            "nullable",
            "description",
            "title",
            "example",
            "externalDocs",
            "enum",
            "format",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "allOf",
            "anyOf",
            "oneOf",
            "not");

    private static final List<String> OUTSIDE_JUNCTORS =
            List.of("default", "nullable", "additionalProperties", "description");

    private static final Map<String, Node.Type> TYPES = types();

    private final Findings found;
    private final RuleReader rules;

    SchemaReader(Findings found) {
        this.found = found;
        this.rules = new RuleReader(found);
    }

    private static Map<String, Node.Type> types() {
        var types = new LinkedHashMap<String, Node.Type>();
        for (Node.Type type : List.of(
                Node.Type.OBJECT,
                Node.Type.ARRAY,
                Node.Type.STRING,
                Node.Type.INTEGER,
                Node.Type.NUMBER,
                Node.Type.BOOLEAN)) {
            types.put(type.text(), type);
        }
        return types;
    }

    /// Reads the schema of a whole resource.
    Node root(Json.Obj schema, Place place) {
        Node node = node(schema, place);
        if (node.type() != Node.Type.OBJECT && schema.get("type") != null) {
            found.invalid(place.field("type"), schema.string("type", ""), "must be object at the root");
        }
        Shape shape = node.shape();
        return new Node(
                node.type(),
                false,
                new Shape(shape.properties(), null, shape.others(), shape.open(), true, shape.merging()),
                node.rules(),
                null);
    }

    private Node node(Json.Obj schema, Place place) {
        keywords(schema, place);
        Node.Type type = type(schema, place);
        boolean embedded = schema.bool("x-kubernetes-embedded-resource", false);
        Shape shape = new Shape(
                properties(schema, place),
                items(schema, place, type),
                others(schema, place),
                schema.bool(OPEN, false)
                        || (schema.get("additionalProperties") instanceof Json.Bool(boolean any) && any),
                embedded,
                Merging.read(schema, place, found));
        List<Rule> checks = new ArrayList<>(rules.rules(schema, place));
        checks.addAll(junctors(schema, place, type, shape));
        if (embedded) {
            checks.add(SchemaReader::embeddedResource);
        }
        listKeys(schema, place, shape);
        Node node = new Node(type, schema.bool("nullable", false), shape, checks, schema.get("default"));
        if (node.fallback() != null && found.isEmpty()) {
            fallback(node, node.fallback(), place.field("default"));
        }
        return node;
    }

    /// A default that breaks its own schema would make every document that leans on it invalid.
    private void fallback(Node node, Json fallback, Place place) {
        node.check(node.withDefaults(fallback), place, found);
    }

    private void keywords(Json.Obj schema, Place place) {
        for (String keyword : schema.fields().keySet()) {
            if (!KEYWORDS.contains(keyword) && !keyword.startsWith("x-")) {
                String closest = Suggestion.closest(keyword, KEYWORDS);
                found.forbidden(
                        place.field(keyword),
                        "not a keyword of a structural schema"
                                + (closest == null ? "" : ": did you mean \"" + closest + "\"?"));
            }
        }
        for (String keyword : List.of("nullable", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum", OPEN)) {
            Json value = schema.get(keyword);
            if (value != null && !(value instanceof Json.Bool)) {
                found.wrongType(place.field(keyword), "boolean", value);
            }
        }
        for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
            Json value = schema.get(junctor);
            if (value != null && !(value instanceof Json.Arr)) {
                found.wrongType(place.field(junctor), "array", value);
            }
        }
        Json not = schema.get("not");
        if (not != null && !(not instanceof Json.Obj)) {
            found.wrongType(place.field("not"), "object", not);
        }
    }

    private Node.Type type(Json.Obj schema, Place place) {
        Json type = schema.get("type");
        if (schema.bool(INT_OR_STRING, false)) {
            if (type != null) {
                found.forbidden(place.field("type"), "must be empty where " + INT_OR_STRING + " is true");
            }
            return Node.Type.INT_OR_STRING;
        }
        if (type == null) {
            if (!schema.bool(OPEN, false)) {
                found.required(place.field("type"), "must not be empty for specified object fields");
            }
            return Node.Type.ANY;
        }
        return named(type, place);
    }

    private Node.Type named(Json type, Place place) {
        if (type instanceof Json.Str(String name) && TYPES.containsKey(name)) {
            return TYPES.getOrDefault(name, Node.Type.ANY);
        }
        found.unsupported(
                place.field("type"),
                type,
                TYPES.keySet().stream().map(Json.Str::new).toList());
        return Node.Type.ANY;
    }

    private Map<String, Node> properties(Json.Obj schema, Place place) {
        var nodes = new LinkedHashMap<String, Node>();
        schemas(schema, "properties", place)
                .forEach((name, property) ->
                        nodes.put(name, node(property, place.field("properties").field(name))));
        return nodes;
    }

    private Map<String, Json.Obj> schemas(Json.Obj schema, String keyword, Place place) {
        var schemas = new LinkedHashMap<String, Json.Obj>();
        Json value = schema.get(keyword);
        if (value != null && !(value instanceof Json.Obj)) {
            found.wrongType(place.field(keyword), "object", value);
        }
        schema.object(keyword).fields().forEach((name, property) -> {
            if (property instanceof Json.Obj object) {
                schemas.put(name, object);
            } else {
                found.wrongType(place.field(keyword).field(name), "object", property);
            }
        });
        return schemas;
    }

    private @Nullable Node items(Json.Obj schema, Place place, Node.Type type) {
        Json items = schema.get("items");
        if (items instanceof Json.Obj object) {
            return node(object, place.field("items"));
        }
        if (items != null) {
            found.wrongType(place.field("items"), "object", items);
        } else if (type == Node.Type.ARRAY) {
            found.required(place.field("items"), "must be specified for an array");
        }
        return null;
    }

    private @Nullable Node others(Json.Obj schema, Place place) {
        Json others = schema.get("additionalProperties");
        Place here = place.field("additionalProperties");
        if (others != null && !schema.object("properties").isEmpty()) {
            found.forbidden(here, "additionalProperties and properties are mutually exclusive");
        }
        if (others instanceof Json.Obj object) {
            return node(object, here);
        }
        if (others instanceof Json.Bool(boolean any) && !any) {
            found.forbidden(here, "must not be false: leave it out, unknown fields are dropped anyway");
        } else if (others != null && !(others instanceof Json.Bool)) {
            found.wrongType(here, "object", others);
        }
        return null;
    }

    private void listKeys(Json.Obj schema, Place place, Shape shape) {
        if (!"map".equals(schema.string(LIST_TYPE))) {
            return;
        }
        Place here = place.field("x-kubernetes-list-map-keys");
        List<String> keys = schema.strings("x-kubernetes-list-map-keys").toList();
        if (keys.isEmpty()) {
            found.required(here, "must name the fields that tell the items of a map list apart");
        }
        List<String> required = schema.object("items").strings("required").toList();
        for (String key : keys) {
            Node field = shape.items() == null
                    ? null
                    : shape.items().shape().properties().get(key);
            if (field == null) {
                found.invalid(here, key, "must be among the properties of the items");
            } else if (!required.contains(key) && field.fallback() == null) {
                found.invalid(here, key, "must be required or have a default");
            }
        }
    }

    private List<Rule> junctors(Json.Obj schema, Place place, Node.Type type, Shape shape) {
        var checks = new ArrayList<Rule>();
        for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
            List<Node> branches = branches(schema, junctor, place, new Outer(type, shape));
            if (!branches.isEmpty()) {
                checks.add(Junctors.rule(junctor, branches));
            }
        }
        if (schema.get("not") instanceof Json.Obj not) {
            checks.add(Junctors.not(branch(not, place.field("not"), new Outer(type, shape))));
        }
        return checks;
    }

    /// The structure around a junctor, which has to name whatever a branch speaks of.
    private record Outer(Node.Type type, Shape shape) {}

    private List<Node> branches(Json.Obj schema, String junctor, Place place, Outer outer) {
        var branches = new ArrayList<Node>();
        List<Json> items = schema.array(junctor);
        for (int i = 0; i < items.size(); i++) {
            Place here = place.field(junctor).item(i);
            if (items.get(i) instanceof Json.Obj branch) {
                branches.add(branch(branch, here, outer));
            } else {
                found.wrongType(here, "object", items.get(i));
            }
        }
        return branches;
    }

    private Node branch(Json.Obj schema, Place place, Outer outer) {
        keywords(schema, place);
        for (String keyword : OUTSIDE_JUNCTORS) {
            if (schema.get(keyword) != null) {
                found.forbidden(place.field(keyword), "must be empty to be structural: say it outside of the junctor");
            }
        }
        Json type = schema.get("type");
        if (type != null && outer.type() != Node.Type.INT_OR_STRING) {
            found.forbidden(place.field("type"), "must be empty to be structural: say it outside of the junctor");
        }
        var properties = new LinkedHashMap<String, Node>();
        schemas(schema, "properties", place).forEach((name, property) -> {
            Place here = place.field("properties").field(name);
            properties.put(name, branch(property, here, inner(outer.shape().field(name), outer, here)));
        });
        Node items = schema.get("items") instanceof Json.Obj item
                ? branch(item, place.field("items"), inner(outer.shape().items(), outer, place.field("items")))
                : null;
        Shape shape = new Shape(properties, items, null, true, false);
        Node.Type own = type == null ? Node.Type.ANY : named(type, place);
        List<Rule> checks = new ArrayList<>(rules.rules(schema, place));
        checks.addAll(junctors(schema, place, outer.type(), outer.shape()));
        return new Node(own, false, shape, checks, null);
    }

    private Outer inner(@Nullable Node node, Outer outer, Place place) {
        if (node != null) {
            return new Outer(node.type(), node.shape());
        }
        if (!outer.shape().open()) {
            found.required(place, "must be specified outside of the junctor too");
        }
        return new Outer(Node.Type.ANY, new Shape(Map.of(), null, null, true, false));
    }

    private static void embeddedResource(Json value, Place place, Findings found) {
        if (value instanceof Json.Obj object) {
            for (String name : List.of("apiVersion", "kind")) {
                if (object.string(name, "").isEmpty()) {
                    found.required(place.field(name), "must not be empty");
                }
            }
            if (!(object.get("metadata") instanceof Json.Obj)) {
                found.required(place.field("metadata"), "must be an object");
            }
        }
    }
}
