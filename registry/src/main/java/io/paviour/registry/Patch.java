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

    /// A configuration, merged by who owns what (Kubernetes documentation, "Server-Side Apply").
    ///
    /// @param force whether to take fields that others own
    record Apply(Json.Obj configuration, boolean force) implements Patch {
        /// It depends on the kind and on owners, and so cannot be made of a document alone.
        @Override
        public Json.Obj apply(Json.Obj document) {
            throw new IllegalStateException("a configuration is applied by the registry");
        }
    }

    private static Json.Obj object(Json patched) {
        if (patched instanceof Json.Obj object) {
            return object;
        }
        throw new Problem.BadRequest("the patch leaves no object").exception();
    }
}
