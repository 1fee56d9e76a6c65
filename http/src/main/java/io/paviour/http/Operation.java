package io.paviour.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One method of one path, for OpenAPI documents.
///
/// @param method in lower case
/// @param id unique among all operations, such as `readPlatformExampleComV1NamespacedEnvironment`
/// @param action what Kubernetes calls it in `x-kubernetes-action`
/// @param kind what it is done to
/// @param consumes the media types of the body; empty where there is none
/// @param body the name of the body's schema, or null
/// @param code the status of success
/// @param answer the name of the answer's schema, or null for anything
record Operation(
        String method,
        String id,
        String action,
        VersionedKind kind,
        List<QueryParameter> query,
        List<String> consumes,
        @Nullable String body,
        int code,
        @Nullable String answer) {
    static String capitalised(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
