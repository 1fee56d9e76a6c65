package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what one version of a `CustomResourceDefinition` says: its schema, its columns, its subresources.
///
/// @param place where the version stands in the manifest
record VersionReader(Findings found, Json.Obj version, Place place) {
    private static final int SELECTABLE_MAX = 8;
    private static final Json.Obj NO_SCHEMA =
            Json.object("type", "object", "x-kubernetes-preserve-unknown-fields", true);

    Schema schema() {
        Place here = place.field("schema").field("openAPIV3Schema");
        if (version.object("schema").get("openAPIV3Schema") instanceof Json.Obj schema) {
            return Schema.parse(schema, here, found);
        }
        found.required(here, "schemas are required");
        return Schema.parse(NO_SCHEMA);
    }

    List<Column> columns() {
        List<Json> declared = version.array("additionalPrinterColumns");
        if (declared.isEmpty()) {
            return List.of(Column.AGE);
        }
        Place here = place.field("additionalPrinterColumns");
        var columns = new ArrayList<Column>();
        for (int i = 0; i < declared.size(); i++) {
            if (declared.get(i) instanceof Json.Obj column) {
                columns.add(column(column, here.item(i)));
            } else {
                found.wrongType(here.item(i), "object", declared.get(i));
            }
        }
        return columns;
    }

    private Column column(Json.Obj column, Place here) {
        if (column.string("name", "").isEmpty()) {
            found.required(here.field("name"));
        }
        found.supported(here.field("type"), column.get("type"), "boolean", "date", "integer", "number", "string");
        String text = column.string("jsonPath", "");
        JsonPath path = Column.AGE.path();
        if (text.isEmpty()) {
            found.required(here.field("jsonPath"));
        } else {
            try {
                path = JsonPath.parse(text);
            } catch (ProblemException malformed) {
                found.invalid(here.field("jsonPath"), text, malformed.problem().message());
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

    Kind.Facets facets() {
        Json.Obj subresources = version.object("subresources");
        Place here = place.field("subresources");
        Scale scale = null;
        if (subresources.get("scale") instanceof Json.Obj paths) {
            List<String> wanted = path(paths, here.field("scale"), "specReplicasPath", ".spec.");
            List<String> actual = path(paths, here.field("scale"), "statusReplicasPath", ".status.");
            List<String> selector = paths.get("labelSelectorPath") == null
                    ? null
                    : path(paths, here.field("scale"), "labelSelectorPath", ".");
            scale = new Scale(wanted, actual, selector);
        }
        return new Kind.Facets(subresources.get("status") instanceof Json.Obj, scale, selectable());
    }

    private List<String> path(Json.Obj paths, Place here, String field, String prefix) {
        String text = paths.string(field, "");
        List<String> steps = fields(text);
        if (text.isEmpty()) {
            found.required(here.field(field));
        } else if (steps == null || !text.startsWith(prefix)) {
            found.invalid(here.field(field), text, "should be a json path under " + prefix + " such as .spec.replicas");
        }
        return steps == null ? List.of("spec") : steps;
    }

    /// The field names of a plain path such as `.spec.replicas`, or null if it is none.
    private static @Nullable List<String> fields(String text) {
        if (!text.startsWith(".") || text.length() > JsonPath.TEXT_CHARS_MAX) {
            return null;
        }
        List<String> fields = List.of(text.substring(1).split("\\.", -1));
        return fields.stream().allMatch(VersionReader::isField) ? fields : null;
    }

    private static boolean isField(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
    }

    private List<String> selectable() {
        Place here = place.field("selectableFields");
        List<Json.Obj> declared = version.objects("selectableFields").toList();
        if (declared.size() > SELECTABLE_MAX) {
            found.tooMany(here, declared.size(), SELECTABLE_MAX);
        }
        var selectable = new ArrayList<String>();
        for (int i = 0; i < declared.size(); i++) {
            String text = declared.get(i).string("jsonPath", "");
            List<String> fields = fields(text);
            if (fields == null || fields.getFirst().equals("metadata")) {
                found.invalid(
                        here.item(i).field("jsonPath"),
                        text,
                        "must be a simple json path to a field outside of metadata, such as .spec.type");
            } else {
                selectable.add(String.join(".", fields));
            }
        }
        return selectable;
    }
}
