package io.paviour.http;

import io.paviour.resource.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The opening of a WebSocket (RFC 6455, section 4.2). Browsers, which cannot send an `Authorization` header here, name
/// their token as a subprotocol, as for the Kubernetes API server.
///
/// @param call the request, with the token as its `Authorization`
/// @param subprotocols what the client offers, without the token
record Handshake(Call call, List<String> subprotocols) {
    private static final String VERSION = "13";
    private static final String BEARER = "base64url.bearer.authorization.k8s.io.";
    private static final String SECRET_OF_ALL = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final String TOKEN = "[-!#$%&'*+.^_`|~0-9A-Za-z]+";

    /// Whether a request asks for a WebSocket on which to watch.
    static boolean isWanted(Call call) {
        return call.method().equals("GET")
                && words(call.header("upgrade")).contains("websocket")
                && words(call.header("connection")).contains("upgrade")
                && call.parameters().flag("watch")
                && isCollection(call.path());
    }

    private static boolean isCollection(String path) {
        Route.Match match = Route.find(path);
        return match != null && (match.route() == Route.COLLECTION || match.route() == Route.NAMESPACED_COLLECTION);
    }

    static Handshake of(Call call) {
        List<String> offered = Arrays.stream(
                        call.header("sec-websocket-protocol").split(","))
                .map(String::strip)
                .filter(protocol -> protocol.matches(TOKEN))
                .toList();
        List<String> subprotocols = offered.stream()
                .filter(protocol -> !protocol.startsWith(BEARER))
                .toList();
        String token = offered.stream()
                .filter(protocol -> protocol.startsWith(BEARER))
                .findFirst()
                .map(protocol -> decoded(protocol.substring(BEARER.length())))
                .orElse("");
        boolean isSaid = token.isEmpty() || !call.header("authorization").isEmpty();
        return new Handshake(isSaid ? call : call.with("authorization", "Bearer " + token), subprotocols);
    }

    private static String decoded(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            return text.matches("[!-~]+") ? text : "";
        } catch (IllegalArgumentException garbled) {
            return "";
        }
    }

    private static List<String> words(String header) {
        return Arrays.stream(header.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .toList();
    }

    /// Why this cannot become a WebSocket, or null.
    @Nullable
    Reply refusal() {
        if (!call.header("sec-websocket-version").equals(VERSION)) {
            return Statuses.failure(426, "BadRequest", "the version of WebSocket must be " + VERSION, Json.Obj.EMPTY)
                    .with("Sec-WebSocket-Version", VERSION);
        }
        if (!isKey(call.header("sec-websocket-key"))) {
            String message = "the header Sec-WebSocket-Key must be " + KEY_BYTES + " bytes in Base64";
            return Statuses.failure(400, "BadRequest", message, Json.Obj.EMPTY);
        }
        if (call.header("authorization").isEmpty() && isFromElsewhere()) {
            // A browser sends cookies along whatever site opens the WebSocket.
            String message = "a WebSocket from the origin " + call.header("origin") + " needs a token of its own";
            return Statuses.failure(403, "Forbidden", message, Json.Obj.EMPTY);
        }
        return null;
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException garbled) {
            return false;
        }
    }

    private boolean isFromElsewhere() {
        String origin = call.header("origin");
        if (origin.isEmpty()) {
            return false;
        }
        try {
            return !call.header("host").equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException garbled) {
            return true;
        }
    }

    /// The headers that accept it. The first subprotocol is taken: events are text whatever it is.
    List<Reply.Header> acceptance() {
        var upgrade = List.of(
                new Reply.Header("Upgrade", "websocket"),
                new Reply.Header("Connection", "Upgrade"),
                new Reply.Header("Sec-WebSocket-Accept", proof(call.header("sec-websocket-key"))));
        return subprotocols.isEmpty()
                ? upgrade
                : List.of(
                        upgrade.get(0),
                        upgrade.get(1),
                        upgrade.get(2),
                        new Reply.Header("Sec-WebSocket-Protocol", subprotocols.getFirst()));
    }

    static String proof(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + SECRET_OF_ALL).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
