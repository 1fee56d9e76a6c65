package io.paviour.http;

import io.paviour.resource.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;

/// A strategic merge patch to a built-in kind, said as an RFC 7396 merge patch.
///
/// The built-in kinds that we have (namespaces, roles, bindings, events) own one list that merges item by item,
/// `metadata.finalizers`; all other lists are replaced, as a merge patch does. So only the directives for that list
/// need work, and the rest of the `$` directives says nothing more.
final class Strategic {
    private static final String FINALIZERS = "finalizers";
    private static final String REMOVED = "$deleteFromPrimitiveList/finalizers";

    private Strategic() {}

    static Json.Obj asMerge(Json.Obj patch, Supplier<Json.Obj> live) {
        Json.Obj merge = withoutDirectives(patch);
        Json.Obj metadata = patch.object("metadata");
        boolean isReplaced = metadata.get(FINALIZERS) instanceof Json.Null;
        if (isReplaced || (metadata.get(FINALIZERS) == null && metadata.get(REMOVED) == null)) {
            return merge;
        }
        Json.Obj now = live.get().object("metadata");
        var finalizers = new LinkedHashSet<Json>(now.array(FINALIZERS));
        finalizers.removeAll(metadata.array(REMOVED));
        finalizers.addAll(metadata.array(FINALIZERS));
        Json.Obj changed = merge.object("metadata")
                .with(FINALIZERS, new Json.Arr(List.copyOf(finalizers)))
                // The list was made from what is there now: nobody may write in between.
                .with("resourceVersion", now.string("resourceVersion", ""));
        return merge.with("metadata", changed);
    }

    private static Json.Obj withoutDirectives(Json.Obj patch) {
        var kept = new LinkedHashMap<String, Json>();
        patch.fields().forEach((name, value) -> {
            if (!name.startsWith("$")) {
                kept.put(name, value instanceof Json.Obj inner ? withoutDirectives(inner) : value);
            }
        });
        return new Json.Obj(kept);
    }
}
