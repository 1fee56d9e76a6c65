package io.paviour.proxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an instance answers.
///
/// @param keepsConnection whether the instance takes another request on the same connection
record Response(Head head, int status, Framing framing, boolean keepsConnection) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) ([1-9][0-9]{2})(?: .*)?");

    /// Reads the head of a response.
    ///
    /// @throws Refusal with status 502 if it is malformed or could be read in two ways
    static Response read(Wire instance, String method, Limits limits) throws IOException {
        try {
            Head head = Head.read(instance, limits);
            Matcher line = STATUS.matcher(head.line());
            if (!line.matches()) {
                throw new Refusal(502, "it does not speak HTTP/1");
            }
            int status = Integer.parseInt(line.group(2));
            Framing framing = Framing.ofResponse(head, method, status);
            boolean isHttp11 = line.group(1).equals("1");
            return new Response(
                    head,
                    status,
                    framing,
                    isHttp11 && !head.says("connection", "close") && !(framing instanceof Framing.UntilClose));
        } catch (Refusal why) {
            throw new Refusal(502, "the instance answered with what cannot be passed on: " + why.sentence());
        }
    }

    /// Whether another response to the same request follows.
    boolean isInterim() {
        return status < 200 && status != 101;
    }

    /// Writes its head for the client.
    ///
    /// @param further fields that speak of the client's connection
    void write(Wire client, List<Head.Field> further) throws IOException {
        var fields =
                new ArrayList<>(head.passedOn(status < 200 || status == 204 ? Set.of("content-length") : Set.of()));
        fields.addAll(further);
        new Head("HTTP/1.1" + head.line().substring("HTTP/1.1".length()), fields).write(client);
    }
}
