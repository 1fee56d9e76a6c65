package io.paviour.http;

import io.paviour.resource.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
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
record Call(
        String method,
        String path,
        Parameters parameters,
        Headers headers,
        InputStream body,
        List<X509Certificate> certificates,
        Visit visit) {
    /// Copies `certificates`.
    Call {
        certificates = List.copyOf(certificates);
    }

    /// A call without certificates.
    Call(String method, String path, Parameters parameters, Headers headers, InputStream body) {
        this(method, path, parameters, headers, body, List.of(), new Visit());
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
    }

    String header(String name) {
        String value = headers.find(name);
        return value == null ? "" : value;
    }

    /// This request with one header set.
    ///
    /// @param header in lower case
    Call with(String header, String value) {
        return new Call(method, path, parameters, name -> name.equals(header) ? value : headers.find(name), body);
    }

    Call with(Parameters parsed) {
        return new Call(method, path, parsed, headers, body, certificates, visit);
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
