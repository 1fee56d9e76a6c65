package io.paviour.cli;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.ProblemException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/// Why a command cannot do what it was asked for, in words for the person who typed it; no stack, no secret.
final class Failure extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<String> lines;

    Failure(String sentence) {
        this(List.of(sentence));
    }

    private Failure(List<String> lines) {
        super(String.join("\n", lines), null, false, false);
        this.lines = List.copyOf(lines);
    }

    /// What to print: a sentence, then one line for each cause.
    List<String> lines() {
        return lines;
    }

    /// What a server's answer says that is no success: the message of a Kubernetes `Status`, and every violation.
    ///
    /// @param url who answered
    static Failure of(int code, byte[] body, String url) {
        if (!(parse(body) instanceof Json.Obj status)
                || !status.string("kind", "").equals("Status")) {
            return new Failure(url + " answered with HTTP " + code + ", but not as a Paviour does");
        }
        Json.Obj details = status.object("details");
        List<Json.Obj> causes = details.objects("causes").toList();
        if (!status.string("reason", "").equals("Invalid") || causes.isEmpty()) {
            return new Failure(status.string("message", "HTTP " + code));
        }
        // The message of this one repeats all causes in one long line.
        var lines = new ArrayList<String>();
        lines.add(details.string("kind", "the document") + " \"" + details.string("name", "") + "\" is invalid:");
        for (Json.Obj cause : causes) {
            lines.add("  " + cause.string("field", "") + ": " + cause.string("message", ""));
        }
        return new Failure(lines);
    }

    private static Json parse(byte[] body) {
        try {
            return JsonText.parse(body);
        } catch (ProblemException notJson) {
            return Json.NULL;
        }
    }
}
