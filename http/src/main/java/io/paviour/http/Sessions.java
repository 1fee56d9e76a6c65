package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Sessions of browsers: a cookie that scripts cannot read, and a second word that other sites cannot know.
///
/// @param isSecure whether the browser comes over https
record Sessions(Recognition recognition, boolean isSecure) {
    private static final String COOKIE = "paviour_session";
    private static final String CSRF_HEADER = "x-paviour-csrf";
    private static final byte[] CSRF_LABEL = "paviour csrf v1".getBytes(StandardCharsets.UTF_8);
    private static final Duration TTL = Duration.ofHours(12);
    private static final int PROOF_BYTES_MAX = 8 << 10;

    /// `/api/session`: POST signs in, GET says who is signed in, DELETE signs out.
    Reply answer(Call call) throws IOException {
        return switch (call.method()) {
            case "POST" -> signIn(call);
            case "GET", "HEAD" -> {
                String secret = cookie(call);
                Subject subject = secret == null ? null : recognition.authenticate(secret);
                if (secret == null || subject == null) {
                    throw new Problem.Unauthorized("nobody is signed in").exception();
                }
                yield described(subject, secret);
            }
            case "DELETE" -> signOut(call);
            default -> throw new Problem.NotAllowed("").exception();
        };
    }

    /// Who is signed in, or null. Whoever wants to change something has to know the second word too.
    @Nullable
    Subject find(Call call) {
        String secret = cookie(call);
        if (secret == null) {
            return null;
        }
        if (!call.isRead() && !isKnown(call.header(CSRF_HEADER), secret)) {
            throw new Problem.Forbidden("the header X-Paviour-CSRF is missing or wrong: GET /api/session tells it")
                    .exception();
        }
        return recognition.authenticate(secret);
    }

    private Reply signIn(Call call) throws IOException {
        if (!call.mediaType().equals("application/json")) {
            // Other types could be sent by a form on another site, to sign the reader in as somebody else.
            throw new Problem.UnsupportedMedia("the body must be application/json").exception();
        }
        Json.Obj proof = JsonText.parseObject(call.bytes(PROOF_BYTES_MAX));
        String token = proof.string("token");
        String link = proof.string("link");
        if (token == null && link == null) {
            throw new Problem.BadRequest("the body must have a token or a link").exception();
        }
        Subject subject =
                token != null ? recognition.authenticate(token) : link == null ? null : recognition.redeem(link);
        if (subject == null) {
            throw new Problem.Unauthorized("the token or link is unknown, expired or used up").exception();
        }
        String secret = recognition.issueSession(subject, TTL);
        return described(subject, secret).with("Set-Cookie", setCookie(secret, TTL));
    }

    private Reply signOut(Call call) {
        String secret = cookie(call);
        if (secret != null) {
            if (!isKnown(call.header(CSRF_HEADER), secret)) {
                throw new Problem.Forbidden("the header X-Paviour-CSRF is missing or wrong").exception();
            }
            recognition.revoke(secret);
        }
        return new Reply.Bare(204, List.of(new Reply.Header("Set-Cookie", setCookie("", Duration.ZERO))));
    }

    private static Reply.Whole described(Subject subject, String secret) {
        Json.Obj session = Json.object(
                "user", subject.name(),
                "groups", List.copyOf(new TreeSet<>(subject.groups())),
                "csrf", csrf(secret));
        return Reply.json(200, session).with("Cache-Control", "no-store");
    }

    private String setCookie(String secret, Duration age) {
        return COOKIE + "=" + secret + "; Max-Age=" + age.toSeconds() + "; Path=/; HttpOnly; SameSite=Strict"
                + (isSecure ? "; Secure" : "");
    }

    private static @Nullable String cookie(Call call) {
        for (String pair : call.header("cookie").split(";")) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals(COOKIE) && !parts[1].isEmpty()) {
                return parts[1];
            }
        }
        return null;
    }

    private static boolean isKnown(String word, String secret) {
        return MessageDigest.isEqual(
                word.getBytes(StandardCharsets.UTF_8), csrf(secret).getBytes(StandardCharsets.UTF_8));
    }

    /// Follows from the session's secret, so that it needs no place of its own.
    private static String csrf(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(CSRF_LABEL));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
