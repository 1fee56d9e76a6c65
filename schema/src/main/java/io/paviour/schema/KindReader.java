package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a `CustomResourceDefinition` and finds everything that is wrong with it.
final class KindReader {
    private static final KindName DEFINITION = new KindName("apiextensions.k8s.io", "CustomResourceDefinition");
    private static final Json.Obj NO_SCHEMA =
            Json.object("type", "object", "x-kubernetes-preserve-unknown-fields", true);

    private final Findings found = new Findings();
    private final Json.Obj crd;
    private final Json.Obj spec;
    private final Json.Obj names;

    KindReader(Json.Obj crd) {
        this.crd = crd;
        this.spec = crd.object("spec");
        this.names = spec.object("names");
    }

    private static Place at(String... fields) {
        Place place = Place.ROOT;
        for (String field : fields) {
            place = place.field(field);
        }
        return place;
    }

    /// @throws ProblemException with [Problem.Invalid]
    Kind kind() {
        header();
        String group = spec.string("group", "");
        if (!group.isEmpty()) {
            flaw(at("spec", "group"), group, Names.subdomainFlaw(group));
        }
        names(group);
        boolean namespaced = namespaced();
        int storage = storage();
        List<Json> versions = spec.array("versions");
        Json.Obj version = storage >= 0 && versions.get(storage) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        Place place = at("spec", "versions").item(Math.max(storage, 0));
        Schema schema = schema(version, place);
        List<Column> columns = columns(version, place.field("additionalPrinterColumns"));
        if (!found.isEmpty()) {
            Ref ref = new Ref(DEFINITION, "", crd.object("metadata").string("name", ""));
            throw new Problem.Invalid(ref, found.list()).exception();
        }
        String kind = names.string("kind", "");
        return new Kind(
                new KindName(group, kind),
                version.string("name", ""),
                names.string("plural", ""),
                names.string("singular", kind.toLowerCase(Locale.ROOT)),
                names.strings("shortNames").toList(),
                names.strings("categories").toList(),
                namespaced,
                version.object("subresources").get("status") instanceof Json.Obj,
                schema,
                columns,
                crd);
    }

    private void header() {
        supported(at("apiVersion"), crd.get("apiVersion"), DEFINITION.group() + "/v1");
        supported(at("kind"), crd.get("kind"), DEFINITION.kind());
    }

    private void supported(Place place, @Nullable Json value, String... supported) {
        if (value == null) {
            found.required(place);
            return;
        }
        List<Json> values = Json.array((Object[]) supported).items();
        if (!values.contains(value)) {
            found.unsupported(place, value, values);
        }
    }

    private void names(String group) {
        String plural = names.string("plural", "");
        name("plural", plural);
        String kind = names.string("kind", "");
        Place kindPlace = at("spec", "names", "kind");
        if (kind.isEmpty()) {
            found.required(kindPlace);
        } else {
            flaw(kindPlace, kind, Names.letterLabelFlaw(kind.toLowerCase(Locale.ROOT)));
        }
        names.fields().forEach((field, value) -> {
            if (field.equals("singular") && value instanceof Json.Str(String singular)) {
                name("singular", singular);
            }
        });
        words("shortNames");
        words("categories");
        String expected = Kind.resourceName(plural, group);
        String actual = crd.object("metadata").string("name", "");
        if (!plural.isEmpty() && !actual.equals(expected)) {
            found.invalid(at("metadata", "name"), actual, "must be spec.names.plural+\".\"+spec.group: " + expected);
        }
    }

    private void name(String field, String value) {
        Place place = at("spec", "names", field);
        if (value.isEmpty()) {
            found.required(place);
        } else {
            flaw(place, value, Names.letterLabelFlaw(value));
        }
    }

    private void words(String field) {
        List<Json> words = names.array(field);
        for (int i = 0; i < words.size(); i++) {
            Place place = at("spec", "names", field).item(i);
            if (words.get(i) instanceof Json.Str(String word)) {
                flaw(place, word, Names.letterLabelFlaw(word));
            } else {
                found.wrongType(place, "string", words.get(i));
            }
        }
    }

    private boolean namespaced() {
        supported(at("spec", "scope"), spec.get("scope"), "Cluster", "Namespaced");
        return "Namespaced".equals(spec.string("scope"));
    }

    /// The index of the storage version, or -1 where there is none.
    private int storage() {
        Place place = at("spec", "versions");
        List<Json> versions = spec.array("versions");
        if (versions.isEmpty()) {
            found.required(place, "a kind has at least one version");
            return -1;
        }
        var storage = new ArrayList<Integer>();
        for (int i = 0; i < versions.size(); i++) {
            if (!(versions.get(i) instanceof Json.Obj version)) {
                found.wrongType(place.item(i), "object", versions.get(i));
                continue;
            }
            String name = version.string("name", "");
            if (name.isEmpty()) {
                found.required(place.item(i).field("name"));
            } else {
                flaw(place.item(i).field("name"), name, Names.letterLabelFlaw(name));
            }
            if (version.bool("storage", false)) {
                storage.add(i);
            }
        }
        if (storage.size() != 1) {
            found.invalid(place, Json.of(storage.size()), "must have exactly one version marked as storage version");
        }
        return storage.isEmpty() ? -1 : storage.getFirst();
    }

    private Schema schema(Json.Obj version, Place place) {
        Place here = place.field("schema").field("openAPIV3Schema");
        if (version.object("schema").get("openAPIV3Schema") instanceof Json.Obj schema) {
            return Schema.parse(schema, here, found);
        }
        if (!version.isEmpty()) {
            found.required(here, "schemas are required");
        }
        return Schema.parse(NO_SCHEMA);
    }

    private List<Column> columns(Json.Obj version, Place place) {
        List<Json> declared = version.array("additionalPrinterColumns");
        if (declared.isEmpty()) {
            return List.of(Column.AGE);
        }
        var columns = new ArrayList<Column>();
        for (int i = 0; i < declared.size(); i++) {
            if (declared.get(i) instanceof Json.Obj column) {
                columns.add(column(column, place.item(i)));
            } else {
                found.wrongType(place.item(i), "object", declared.get(i));
            }
        }
        return columns;
    }

    private Column column(Json.Obj column, Place place) {
        if (column.string("name", "").isEmpty()) {
            found.required(place.field("name"));
        }
        supported(place.field("type"), column.get("type"), "boolean", "date", "integer", "number", "string");
        String text = column.string("jsonPath", "");
        JsonPath path = Column.AGE.path();
        if (text.isEmpty()) {
            found.required(place.field("jsonPath"));
        } else {
            try {
                path = JsonPath.parse(text);
            } catch (ProblemException malformed) {
                found.invalid(place.field("jsonPath"), text, malformed.problem().message());
            }
        }
        return new Column(
                column.string("name", ""),
                column.string("type", ""),
                column.string("format", ""),
                column.string("description", ""),
                Math.clamp(column.integer("priority", 0), 0, Integer.MAX_VALUE),
                path);
    }

    private void flaw(Place place, String value, @Nullable String flaw) {
        if (flaw != null) {
            found.invalid(place, value, flaw);
        }
    }
}
