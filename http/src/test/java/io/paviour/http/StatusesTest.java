package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Violation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusesTest {
    private static final Ref REF = new Ref(new KindName("platform.example.com", "Environment"), "shop", "x");
    private static final Statuses STATUSES = new Statuses(_ -> null);

    @Test
    void eachProblemHasItsCodeReasonAndMessage() {
        says(new Problem.BadRequest("no"), 400, "BadRequest", "no");
        says(new Problem.Unauthorized("secret reason"), 401, "Unauthorized", "Unauthorized");
        says(new Problem.Forbidden("no"), 403, "Forbidden", "no");
        says(new Problem.NotFound(REF), 404, "NotFound", "environments.platform.example.com \"x\" not found");
        says(
                new Problem.NotFound(new Ref(new KindName("", "Namespace"), "", "x")),
                404,
                "NotFound",
                "namespaces \"x\" not found");
        says(new Problem.NoSuchPath(""), 404, "NotFound", "the server could not find the requested resource");
        says(
                new Problem.NotAllowed(""),
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
        says(
                new Problem.AlreadyExists(REF),
                409,
                "AlreadyExists",
                "environments.platform.example.com \"x\" already exists");
        says(
                Problem.Conflict.modified(REF),
                409,
                "Conflict",
                "Operation cannot be fulfilled on environments.platform.example.com \"x\": the object has been"
                        + " modified; please apply your changes to the latest version and try again");
        says(new Problem.Expired("too old", null), 410, "Expired", "too old");
        says(
                new Problem.TooLarge(2, 1),
                413,
                "RequestEntityTooLarge",
                "the document has 2 bytes; at most 1 are allowed");
        says(
                new Problem.Terminating(REF),
                403,
                "Forbidden",
                "environments.platform.example.com \"x\" is forbidden: unable to create new content in namespace "
                        + REF.namespace() + " because it is being terminated");
        says(new Problem.TooNew(9, 5), 504, "Timeout", "Timeout: Too large resource version: 9, current: 5");
        says(new Problem.UnsupportedMedia("no"), 415, "UnsupportedMediaType", "no");
        says(new Problem.Unfit("the test fails"), 422, "Invalid", "the test fails");
    }

    @Test
    void conflictsOfAnApplyBecomeCausesAndNameNoResource() {
        Json.Obj status = status(new Problem.ApplyConflict(
                REF,
                List.of(
                        new Problem.FieldConflict("\"bob\" using v1 at 2026-11-22T10:00:00Z", ".spec.owner"),
                        new Problem.FieldConflict("\"alice\"", ".spec.services[name=\"api\"].replicas"),
                        new Problem.FieldConflict("\"bob\" using v1 at 2026-11-22T10:00:00Z", ".spec.size"))));

        assertThat(status.integer("code", 0)).isEqualTo(409);
        assertThat(status.string("reason")).isEqualTo("Conflict");
        assertThat(status.string("message"))
                .isEqualTo("Apply failed with 3 conflicts: conflicts with \"alice\":\n"
                        + "- .spec.services[name=\"api\"].replicas\n"
                        + "conflicts with \"bob\" using v1 at 2026-11-22T10:00:00Z:\n"
                        + "- .spec.owner\n"
                        + "- .spec.size");
        assertThat(status.object("details").fields().keySet()).containsExactly("causes");
        assertThat(status.object("details").array("causes").getFirst())
                .isEqualTo(Json.object(
                        "reason",
                        "FieldManagerConflict",
                        "message",
                        "conflict with \"bob\" using v1 at 2026-11-22T10:00:00Z",
                        "field",
                        ".spec.owner"));
    }

    @Test
    void violationsBecomeCausesAndTheDetailsNameTheKind() {
        Json.Obj status = status(new Problem.Invalid(
                REF,
                List.of(
                        new Violation("spec.a", Violation.Reason.REQUIRED, "Required value"),
                        new Violation("spec.b", Violation.Reason.INVALID, "Invalid value: 1: must be 2"))));

        assertThat(status.string("message"))
                .isEqualTo("Environment.platform.example.com \"x\" is invalid: "
                        + "[spec.a: Required value, spec.b: Invalid value: 1: must be 2]");
        assertThat(status.object("details"))
                .hasToString(
                        "{\"name\":\"x\",\"group\":\"platform.example.com\",\"kind\":\"Environment\",\"causes\":["
                                + "{\"reason\":\"FieldValueRequired\",\"message\":\"Required value\",\"field\":\"spec.a\"},"
                                + "{\"reason\":\"FieldValueInvalid\",\"message\":\"Invalid value: 1: must be 2\",\"field\":\"spec.b\"}]}");
        assertThat(status.integer("code", 0)).isEqualTo(422);
    }

    @Test
    void whoeverMayComeBackIsToldWhen() {
        Reply.Whole reply = STATUSES.reply(new Problem.TooMany("busy", Duration.ofMillis(1_500)));

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.headers()).contains(new Reply.Header("Retry-After", "2"));
        assertThat(STATUSES.reply(new Problem.Unavailable("away", Duration.ZERO))
                        .headers())
                .contains(new Reply.Header("Retry-After", "1"));
    }

    private static void says(Problem problem, int code, String reason, String message) {
        Json.Obj status = status(problem);

        assertThat(STATUSES.reply(problem).status()).isEqualTo(code);
        assertThat(status.integer("code", 0)).isEqualTo(code);
        assertThat(status.string("kind")).isEqualTo("Status");
        assertThat(status.string("status")).isEqualTo("Failure");
        assertThat(status.string("reason")).isEqualTo(reason);
        assertThat(status.string("message")).isEqualTo(message);
    }

    private static Json.Obj status(Problem problem) {
        return JsonText.parseObject(STATUSES.reply(problem).body());
    }
}
