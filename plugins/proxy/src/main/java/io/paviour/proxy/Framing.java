package io.paviour.proxy;

import java.util.List;

/// Where a message's body ends (RFC 9112, section 6.3).
sealed interface Framing {
    /// There is no body.
    record None() implements Framing {}

    /// After so many bytes.
    record Length(long bytes) implements Framing {}

    /// With the chunk of size 0.
    record Chunked() implements Framing {}

    /// With the connection; only for responses.
    record UntilClose() implements Framing {}

    /// The framing of a request. A length that is said twice, or said and then contradicted by the chunked coding, is
    /// refused: two servers that take different words for true disagree where the next request starts.
    ///
    /// @throws Refusal with status 400, or 501 for a coding other than `chunked`
    static Framing ofRequest(Head head, boolean isHttp11) throws Refusal {
        List<String> codings = head.values("transfer-encoding");
        List<String> lengths = head.values("content-length");
        if (codings.isEmpty()) {
            return lengths.isEmpty() ? new None() : length(lengths);
        }
        if (!lengths.isEmpty() || !isHttp11) {
            throw new Refusal(400, "Transfer-Encoding may not come with Content-Length, nor in HTTP/1.0");
        }
        if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
            throw new Refusal(501, "the only Transfer-Encoding that is understood is chunked");
        }
        return new Chunked();
    }

    /// The framing of a response.
    ///
    /// @throws Refusal if it contradicts itself
    static Framing ofResponse(Head head, String method, int status) throws Refusal {
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return new None();
        }
        List<String> codings = head.values("transfer-encoding");
        List<String> lengths = head.values("content-length");
        if (codings.isEmpty()) {
            return lengths.isEmpty() ? new UntilClose() : length(lengths);
        }
        if (!lengths.isEmpty() || codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
            throw new Refusal(502, "the Transfer-Encoding of the answer is not understood");
        }
        return new Chunked();
    }

    private static Length length(List<String> values) throws Refusal {
        if (values.size() > 1 || !values.getFirst().matches("[0-9]{1,18}")) {
            throw new Refusal(400, "Content-Length must be one number");
        }
        return new Length(Long.parseLong(values.getFirst()));
    }
}
