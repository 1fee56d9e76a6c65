package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rules for `metadata` that hold for every kind.
final class MetadataRules {
    /// How long the keys and values of all annotations may be together.
    static final int ANNOTATION_BYTES_MAX = 256 << 10;

    private static final List<String> STRINGS =
            List.of("name", "generateName", "namespace", "uid", "resourceVersion", "creationTimestamp");

    private final Findings found = new Findings();
    private final Place place = Place.ROOT.field("metadata");
    private final Json.Obj metadata;

    private MetadataRules(Json.Obj metadata) {
        this.metadata = metadata;
    }

    /// With names as most kinds have them.
    static List<Violation> validate(boolean namespaced, Json.Obj document) {
        return validate(namespaced, Names::subdomainFlaw, document);
    }

    /// @param nameFlaw what keeps a text from being a name, or null
    static List<Violation> validate(
            boolean namespaced, Function<String, @Nullable String> nameFlaw, Json.Obj document) {
        Json metadata = document.get("metadata");
        if (metadata != null && !(metadata instanceof Json.Obj)) {
            var found = new Findings();
            found.wrongType(Place.ROOT.field("metadata"), "object", metadata);
            return found.list();
        }
        var rules = new MetadataRules(document.object("metadata"));
        rules.types();
        rules.name(nameFlaw);
        rules.namespace(namespaced);
        rules.labels();
        rules.annotations();
        rules.finalizers();
        rules.owners();
        return rules.found.list();
    }

    private void types() {
        for (String field : STRINGS) {
            Json value = metadata.get(field);
            if (value != null && !(value instanceof Json.Str) && !(value instanceof Json.Null)) {
                found.wrongType(place.field(field), "string", value);
            }
        }
        for (String field : List.of("labels", "annotations")) {
            Json value = metadata.get(field);
            if (value instanceof Json.Obj(var entries)) {
                entries.forEach((key, entry) -> {
                    if (!(entry instanceof Json.Str)) {
                        found.wrongType(place.field(field).field(key), "string", entry);
                    }
                });
            } else if (value != null && !(value instanceof Json.Null)) {
                found.wrongType(place.field(field), "object", value);
            }
        }
        for (String field : List.of("finalizers", "ownerReferences")) {
            Json value = metadata.get(field);
            if (value != null && !(value instanceof Json.Arr) && !(value instanceof Json.Null)) {
                found.wrongType(place.field(field), "array", value);
            }
        }
    }

    private void name(Function<String, @Nullable String> nameFlaw) {
        String name = metadata.string("name", "");
        String prefix = metadata.string("generateName", "");
        if (!prefix.isEmpty()) {
            flaw("generateName", prefix, nameFlaw.apply(prefix + "x"));
        }
        if (!name.isEmpty()) {
            flaw("name", name, nameFlaw.apply(name));
        } else if (prefix.isEmpty()) {
            found.required(place.field("name"), "name or generateName is required");
        }
    }

    private void namespace(boolean namespaced) {
        String namespace = metadata.string("namespace", "");
        if (namespaced && namespace.isEmpty()) {
            found.required(place.field("namespace"));
        } else if (!namespaced && !namespace.isEmpty()) {
            found.forbidden(place.field("namespace"), "not allowed on this type");
        } else if (namespaced) {
            flaw("namespace", namespace, Names.labelFlaw(namespace));
        }
    }

    private void labels() {
        metadata.stringMap("labels").forEach((key, value) -> {
            flaw("labels", key, Names.qualifiedNameFlaw(key));
            flaw("labels", value, Names.labelValueFlaw(value));
        });
    }

    private void annotations() {
        for (var annotation : metadata.stringMap("annotations").entrySet()) {
            flaw(
                    "annotations",
                    annotation.getKey(),
                    Names.qualifiedNameFlaw(annotation.getKey().toLowerCase(Locale.ROOT)));
        }
        if (bytes(metadata.object("annotations")) > ANNOTATION_BYTES_MAX) {
            found.tooLong(place.field("annotations"), ANNOTATION_BYTES_MAX, "bytes");
        }
    }

    /// How long the keys and values of all annotations are together.
    static long bytes(Json.Obj annotations) {
        long bytes = 0;
        for (var annotation : annotations.fields().entrySet()) {
            bytes += bytes(annotation.getKey());
            bytes += annotation.getValue() instanceof Json.Str(String value) ? bytes(value) : 0;
        }
        return bytes;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void finalizers() {
        List<Json> finalizers = metadata.array("finalizers");
        for (int i = 0; i < finalizers.size(); i++) {
            Place here = place.field("finalizers").item(i);
            if (finalizers.get(i) instanceof Json.Str(String finalizer)) {
                String flaw = Names.qualifiedNameFlaw(finalizer);
                if (flaw != null) {
                    found.invalid(here, finalizer, flaw);
                }
            } else {
                found.wrongType(here, "string", finalizers.get(i));
            }
        }
    }

    private void owners() {
        List<Json> owners = metadata.array("ownerReferences");
        int controllers = 0;
        for (int i = 0; i < owners.size(); i++) {
            Place here = place.field("ownerReferences").item(i);
            if (!(owners.get(i) instanceof Json.Obj owner)) {
                found.wrongType(here, "object", owners.get(i));
                continue;
            }
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.string(field, "").isEmpty()) {
                    found.required(here.field(field), "must not be empty");
                }
            }
            controllers += owner.bool("controller", false) ? 1 : 0;
        }
        if (controllers > 1) {
            found.invalid(
                    place.field("ownerReferences"),
                    Json.of(controllers),
                    "only one reference can have controller set to true");
        }
    }

    private void flaw(String field, String value, @Nullable String flaw) {
        if (flaw != null) {
            found.invalid(place.field(field), value, flaw);
        }
    }
}
