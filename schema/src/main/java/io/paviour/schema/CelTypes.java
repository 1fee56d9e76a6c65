package io.paviour.schema;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import io.paviour.resource.Json;
import io.paviour.schema.CelList.Identity;
import io.paviour.schema.CelView.Form;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The types of a schema for the checker of rules: an object with properties is a type of its own, so that
/// a misspelt field is found when the kind is applied; what the schema leaves open is dynamic (Kubernetes
/// documentation, "Validation rules", table of types).
// The library wants types that do not change: these grow only while a schema is read, which one thread does.
@SuppressWarnings("Immutable")
final class CelTypes implements CelTypeProvider {
    /// The words that cannot stand for a field: the language's own.
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private static final Json.Obj TEXT = Json.object("type", "string");
    private static final Json.Obj METADATA =
            Json.object("type", "object", "properties", Json.object("name", TEXT, "generateName", TEXT));

    private final Map<String, CelType> types = new LinkedHashMap<>();
    private final IdentityHashMap<Json.Obj, CelView> views = new IdentityHashMap<>();

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(types.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /// What is seen at one place.
    ///
    /// @param path where it is, which names the type in messages
    /// @param resource whether a whole resource stands there, as at the root
    CelView view(Json.Obj schema, String path, boolean resource) {
        CelView known = views.get(schema);
        if (known == null) {
            known = nullable(schema, read(schema, path, resource));
            views.put(schema, known);
        }
        return known;
    }

    private CelView read(Json.Obj schema, String path, boolean resource) {
        if (schema.bool("x-kubernetes-int-or-string", false)) {
            return CelView.scalar(SimpleType.DYN, Form.DYNAMIC);
        }
        return switch (schema.string("type", "")) {
            case "object" -> object(schema, path, resource);
            case "array" -> list(schema, path);
            case "string" -> text(schema.string("format", ""));
            case "integer" -> CelView.scalar(SimpleType.INT, Form.INTEGER);
            case "number" -> CelView.scalar(SimpleType.DOUBLE, Form.NUMBER);
            case "boolean" -> CelView.scalar(SimpleType.BOOL, Form.DYNAMIC);
            default -> resource ? object(schema, path, true) : CelView.scalar(SimpleType.DYN, Form.DYNAMIC);
        };
    }

    private static CelView text(String format) {
        return switch (format) {
            case "date-time", "date" -> CelView.scalar(SimpleType.TIMESTAMP, Form.TIMESTAMP);
            case "duration" -> CelView.scalar(SimpleType.DURATION, Form.DURATION);
            case "byte" -> CelView.scalar(SimpleType.BYTES, Form.BYTES);
            default -> CelView.scalar(SimpleType.STRING, Form.DYNAMIC);
        };
    }

    private static CelView nullable(Json.Obj schema, CelView view) {
        if (!schema.bool("nullable", false)) {
            return view;
        }
        return switch (view.type().kind()) {
            case BOOL, INT, DOUBLE, STRING, BYTES -> CelView.scalar(NullableType.create(view.type()), view.form());
            default -> view;
        };
    }

    private CelView list(Json.Obj schema, String path) {
        CelView items = schema.get("items") instanceof Json.Obj item
                ? view(item, path + "[]", item.bool("x-kubernetes-embedded-resource", false))
                : CelView.scalar(SimpleType.DYN, Form.DYNAMIC);
        Identity identity = switch (schema.string("x-kubernetes-list-type", "")) {
            case "set" -> new Identity.Value();
            case "map" ->
                new Identity.Keys(schema.strings("x-kubernetes-list-map-keys")
                        .map(CelTypes::escaped)
                        .toList());
            default -> CelList.POSITION;
        };
        return new CelView(ListType.create(items.type()), Form.LIST, Map.of(), Map.of(), items, identity);
    }

    private CelView object(Json.Obj schema, String path, boolean resource) {
        boolean embedded = resource || schema.bool("x-kubernetes-embedded-resource", false);
        Json.Obj properties = schema.object("properties");
        if (properties.isEmpty() && !embedded) {
            if (schema.get("additionalProperties") instanceof Json.Obj others) {
                CelView inner = view(others, path + "[]", others.bool("x-kubernetes-embedded-resource", false));
                CelType type = MapType.create(SimpleType.STRING, inner.type());
                return new CelView(type, Form.MAP, Map.of(), Map.of(), inner, CelList.POSITION);
            }
            if (schema.get("properties") == null) {
                return CelView.scalar(SimpleType.DYN, Form.DYNAMIC);
            }
        }
        var fields = new LinkedHashMap<String, CelView>();
        var names = new LinkedHashMap<String, String>();
        declared(properties, embedded).forEach((name, property) -> {
            String escaped = escaped(name);
            boolean inner = property.bool("x-kubernetes-embedded-resource", false);
            fields.put(escaped, view(property, path.isEmpty() ? name : path + "." + name, inner));
            names.put(escaped, name);
        });
        return new CelView(struct(path, fields), Form.OBJECT, fields, names, null, CelList.POSITION);
    }

    /// The fields of an object that rules may look at; of a resource that includes its type and its name.
    private static Map<String, Json.Obj> declared(Json.Obj properties, boolean embedded) {
        var declared = new LinkedHashMap<String, Json.Obj>();
        properties.fields().forEach((name, property) -> {
            if (property instanceof Json.Obj schema) {
                declared.put(name, schema);
            }
        });
        if (embedded) {
            declared.put("apiVersion", TEXT);
            declared.put("kind", TEXT);
            declared.put("metadata", METADATA);
        }
        return declared;
    }

    private CelType struct(String path, Map<String, CelView> fields) {
        String name = "object " + (path.isEmpty() ? "at the root" : path);
        var types = new LinkedHashMap<String, CelType>();
        fields.forEach((field, view) -> types.put(field, view.type()));
        while (this.types.containsKey(name)) {
            name += "'";
        }
        this.types.put(
                name,
                StructType.create(
                        name, ImmutableSet.copyOf(types.keySet()), field -> Optional.ofNullable(types.get(field))));
        return StructTypeReference.create(name);
    }

    /// A field's name in expressions (Kubernetes documentation, "Validation rules", escaping).
    static String escaped(String name) {
        if (RESERVED.contains(name)) {
            return "__" + name + "__";
        }
        var parts = new ArrayList<String>();
        for (String part : List.of(name.split("__", -1))) {
            parts.add(part.replace(".", "__dot__").replace("-", "__dash__").replace("/", "__slash__"));
        }
        return String.join("__underscores__", parts);
    }
}
