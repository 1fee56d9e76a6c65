package io.paviour.http;

import io.paviour.access.Credentials;
import io.paviour.access.Subject;
import io.paviour.resource.Problem;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Who is asking; a database that is away is told to the client as a [Problem.Unavailable].
///
/// @param trust whose certificates count
record Recognition(Credentials credentials, ClientTrust trust) {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);
    private static final String BEARER = "bearer ";

    /// Who calls, by certificate or by token, or null.
    @Nullable
    Subject of(Call call) {
        Subject certified = trust.subject(call);
        if (certified != null) {
            return certified;
        }
        String token = bearer(call);
        return token == null ? null : authenticate(token);
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

    /// The owner of a token or session, or null.
    @Nullable
    Subject authenticate(String secret) {
        try {
            return credentials.authenticate(secret);
        } catch (IOException away) {
            throw unavailable();
        }
    }

    /// Exchanges a one-time link for its owner, or null.
    @Nullable
    Subject redeem(String link) {
        try {
            return credentials.redeem(link);
        } catch (IOException away) {
            throw unavailable();
        }
    }

    /// Makes the secret of a session.
    String issueSession(Subject subject, Duration ttl) {
        try {
            return credentials.issue(subject.name(), Credentials.Use.SESSION, ttl);
        } catch (IOException away) {
            throw unavailable();
        }
    }

    /// Ends a session.
    void revoke(String secret) {
        try {
            credentials.revoke(secret);
        } catch (IOException away) {
            throw unavailable();
        }
    }

    private static RuntimeException unavailable() {
        return new Problem.Unavailable("it cannot be told who you are: the database is away", TRY_AGAIN).exception();
    }
}
