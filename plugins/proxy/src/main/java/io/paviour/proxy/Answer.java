package io.paviour.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the proxy says itself when it has nothing to pass on. The connection ends after it.
final class Answer {
    private static final String RETRY_SECONDS = "2";

    private Answer() {}

    /// Writes a refusal as a page of plain text.
    static void write(Wire client, Refusal refusal, boolean isHead) throws IOException {
        byte[] body = (refusal.sentence() + "\n").getBytes(StandardCharsets.UTF_8);
        var fields = new ArrayList<>(List.of(
                new Head.Field("Content-Type", "text/plain; charset=utf-8"),
                new Head.Field("Content-Length", Integer.toString(body.length)),
                new Head.Field("Cache-Control", "no-store"),
                new Head.Field("Connection", "close")));
        if (refusal.status() == 503) {
            fields.add(new Head.Field("Retry-After", RETRY_SECONDS));
        }
        new Head("HTTP/1.1 " + refusal.status() + " " + reason(refusal.status()), fields).write(client);
        if (!isHead) {
            client.write(body);
        }
        client.closeGently();
    }

    private static String reason(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "Refused";
        };
    }
}
