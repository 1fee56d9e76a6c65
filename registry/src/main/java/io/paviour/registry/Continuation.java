package io.paviour.registry;

import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The token with which a list in parts goes on: where the last part ended.
final class Continuation {
    private Continuation() {}

    static String after(Ref last) {
        String text = last.namespace() + "/" + last.name();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Ref parse(KindName kind, String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int slash = text.indexOf('/');
            if (slash >= 0) {
                return new Ref(kind, text.substring(0, slash), text.substring(slash + 1));
            }
        } catch (IllegalArgumentException notBase64) {
            throw new Problem.BadRequest("continue: the token is not one of this server's").exception();
        }
        throw new Problem.BadRequest("continue: the token is not one of this server's").exception();
    }
}
