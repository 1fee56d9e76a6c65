package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.schema.JsonPatch;
import io.paviour.schema.MergePatch;

/// A change to a document.
public sealed interface Patch {
    /// The document with the change made.
    ///
    /// @throws io.paviour.resource.ProblemException if it cannot be made
    Json.Obj apply(Json.Obj document);

    /// RFC 7396.
    record Merge(Json.Obj change) implements Patch {
        @Override
        public Json.Obj apply(Json.Obj document) {
            return object(MergePatch.apply(document, change));
        }
    }

    /// RFC 6902.
    record Operations(JsonPatch list) implements Patch {
        @Override
        public Json.Obj apply(Json.Obj document) {
            return object(list.apply(document));
        }
    }

    private static Json.Obj object(Json patched) {
        if (patched instanceof Json.Obj object) {
            return object;
        }
        throw new Problem.BadRequest("the patch leaves no object").exception();
    }
}
