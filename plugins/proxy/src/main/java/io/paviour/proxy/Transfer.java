package io.paviour.proxy;

import java.io.EOFException;
import java.io.IOException;

/// Moves a body from one wire to another piece by piece, as it comes; nothing is held back.
final class Transfer {
    private static final int SIZE_DIGITS_MAX = 15;
    private static final int CHUNK_LINE_BYTES_MAX = 256;
    private static final int TRAILER_BYTES_MAX = 8 << 10;

    private final Wire from;
    private final Wire to;

    Transfer(Wire from, Wire to) {
        this.from = from;
        this.to = to;
    }

    /// Moves a body that keeps its framing, and sends it all.
    ///
    /// @throws EOFException if it ends too early
    /// @throws Refusal with status 400 if its chunks are malformed
    void body(Framing framing) throws IOException {
        switch (framing) {
            case Framing.None() -> {}
            case Framing.Length(long bytes) -> exactly(bytes, false);
            case Framing.Chunked() -> chunks(true);
            case Framing.UntilClose() -> untilEnd();
        }
        to.flush();
    }

    /// Moves the content of a chunked body without its chunks, for a peer that does not know them.
    void unchunked() throws IOException {
        chunks(false);
        to.flush();
    }

    /// Moves everything until the stream ends.
    void untilEnd() throws IOException {
        while (from.pass(Long.MAX_VALUE, to) > 0) {
            sendBeforeWaiting();
        }
    }

    private void exactly(long bytes, boolean asChunks) throws IOException {
        long rest = bytes;
        while (rest > 0) {
            int count = asChunks ? from.passChunk(rest, to) : from.pass(rest, to);
            if (count == 0) {
                throw new EOFException("the body ended too early");
            }
            rest -= count;
            sendBeforeWaiting();
        }
    }

    private void chunks(boolean asChunks) throws IOException {
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
            exactly(size, asChunks);
            lineEnd();
            sendBeforeWaiting();
        }
        trailers();
        if (asChunks) {
            to.write("0\r\n\r\n");
        }
    }

    private void sendBeforeWaiting() throws IOException {
        if (!from.isAhead()) {
            to.flush();
        }
    }

    private long chunkSize() throws IOException {
        var digits = new StringBuilder();
        int read = from.read();
        while (Character.digit(read, 16) >= 0 && read < 0x80) {
            if (digits.length() == SIZE_DIGITS_MAX) {
                throw badChunk();
            }
            digits.append((char) read);
            read = from.read();
        }
        if (digits.isEmpty()) {
            throw badChunk();
        }
        // Extensions of a chunk mean nothing to anybody; they are dropped.
        int bytes = 0;
        if (read == ';') {
            while (read != '\r') {
                if (++bytes > CHUNK_LINE_BYTES_MAX || read == '\n' || read == 0) {
                    throw badChunk();
                }
                read = from.read();
            }
        }
        if (read != '\r' || from.read() != '\n') {
            throw badChunk();
        }
        return Long.parseLong(digits.toString(), 16);
    }

    private void lineEnd() throws IOException {
        if (from.read() != '\r' || from.read() != '\n') {
            throw badChunk();
        }
    }

    /// Reads the trailer fields and drops them: they may be dropped, and must not be mistaken for fields of the head.
    private void trailers() throws IOException {
        int bytes = 0;
        int lineBytes = 0;
        while (true) {
            int read = from.read();
            if (++bytes > TRAILER_BYTES_MAX || read == '\n') {
                throw badChunk();
            }
            if (read == '\r') {
                if (from.read() != '\n') {
                    throw badChunk();
                }
                if (lineBytes == 0) {
                    return;
                }
                lineBytes = 0;
            } else {
                lineBytes++;
            }
        }
    }

    private static Refusal badChunk() {
        return new Refusal(400, "a chunk of the body is malformed");
    }
}
