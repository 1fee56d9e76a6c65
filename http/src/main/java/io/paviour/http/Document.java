package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// A text that is asked for again and again and seldom changes, with its hash. A large one is kept compressed.
///
/// @param bytes of the text, or of its compressed form
/// @param length of the text itself
/// @param hash of the text, in hexadecimal digits
@SuppressWarnings("ArrayRecordComponent") // nobody changes the bytes or compares documents
record Document(byte[] bytes, boolean isZipped, int length, String hash) {
    private static final int PLAIN_BYTES_MAX = 16 << 10;

    static Document of(Json json) {
        return of(JsonText.bytes(json));
    }

    static Document of(byte[] bytes) {
        boolean isLarge = bytes.length > PLAIN_BYTES_MAX;
        return new Document(isLarge ? Reply.zip(bytes) : bytes, isLarge, bytes.length, hash(bytes));
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 16).toUpperCase(java.util.Locale.ROOT);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// The document, or the news that the client's copy is still right.
    ///
    /// That 304 has no content type: kubectl overwrites the headers of its copy with those of the 304, and would
    /// take aggregated discovery for the plain one from its second run on.
    ///
    /// @param caching the `Cache-Control`
    Reply reply(Call call, String contentType, String caching) {
        String tag = "\"" + hash + "\"";
        var headers = List.of(
                new Reply.Header("ETag", tag),
                new Reply.Header("Vary", "Accept"),
                new Reply.Header("Cache-Control", caching));
        boolean isKnown = Arrays.stream(call.header("if-none-match").split(","))
                .map(String::strip)
                .anyMatch(known -> known.equals(tag) || known.equals("W/" + tag) || known.equals("*"));
        if (isKnown) {
            return new Reply.Bare(304, headers);
        }
        return isZipped
                ? new Reply.Kept(200, contentType, bytes, length, headers)
                : new Reply.Whole(200, contentType, bytes, headers);
    }
}
