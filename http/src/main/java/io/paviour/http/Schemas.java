package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The schemas that OpenAPI documents refer to, by name, in the form of OpenAPI v3.
///
/// @param byName those of kinds and of what all kinds share
record Schemas(Map<String, Json.Obj> byName) {
    static final String REFERENCE = "#/components/schemas/";
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    static final String PATCH = META + "Patch";
    static final String DELETE_OPTIONS = META + "DeleteOptions";
    static final String STATUS = META + "Status";

    private static final Map<String, Json.Obj> SHARED = read("meta.yaml");
    private static final Map<String, Json.Obj> REVIEWS = read("reviews.yaml");

    /// The schemas of stored kinds, and of what is answered without being stored.
    static Schemas of(Collection<Kind> kinds, Collection<Entry> reviews) {
        var byName = new LinkedHashMap<>(SHARED);
        for (Kind kind : kinds) {
            VersionedKind versioned = VersionedKind.of(kind);
            byName.put(versioned.schemaName(), whole(versioned, kind.schema().openApi()));
            byName.put(versioned.list().schemaName(), list(versioned));
        }
        for (Entry review : reviews) {
            Json.Obj given = Objects.requireNonNull(
                    REVIEWS.get(review.group() + "/" + review.kind().name().kind()), review.singular());
            byName.put(review.kind().schemaName(), whole(review.kind(), given));
        }
        return new Schemas(byName);
    }

    private static Map<String, Json.Obj> read(String name) {
        try (InputStream text = Schemas.class.getResourceAsStream(name)) {
            byte[] bytes = Objects.requireNonNull(text).readAllBytes();
            var read = (Json.Obj)
                    YamlText.parseAll(new String(bytes, StandardCharsets.UTF_8)).getFirst();
            var schemas = new LinkedHashMap<String, Json.Obj>();
            read.fields().forEach((key, schema) -> schemas.put(key, (Json.Obj) schema));
            return Map.copyOf(schemas);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Json.Obj whole(VersionedKind kind, Json.Obj given) {
        var properties = new LinkedHashMap<String, Json>();
        properties.put("apiVersion", text("The group and version of this resource."));
        properties.put("kind", text("What this resource is."));
        properties.put("metadata", reference("ObjectMeta", "What the platform knows about every resource."));
        given.object("properties").fields().forEach(properties::putIfAbsent);
        return given.with("type", "object")
                .with("properties", new Json.Obj(properties))
                .with("x-kubernetes-group-version-kind", Json.array(kind.json()));
    }

    private static Json.Obj list(VersionedKind kind) {
        Json.Obj items = Json.object("type", "array", "items", Json.object("$ref", REFERENCE + kind.schemaName()));
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
                "x-kubernetes-group-version-kind", Json.array(kind.list().json()));
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
                List.of(Json.object("$ref", REFERENCE + META + name)));
    }

    /// The schemas of some operations and all that those refer to, in the order of their names.
    Map<String, Json.Obj> of(Collection<Operation> operations) {
        var found = new TreeMap<String, Json.Obj>();
        var open = new ArrayDeque<String>();
        for (Operation operation : operations) {
            open(operation.body(), open::add);
            open(operation.answer(), open::add);
        }
        while (!open.isEmpty()) {
            String name = open.remove();
            if (found.containsKey(name)) {
                continue;
            }
            Json.Obj schema = Objects.requireNonNull(byName.get(name), name);
            found.put(name, schema);
            var names = new TreeSet<String>();
            collect(schema, names);
            open.addAll(names);
        }
        return found;
    }

    private static void open(@org.jspecify.annotations.Nullable String name, Consumer<String> open) {
        if (name != null) {
            open.accept(name);
        }
    }

    private static void collect(Json value, TreeSet<String> names) {
        switch (value) {
            case Json.Obj object -> {
                String reference = object.string("$ref", "");
                if (reference.startsWith(REFERENCE)) {
                    names.add(reference.substring(REFERENCE.length()));
                }
                object.fields().values().forEach(field -> collect(field, names));
            }
            case Json.Arr array -> array.items().forEach(item -> collect(item, names));
            case Json.Str _, Json.Int _, Json.Dec _, Json.Bool _, Json.Null _ -> {}
        }
    }
}
