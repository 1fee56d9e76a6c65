package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// One answer, free of the engine.
sealed interface Reply {
    /// The status code.
    int status();

    /// The headers besides `Content-Type` and `Content-Length`.
    List<Header> headers();

    /// A header.
    record Header(String name, String value) {}

    /// An answer that is there as a whole.
    @SuppressWarnings("ArrayRecordComponent") // nobody changes the bytes or compares replies
    record Whole(int status, String type, byte[] body, List<Header> headers) implements Reply {
        Whole with(String name, String value) {
            var more = new ArrayList<>(headers);
            more.add(new Header(name, value));
            return new Whole(status, type, body, List.copyOf(more));
        }
    }

    /// A large answer that is kept compressed.
    ///
    /// @param zipped by gzip
    /// @param length before
    @SuppressWarnings("ArrayRecordComponent") // nobody changes the bytes or compares replies
    record Kept(int status, String type, byte[] zipped, int length, List<Header> headers) implements Reply {}

    /// An answer without a body and without a content type, such as 304.
    record Bare(int status, List<Header> headers) implements Reply {}

    /// An answer that is written as it comes into being.
    record Stream(String type, Writing writing) implements Reply {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public List<Header> headers() {
            return List.of();
        }
    }

    /// An answer that is too long to be held as a whole; it is compressed for clients that like it.
    record Flow(String type, Writing writing) implements Reply {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public List<Header> headers() {
            return List.of();
        }
    }

    /// Writes a stream to its end.
    @FunctionalInterface
    interface Writing {
        /// Writes; is called once, even if the client is gone already, and tidies up.
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    static byte[] zip(byte[] bytes) {
        var zipped = new ByteArrayOutputStream(bytes.length / 4);
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return zipped.toByteArray();
    }

    static byte[] unzip(byte[] zipped) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return gzip.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static Whole json(int status, Json json) {
        return new Whole(status, "application/json", JsonText.bytes(json), List.of());
    }

    static Whole text(int status, String text) {
        return new Whole(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), List.of());
    }
}
