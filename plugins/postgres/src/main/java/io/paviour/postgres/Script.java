package io.paviour.postgres;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A dump as text: plain SQL in UTF-8 that `psql` can load, with a comment before each part that tells us its length,
/// so that nothing inside a part can be taken for the end of it.
///
/// ```
/// -- statement <bytes>
/// CREATE TABLE ...;
/// -- copy <bytes>
/// COPY ... FROM stdin;
/// <rows>
/// \.
/// ```
final class Script {
    /// Raised when a reader has to know the difference.
    static final int FORMAT = 1;

    private static final String STATEMENT = "-- statement ";
    private static final String COPY = "-- copy ";
    private static final int HEADER_BYTES_MAX = 200;
    private static final int STATEMENT_BYTES_MAX = 256 << 20;

    private Script() {}

    /// One part: a statement, or a COPY whose rows follow.
    record Part(String sql, boolean isCopy) {}

    /// Writes a comment.
    static void comment(OutputStream out, String text) throws IOException {
        line(out, "-- " + text.replaceAll("\\R", " "));
    }

    /// Writes a statement, given without its `;`.
    static void statement(OutputStream out, String sql) throws IOException {
        part(out, STATEMENT, sql + ";");
    }

    /// Writes the head of a COPY, given without its `;`. Rows in COPY's text format follow, then [#endCopy].
    static void beginCopy(OutputStream out, String sql) throws IOException {
        part(out, COPY, sql + ";");
    }

    static void endCopy(OutputStream out) throws IOException {
        line(out, "\\.");
    }

    private static void part(OutputStream out, String mark, String sql) throws IOException {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        line(out, mark + bytes.length);
        out.write(bytes);
        out.write('\n');
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Reads the next part, or null at the end. The rows of a COPY must have been read before.
    ///
    /// @throws IOException if this is not a dump
    static @Nullable Part next(InputStream in) throws IOException {
        while (true) {
            String line = line(in);
            if (line == null) {
                return null;
            }
            if (line.startsWith(STATEMENT)) {
                return new Part(sql(in, line.substring(STATEMENT.length())), false);
            }
            if (line.startsWith(COPY)) {
                return new Part(sql(in, line.substring(COPY.length())), true);
            }
            if (!line.startsWith("--")) {
                throw new IOException("the dump is damaged: a part was expected");
            }
        }
    }

    private static String sql(InputStream in, String length) throws IOException {
        if (!length.matches("[0-9]{1,9}") || Integer.parseInt(length) > STATEMENT_BYTES_MAX) {
            throw new IOException("the dump is damaged: a length was expected");
        }
        byte[] bytes = in.readNBytes(Integer.parseInt(length));
        if (in.read() != '\n' || bytes.length == 0) {
            throw new IOException("the dump is damaged: a statement is cut off");
        }
        return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() == HEADER_BYTES_MAX) {
                throw new IOException("the dump is damaged: a line is too long");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /// The rows of a COPY, up to and without its `\.`.
    static final class Rows extends InputStream {
        private final InputStream in;
        private byte[] line = new byte[0];
        private int at;
        private long count;
        private boolean ended;

        Rows(InputStream in) {
            this.in = in;
        }

        /// How many rows were read so far.
        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            return fill() ? line[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int copied = Math.min(length, line.length - at);
            System.arraycopy(line, at, into, from, copied);
            at += copied;
            return copied;
        }

        private boolean fill() throws IOException {
            if (ended || at < line.length) {
                return !ended;
            }
            var next = new ByteArrayOutputStream(Math.max(64, line.length));
            int b;
            do {
                b = in.read();
                if (b < 0) {
                    throw new IOException("the dump is damaged: rows are cut off");
                }
                next.write(b);
            } while (b != '\n');
            line = next.toByteArray();
            at = 0;
            ended = line.length == 3 && line[0] == '\\' && line[1] == '.';
            count += ended ? 0 : 1;
            return !ended;
        }
    }
}
