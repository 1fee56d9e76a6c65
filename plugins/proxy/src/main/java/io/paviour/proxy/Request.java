package io.paviour.proxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a client asks for.
///
/// @param target the path and query, or `*`
/// @param authority the `Host` as the client wrote it
/// @param hostname the host in lower case, without port and trailing dot
/// @param isHttp11 whether the client speaks HTTP/1.1, not 1.0
record Request(
        Head head, String method, String target, String authority, String hostname, boolean isHttp11, Framing framing) {
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{0,5})?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:http)://([^/?]*)(.*)");
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    /// Fields that this proxy says itself. It is the first that clients meet, so what they say of it is not believed.
    private static final Set<String> OWN_FIELDS =
            Set.of("host", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto");

    /// Reads the head of a request.
    ///
    /// @throws Refusal if it is malformed, too large, or could be read in two ways
    static Request read(Wire client, Limits limits) throws IOException {
        Head head = Head.read(client, limits);
        String[] words = head.line().split(" ", -1);
        if (words.length != 3 || !Head.isToken(words[0]) || !isTarget(words[1])) {
            throw new Refusal(400, "the first line of the request is malformed");
        }
        boolean isHttp11 = words[2].equals("HTTP/1.1");
        if (!isHttp11 && !words[2].equals("HTTP/1.0")) {
            throw new Refusal(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
        }
        if (words[0].equals("CONNECT")) {
            throw new Refusal(405, "no tunnels are opened here");
        }
        List<String> hosts = head.values("host");
        if (hosts.size() != 1) {
            throw new Refusal(400, "a request has one Host, not " + hosts.size());
        }
        Matcher absolute = ABSOLUTE.matcher(words[1]);
        boolean isAbsolute = absolute.matches();
        String authority = isAbsolute ? absolute.group(1) : hosts.getFirst();
        String target = isAbsolute ? origin(absolute.group(2)) : words[1];
        if (!target.startsWith("/") && !target.equals("*")) {
            throw new Refusal(400, "the target of the request is malformed");
        }
        return new Request(
                head, words[0], target, authority, hostname(authority), isHttp11, Framing.ofRequest(head, isHttp11));
    }

    private static boolean isTarget(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static String origin(String afterAuthority) {
        return afterAuthority.startsWith("/") ? afterAuthority : "/" + afterAuthority;
    }

    private static String hostname(String authority) throws Refusal {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            throw new Refusal(400, "the Host is malformed");
        }
        String host = matcher.group(1).toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /// Whether it may be sent again when nobody knows what became of it.
    boolean isRepeatable() {
        return framing instanceof Framing.None && IDEMPOTENT.contains(method) && !isUpgrade();
    }

    /// Whether it asks for a WebSocket. Other upgrades are not passed on: in an HTTP/2 connection, further requests
    /// would pass the proxy unseen.
    boolean isUpgrade() {
        return isHttp11
                && framing instanceof Framing.None
                && head.says("connection", "upgrade")
                && head.says("upgrade", "websocket");
    }

    /// Whether the client may send another request on the same connection.
    boolean keepsConnection() {
        return isHttp11 && !head.says("connection", "close");
    }

    /// Writes it for an instance.
    ///
    /// @param client the client's IP address
    void write(Wire instance, String client) throws IOException {
        var fields = new ArrayList<Head.Field>();
        fields.add(new Head.Field("Host", authority));
        for (Head.Field field : Platform.withoutSession(head.passedOn(OWN_FIELDS))) {
            // Nobody waits with a body that is not there.
            if (!field.is("expect") || !(framing instanceof Framing.None)) {
                fields.add(field);
            }
        }
        fields.add(new Head.Field("X-Forwarded-For", client));
        fields.add(new Head.Field("X-Forwarded-Host", authority));
        fields.add(new Head.Field("X-Forwarded-Proto", "http"));
        if (framing instanceof Framing.Chunked) {
            fields.add(new Head.Field("Transfer-Encoding", "chunked"));
        }
        if (isUpgrade()) {
            fields.add(new Head.Field("Connection", "Upgrade"));
            fields.add(new Head.Field("Upgrade", "websocket"));
        }
        new Head(method + " " + target + " HTTP/1.1", fields).write(instance);
    }
}
