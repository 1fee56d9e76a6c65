package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.resource.Problem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The door for programs: everybody shows a token, every time.
record ApiDoor(Api api, Health health, Recognition recognition) implements Door {
    private static final String BEARER = "bearer ";

    @Override
    public Reply answer(Call call) throws IOException {
        if (Health.isOpen(call.path())) {
            return health.reply(call.path());
        }
        String token = bearer(call);
        Subject subject = token == null ? null : recognition.authenticate(token);
        if (subject == null) {
            throw new Problem.Unauthorized("a bearer token is needed").exception();
        }
        return api.answer(subject, call);
    }

    /// The token in the `Authorization` header, or null.
    static @Nullable String bearer(Call call) {
        String header = call.header("authorization");
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        String token = header.substring(BEARER.length()).strip();
        return token.isEmpty() ? null : token;
    }
}
