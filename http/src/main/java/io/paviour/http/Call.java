package io.paviour.http;

import io.paviour.resource.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One request, free of the engine.
///
/// @param path as it was sent, still encoded, without the query
/// @param headers finds a header's value by its name in lower case
/// @param body the bytes of the body as they come
/// @param certificates what the client showed, its own certificate first; whom they come from nobody has looked at yet
/// @param visit ends when the answer has been sent
/// @param sighting takes what is found out about the request
record Call(
        String method,
        String path,
        Parameters parameters,
        Headers headers,
        InputStream body,
        List<X509Certificate> certificates,
        Visit visit,
        Sighting sighting) {
    /// Copies `certificates`.
    Call {
        certificates = List.copyOf(certificates);
    }

    /// A call without certificates that nobody counts.
    Call(String method, String path, Parameters parameters, Headers headers, InputStream body) {
        this(method, path, parameters, headers, body, List.of(), new Visit(), Sighting.uncounted());
    }

    /// The headers of a request.
    @FunctionalInterface
    interface Headers {
        /// The value, several of them joined by commas, or null.
        @Nullable
        String find(String name);

        /// Each value of a header by itself.
        default List<String> all(String name) {
            String value = find(name);
            return value == null ? List.of() : List.of(value);
        }

        /// The names of all headers, in lower case.
        default Set<String> names() {
            return Set.of();
        }

        /// These headers with one of them set.
        default Headers with(String header, String value) {
            Headers others = this;
            return new Headers() {
                @Override
                public @Nullable String find(String name) {
                    return name.equals(header) ? value : others.find(name);
                }

                @Override
                public List<String> all(String name) {
                    return name.equals(header) ? List.of(value) : others.all(name);
                }

                @Override
                public Set<String> names() {
                    var names = new HashSet<>(others.names());
                    names.add(header);
                    return names;
                }
            };
        }
    }

    String header(String name) {
        String value = headers.find(name);
        return value == null ? "" : value;
    }

    /// This request with one header set.
    ///
    /// @param header in lower case
    Call with(String header, String value) {
        return new Call(method, path, parameters, headers.with(header, value), body, certificates, visit, sighting);
    }

    Call with(Parameters parsed) {
        return new Call(method, path, parsed, headers, body, certificates, visit, sighting);
    }

    /// This request as it is counted.
    Call with(Sighting other) {
        return new Call(method, path, parameters, headers, body, certificates, visit, other);
    }

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /// The media type of the body, without parameters, in lower case; empty if none is named.
    String mediaType() {
        String type = header("content-type");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(java.util.Locale.ROOT);
    }

    /// The body as a whole.
    ///
    /// @throws io.paviour.resource.ProblemException with [Problem.TooLarge] for more than `bytesMax`
    byte[] bytes(int bytesMax) throws IOException {
        byte[] bytes = body.readNBytes(bytesMax + 1);
        if (bytes.length > bytesMax) {
            throw new Problem.TooLarge(bytes.length, bytesMax).exception();
        }
        return bytes;
    }
}
