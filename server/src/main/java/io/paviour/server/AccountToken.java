package io.paviour.server;

import io.paviour.access.Credentials;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Issues a token for an account: `POST accounts/<name>/token`, with `spec.expirationSeconds` if it is to end. The
/// answer is the only place where the token ever shows.
record AccountToken(Credentials credentials, InstantSource clock) implements Subresource {
    private static final long SECONDS_MIN = 60;
    private static final long SECONDS_MAX = Duration.ofDays(3650).toSeconds();

    @Override
    public String kind() {
        return "Account";
    }

    @Override
    public String name() {
        return "token";
    }

    @Override
    public String verb() {
        return "create";
    }

    @Override
    public Answer answer(Resource account, Map<String, String> parameters, Json.Obj body) throws IOException {
        Json wanted = body.object("spec").get("expirationSeconds");
        Duration ttl = null;
        if (wanted != null) {
            if (!(wanted instanceof Json.Int(long seconds)) || seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
                throw new Problem.Invalid(
                                account.ref(),
                                List.of(new Violation(
                                        "spec.expirationSeconds",
                                        Violation.Reason.INVALID,
                                        "Invalid value: " + wanted + ": must be a number of seconds from " + SECONDS_MIN
                                                + " to " + SECONDS_MAX)))
                        .exception();
            }
            ttl = Duration.ofSeconds(seconds);
        }
        String token = credentials.issue(account.name(), Credentials.Use.TOKEN, ttl);
        return new Answer.Document(Json.object(
                "apiVersion", "authentication.k8s.io/v1",
                "kind", "TokenRequest",
                "metadata", Json.object("name", account.name()),
                "spec", body.object("spec"),
                "status",
                        Json.object(
                                "token",
                                token,
                                "expirationTimestamp",
                                ttl == null ? null : clock.instant().plus(ttl).toString())));
    }
}
