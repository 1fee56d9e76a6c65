package io.paviour.plugin;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers below a resource's path, such as `.../workloads/api/log`. The house has authenticated, authorised and
/// audited before it asks.
public interface Subresource {
    /// The kind it belongs to, in [#group].
    String kind();

    /// The API group of that kind, empty for the core group; null for the organisation's own, where plugins are.
    default @Nullable String group() {
        return null;
    }

    /// The last part of its path, such as `log`.
    String name();

    /// What may be asked of it: `get`, `create` (POST) or `update` (PUT).
    String verb();

    /// Whether each use is written to the audit trail, reads included.
    default boolean isAudited() {
        return !verb().equals("get");
    }

    /// Answers.
    ///
    /// @param parameters the query's, the first value each
    /// @param body the request's document, empty for `get`
    /// @throws io.paviour.resource.ProblemException if the request makes no sense
    Answer answer(Resource resource, Map<String, String> parameters, Json.Obj body) throws IOException;

    /// An answer.
    sealed interface Answer {
        /// A document.
        record Document(Json.Obj json) implements Answer {}

        /// Text in UTF-8, written as it comes until `body` returns or the client goes.
        record Text(Body body) implements Answer {}
    }

    /// Writes a text that may go on for long.
    @FunctionalInterface
    interface Body {
        /// Writes to `out` and flushes when the reader should see it.
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }
}
