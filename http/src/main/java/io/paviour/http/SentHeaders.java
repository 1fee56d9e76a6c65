package io.paviour.http;

import io.helidon.common.socket.PeerInfo;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The headers of a request, as the engine has them.
///
/// @param authority whom the client means to talk to
record SentHeaders(Headers headers, String authority) implements Call.Headers {
    /// The headers of a request whose authority stands among them.
    static SentHeaders of(Headers headers) {
        String host = joined(headers, "host");
        return new SentHeaders(headers, host == null ? "" : host);
    }

    /// What a client showed of itself.
    static List<X509Certificate> certificates(boolean isSecure, PeerInfo peer) {
        if (!isSecure) {
            return List.of();
        }
        return peer.tlsCertificates()
                .map(chain -> Arrays.stream(chain)
                        .filter(X509Certificate.class::isInstance)
                        .map(X509Certificate.class::cast)
                        .toList())
                .orElse(List.of());
    }

    @Override
    public @Nullable String find(String name) {
        return name.equals("host") ? authority : joined(headers, name);
    }

    private static @Nullable String joined(Headers headers, String name) {
        HeaderName known = HeaderNames.create(name);
        return headers.contains(known)
                ? String.join(
                        name.equals("cookie") ? ";" : ",", headers.get(known).allValues())
                : null;
    }

    @Override
    public List<String> all(String name) {
        HeaderName known = HeaderNames.create(name);
        return headers.contains(known) ? List.copyOf(headers.get(known).allValues()) : List.of();
    }

    @Override
    public Set<String> names() {
        return headers.stream().map(header -> header.headerName().lowerCase()).collect(Collectors.toSet());
    }
}
