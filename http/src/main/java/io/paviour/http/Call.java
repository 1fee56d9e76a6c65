package io.paviour.http;

import io.paviour.resource.Problem;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// One request, free of the engine.
///
/// @param path as it was sent, still encoded, without the query
/// @param headers finds a header's value by its name in lower case
/// @param body the bytes of the body as they come
/// @param sighting takes what is found out about the request
record Call(String method, String path, Parameters parameters, Headers headers, InputStream body, Sighting sighting) {
    /// A call that nobody counts.
    Call(String method, String path, Parameters parameters, Headers headers, InputStream body) {
        this(method, path, parameters, headers, body, Sighting.uncounted());
    }

    /// The headers of a request.
    @FunctionalInterface
    interface Headers {
        /// The value, several of them joined by commas, or null.
        @Nullable
        String find(String name);
    }

    String header(String name) {
        String value = headers.find(name);
        return value == null ? "" : value;
    }

    /// This request with one header set.
    ///
    /// @param header in lower case
    Call with(String header, String value) {
        return new Call(
                method, path, parameters, name -> name.equals(header) ? value : headers.find(name), body, sighting);
    }

    Call with(Parameters parsed) {
        return new Call(method, path, parsed, headers, body, sighting);
    }

    /// This request as it is counted.
    Call with(Sighting other) {
        return new Call(method, path, parameters, headers, body, other);
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
