package io.paviour.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A request as it goes over the wire; each char is one byte. It prints as the expression that makes it.
///
/// @param headers whole lines, such as `Content-Type: application/json`; the length of the body and the
///     host are added if they are not among them
record Probe(String method, String target, List<String> headers, String body) {
    private static final int CHARACTERS_SHOWN_MAX = 6_000;

    Probe {
        headers = List.copyOf(headers);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /// Whether the answer may have no end.
    boolean isStream() {
        String lower = target.toLowerCase(Locale.ROOT);
        return lower.contains("watch") || lower.contains("/log") || lower.contains("%");
    }

    boolean isOfApi() {
        return target.startsWith("/api/") || target.startsWith("/apis/");
    }

    byte[] bytes() {
        var text = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach(header -> text.append(header).append("\r\n"));
        if (!has("host")) {
            text.append("Host: localhost\r\n");
        }
        if (!has("content-length") && !has("transfer-encoding") && !body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private boolean has(String name) {
        return headers.stream()
                .anyMatch(header -> header.toLowerCase(Locale.ROOT).startsWith(name + ":"));
    }

    @Override
    public String toString() {
        String lines = headers.stream()
                .filter(header -> !header.startsWith("Authorization"))
                .map(Probe::literal)
                .collect(Collectors.joining(", "));
        return "new Probe(" + literal(method) + ", " + literal(target) + ", List.of(" + lines + "), " + literal(body)
                + ")";
    }

    private static String literal(String text) {
        String shown = text.length() <= CHARACTERS_SHOWN_MAX ? text : text.substring(0, CHARACTERS_SHOWN_MAX);
        var literal = new StringBuilder("\"");
        for (char c : shown.toCharArray()) {
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> literal.append(c < ' ' || c > '~' ? "\\u%04x".formatted((int) c) : Character.toString(c));
            }
        }
        literal.append('"');
        return shown.equals(text) ? literal.toString() : literal + " /* of " + text.length() + " */";
    }
}
