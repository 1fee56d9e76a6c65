package io.paviour.postgres;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// The parts of a `postgresql://` URI.
final class Uris {
    private Uris() {}

    /// A text with everything escaped but what RFC 3986 lets stand anywhere.
    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    /// A text with its `%xx` resolved; `+` stands for itself.
    static String unescape(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// A host as it stands in a URI: an IPv6 address in brackets.
    static String host(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
