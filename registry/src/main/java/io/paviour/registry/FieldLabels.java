package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
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
            "reason",
            "type");

    private FieldLabels() {}

    static void check(Kind kind, String field) {
        boolean known = COMMON.contains(field) || (kind.name().equals(Events.KIND) && OF_EVENTS.contains(field));
        if (!known) {
            KindName name = kind.name();
            throw new Problem.BadRequest("Unable to find \""
                            + (name.group().isEmpty() ? "" : name.group() + "/") + kind.version() + ", Resource="
                            + kind.plural() + "\" that match the field selector: field label not supported: " + field)
                    .exception();
        }
    }

    static String value(Resource resource, String field) {
        Json here = resource.document().at(field.split("\\."));
        return here instanceof Json.Str(String value) ? value : "";
    }
}
