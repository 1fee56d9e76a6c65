package io.paviour.server;

import io.paviour.access.Credentials;
import io.paviour.access.ServiceAccounts;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;

/// Issues a token for a service account: `kubectl create token`. It is good for this server only, ends in any case, and
/// is worthless as soon as the account is gone.
record ServiceAccountToken(Credentials credentials, InstantSource clock) implements Subresource {
    private static final long SECONDS_MIN = 600;
    private static final long SECONDS_MAX = Duration.ofDays(365).toSeconds();
    private static final long SECONDS_USUAL = 3600;

    @Override
    public String kind() {
        return ServiceAccounts.KIND.kind();
    }

    @Override
    public String group() {
        return ServiceAccounts.KIND.group();
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
        Json.Obj spec = body.object("spec");
        long seconds = check(account, spec);
        String user = ServiceAccounts.user(account.namespace(), account.name());
        Instant end = clock.instant().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
        String token = credentials.issue(user, Credentials.Use.TOKEN, Duration.ofSeconds(seconds));
        return new Answer.Document(Json.object(
                "apiVersion", "authentication.k8s.io/v1",
                "kind", "TokenRequest",
                "metadata", Json.object("name", account.name(), "namespace", account.namespace()),
                "spec", spec.with("expirationSeconds", seconds),
                "status", Json.object("token", token, "expirationTimestamp", end.toString())));
    }

    private static long check(Resource account, Json.Obj spec) {
        var violations = new ArrayList<Violation>();
        Json wanted = spec.get("expirationSeconds");
        long seconds = wanted instanceof Json.Int(long sent) ? sent : SECONDS_USUAL;
        boolean isNone = wanted == null || wanted instanceof Json.Null;
        if ((!isNone && !(wanted instanceof Json.Int)) || seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
            violations.add(new Violation(
                    "spec.expirationSeconds",
                    Violation.Reason.INVALID,
                    "Invalid value: " + wanted + ": must be a number of seconds from " + SECONDS_MIN + " to "
                            + SECONDS_MAX));
        }
        if (!spec.array("audiences").isEmpty()) {
            violations.add(new Violation(
                    "spec.audiences",
                    Violation.Reason.FORBIDDEN,
                    "Forbidden: tokens of this server are good for this server only"));
        }
        if (!spec.object("boundObjectRef").isEmpty()) {
            violations.add(new Violation(
                    "spec.boundObjectRef",
                    Violation.Reason.FORBIDDEN,
                    "Forbidden: tokens are bound to their service account only"));
        }
        if (!violations.isEmpty()) {
            throw new Problem.Invalid(account.ref(), violations).exception();
        }
        return seconds;
    }
}
