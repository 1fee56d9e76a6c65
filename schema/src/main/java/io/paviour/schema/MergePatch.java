package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.LinkedHashMap;

/// JSON Merge Patch (RFC 7396): the fields of the patch replace those of the target, null removes, arrays are
/// replaced as a whole.
///
/// The result nests no deeper than the deeper of the two.
public final class MergePatch {
    private MergePatch() {}

    /// The target with the patch applied.
    public static Json apply(Json target, Json patch) {
        if (!(patch instanceof Json.Obj(var changes))) {
            return patch;
        }
        var fields = new LinkedHashMap<String, Json>();
        if (target instanceof Json.Obj(var present)) {
            fields.putAll(present);
        }
        changes.forEach((name, change) -> {
            if (change instanceof Json.Null) {
                fields.remove(name);
            } else {
                fields.put(name, apply(fields.getOrDefault(name, Json.NULL), change));
            }
        });
        return new Json.Obj(fields);
    }
}
