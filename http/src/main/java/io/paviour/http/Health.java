package io.paviour.http;

import io.paviour.resource.Json;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What everybody may know: whether the server is alive and ready, and its version.
///
/// @param unready says what the server is still waiting for, or null when it is ready
/// @param version of the product
record Health(Supplier<@Nullable String> unready, String version) {
    private static final Set<String> OPEN = Set.of("/healthz", "/livez", "/readyz", "/version");

    /// The API version that clients may expect of us; kubectl warns if it is far from its own.
    private static final String KUBERNETES_MINOR = "33";

    /// Whether a path needs no credentials.
    static boolean isOpen(String path) {
        return OPEN.contains(path);
    }

    /// The answer under a path that is open.
    Reply reply(String path) {
        return switch (path) {
            case "/version" -> Reply.json(200, versionInfo());
            case "/readyz" -> {
                String waiting = unready.get();
                yield waiting == null ? Reply.text(200, "ok") : Reply.text(503, "not ready: " + waiting);
            }
            default -> Reply.text(200, "ok");
        };
    }

    private Json.Obj versionInfo() {
        return Json.object(
                "major", "1",
                "minor", KUBERNETES_MINOR,
                "gitVersion", "v1." + KUBERNETES_MINOR + ".0+paviour-" + version,
                "gitCommit", "",
                "gitTreeState", "",
                "buildDate", "",
                "goVersion", "",
                "compiler", "",
                "platform", "");
    }
}
