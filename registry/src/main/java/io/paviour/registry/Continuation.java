package io.paviour.registry;

import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a list in parts goes on.
///
/// @param revision the state that all parts show; 0 if that is no longer known, and the list goes on in what there is
/// @param told how many resources the parts before had, so that nobody has to count what is left; -1 if that is not
///     known
/// @param last the last resource told
record Continuation(long revision, int told, Ref last) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})/(-1|[0-9]{1,9})/([^/]*)/([^/]+)");

    /// As the client hands it back.
    String token() {
        String text = revision + "/" + told + "/" + last.namespace() + "/" + last.name();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The one that goes on at the same place in whatever state there is.
    Continuation anyhow() {
        return new Continuation(0, -1, last);
    }

    /// Reads a token.
    ///
    /// @throws io.paviour.resource.ProblemException with [Problem.BadRequest] if it is not one of ours
    static Continuation parse(KindName kind, String token) {
        try {
            Matcher text = TEXT.matcher(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
            if (text.matches()) {
                return new Continuation(
                        Long.parseLong(text.group(1)),
                        Integer.parseInt(text.group(2)),
                        new Ref(kind, text.group(3), text.group(4)));
            }
        } catch (IllegalArgumentException notBase64) {
            throw foreign().exception();
        }
        throw foreign().exception();
    }

    private static Problem foreign() {
        return new Problem.BadRequest("continue: the token is not one of this server's");
    }
}
