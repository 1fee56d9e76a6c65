package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Violation;
import io.paviour.schema.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns a [Problem] into the `Status` document that Kubernetes clients understand, in the very words of its API
/// server, because some clients read them.
///
/// @param kinds finds a kind, for its plural
record Statuses(Function<KindName, @Nullable Kind> kinds) {
    private static final String PATH_UNKNOWN = "the server could not find the requested resource";
    private static final String METHOD_UNKNOWN = "the server does not allow this method on the requested resource";

    /// The answer to a problem. There is no other place where a problem gets its status code.
    Reply.Whole reply(Problem problem) {
        return switch (problem) {
            case Problem.BadRequest(String message) -> failure(400, "BadRequest", message, Json.Obj.EMPTY);
            case Problem.Unauthorized _ -> failure(401, "Unauthorized", "Unauthorized", Json.Obj.EMPTY);
            case Problem.Forbidden(String message) -> failure(403, "Forbidden", message, Json.Obj.EMPTY);
            case Problem.Terminating(Ref ref) -> terminating(ref, problem.message());
            case Problem.NotFound(Ref ref) -> failure(404, "NotFound", named(ref) + " not found", details(ref));
            case Problem.NoSuchPath(String message) ->
                failure(404, "NotFound", message.isEmpty() ? PATH_UNKNOWN : message, Json.Obj.EMPTY);
            case Problem.NotAllowed(String message) ->
                failure(405, "MethodNotAllowed", message.isEmpty() ? METHOD_UNKNOWN : message, Json.Obj.EMPTY);
            case Problem.AlreadyExists(Ref ref) ->
                failure(409, "AlreadyExists", named(ref) + " already exists", details(ref));
            case Problem.Conflict(Ref ref, String message) ->
                failure(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on " + named(ref) + ": " + message,
                        details(ref));
            case Problem.ApplyConflict conflict ->
                failure(409, "Conflict", conflict.message(), conflictDetails(conflict));
            case Problem.Expired(String message, String continuation) ->
                Reply.json(410, continued(status(410, "Expired", message, Json.Obj.EMPTY), continuation));
            case Problem.TooLarge _ -> failure(413, "RequestEntityTooLarge", problem.message(), Json.Obj.EMPTY);
            case Problem.UnsupportedMedia(String message) ->
                failure(415, "UnsupportedMediaType", message, Json.Obj.EMPTY);
            case Problem.Invalid(Ref ref, List<Violation> violations) ->
                failure(422, "Invalid", invalid(ref, violations), invalidDetails(ref, violations));
            case Problem.Unfit(String message) -> failure(422, "Invalid", message, Json.Obj.EMPTY);
            case Problem.TooNew _ -> tooNew(problem.message());
            case Problem.TooMany(String message, Duration after) -> later(429, "TooManyRequests", message, after);
            case Problem.Unavailable(String message, Duration after) ->
                later(503, "ServiceUnavailable", message, after);
        };
    }

    /// The answer to a bug. Its story is in the log under `id`.
    Reply.Whole bug(String id) {
        String message = "an error on the server has prevented the request from succeeding; the log has it as " + id;
        return failure(500, "InternalError", message, Json.Obj.EMPTY);
    }

    /// The answer to a client that understands nothing that could be said.
    Reply.Whole notAcceptable(List<String> offered) {
        String message = "only the following media types are accepted: " + String.join(", ", offered);
        return failure(406, "NotAcceptable", message, Json.Obj.EMPTY);
    }

    private static Reply.Whole tooNew(String message) {
        Json.Obj details = Json.object(
                "causes",
                List.of(Json.object("reason", "ResourceVersionTooLarge", "message", "Too large resource version")),
                "retryAfterSeconds",
                1);
        return failure(504, "Timeout", "Timeout: " + message, details).with("Retry-After", "1");
    }

    private Reply.Whole terminating(Ref ref, String message) {
        Json.Obj cause = Json.object(
                "reason", "NamespaceTerminating",
                "message", "namespace " + ref.namespace() + " is being terminated",
                "field", "metadata.namespace");
        return failure(
                403,
                "Forbidden",
                named(ref) + " is forbidden: " + message,
                details(ref).with("causes", Json.array(cause)));
    }

    private static Json.Obj continued(Json.Obj status, @Nullable String continuation) {
        return continuation == null ? status : status.with("metadata", Json.object("continue", continuation));
    }

    /// The answer to a deletion that is complete.
    Json.Obj deleted(Kind kind, String name, String uid) {
        Json.Obj details = Json.object(
                "name",
                name,
                "group",
                kind.name().group().isEmpty() ? null : kind.name().group(),
                "kind",
                kind.plural(),
                "uid",
                uid);
        return Json.object(
                "kind",
                "Status",
                "apiVersion",
                "v1",
                "metadata",
                Json.Obj.EMPTY,
                "status",
                "Success",
                "details",
                details);
    }

    private static Reply.Whole later(int code, String reason, String message, Duration after) {
        long seconds = Math.max(1, after.plusMillis(999).toSeconds());
        return failure(code, reason, message, Json.object("retryAfterSeconds", seconds))
                .with("Retry-After", Long.toString(seconds));
    }

    static Reply.Whole failure(int code, String reason, String message, Json.Obj details) {
        return Reply.json(code, status(code, reason, message, details));
    }

    static Json.Obj status(int code, String reason, String message, Json.Obj details) {
        return Json.object(
                "kind",
                "Status",
                "apiVersion",
                "v1",
                "metadata",
                Json.Obj.EMPTY,
                "status",
                "Failure",
                "message",
                message,
                "reason",
                reason,
                "details",
                details,
                "code",
                code);
    }

    private static String invalid(Ref ref, List<Violation> violations) {
        var sentences = violations.stream().map(Violation::toString).toList();
        return ref.kind() + " \"" + ref.name() + "\" is invalid: "
                + (sentences.size() == 1 ? sentences.getFirst() : "[" + String.join(", ", sentences) + "]");
    }

    /// Here, and only here, `details.kind` is the kind and not its plural.
    private static Json.Obj invalidDetails(Ref ref, List<Violation> violations) {
        var causes = violations.stream()
                .map(violation -> Json.object(
                        "reason", violation.reason().cause(),
                        "message", violation.message(),
                        "field", violation.field()))
                .toList();
        return Json.object(
                "name",
                ref.name(),
                "group",
                ref.kind().group(),
                "kind",
                ref.kind().kind(),
                "causes",
                causes);
    }

    /// The API server names no resource here, and `kubectl` expects none.
    private static Json.Obj conflictDetails(Problem.ApplyConflict problem) {
        var causes = problem.conflicts().stream()
                .map(conflict -> Json.object(
                        "reason", "FieldManagerConflict",
                        "message", conflict.message(),
                        "field", conflict.field()))
                .toList();
        return Json.object("causes", causes);
    }

    private Json.Obj details(Ref ref) {
        String group = ref.kind().group();
        return Json.object("name", ref.name(), "group", group.isEmpty() ? null : group, "kind", plural(ref.kind()));
    }

    private String named(Ref ref) {
        String group = ref.kind().group();
        return plural(ref.kind()) + (group.isEmpty() ? "" : "." + group) + " \"" + ref.name() + "\"";
    }

    private String plural(KindName name) {
        Kind kind = kinds.apply(name);
        return kind == null ? name.kind().toLowerCase(Locale.ROOT) + "s" : kind.plural();
    }
}
