package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.schema.Kind;
import java.util.Set;

/// The fields by which resources can be selected.
final class FieldLabels {
    private static final Set<String> COMMON = Set.of("metadata.name", "metadata.namespace");

    private static final Set<String> OF_EVENTS = Set.of(
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type");

    private FieldLabels() {}

    static void check(Kind kind, String field) {
        boolean known = COMMON.contains(field)
                || kind.facets().selectable().contains(field)
                || (kind.name().equals(Events.KIND) && OF_EVENTS.contains(field))
                || (kind.name().equals(Namespaces.KIND) && field.equals("status.phase"));
        if (!known) {
            throw new Problem.BadRequest("field label not supported: " + field).exception();
        }
    }

    static String value(Packed resource, String field) {
        return switch (field) {
            case "metadata.name" -> resource.ref().name();
            case "metadata.namespace" -> resource.ref().namespace();
            case "source" -> text(resource, "source.component");
            default -> text(resource, field);
        };
    }

    private static String text(Packed resource, String field) {
        Json here = resource.resource().document().at(field.split("\\."));
        return switch (here) {
            case Json.Str(String value) -> value;
            case Json.Int number -> number.toString();
            case Json.Bool bool -> bool.toString();
            case null, default -> "";
        };
    }
}
