package io.paviour.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;

/// A long text as rows of 1 MiB each, with its SHA-256.
final class Chunks {
    private static final int CHUNK_BYTES = 1 << 20;

    private Chunks() {}

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /// Writes chunks, one row and one transaction each.
    static final class Out extends OutputStream {
        private static final String PUT = "insert into chunk (dump, number, data) values (?, ?, ?)";

        private final Connection connection;
        private final String dump;
        private final MessageDigest hash = sha256();
        private final byte[] buffer = new byte[CHUNK_BYTES];
        private int filled;
        private int number;
        private long bytes;

        Out(Connection connection, String dump) {
            this.connection = connection;
            this.dump = dump;
        }

        @Override
        public void write(int b) throws IOException {
            buffer[filled++] = (byte) b;
            if (filled == buffer.length) {
                store();
            }
        }

        @Override
        public void write(byte[] from, int at, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int part = Math.min(length - done, buffer.length - filled);
                System.arraycopy(from, at + done, buffer, filled, part);
                filled += part;
                done += part;
                if (filled == buffer.length) {
                    store();
                }
            }
        }

        private void store() throws IOException {
            byte[] chunk = Arrays.copyOf(buffer, filled);
            hash.update(chunk);
            bytes += filled;
            filled = 0;
            try (PreparedStatement statement = connection.prepareStatement(PUT)) {
                statement.setString(1, dump);
                statement.setInt(2, number++);
                statement.setBytes(3, chunk);
                statement.executeUpdate();
            } catch (SQLException failure) {
                throw new IOException("a dump could not be stored: " + failure.getMessage(), failure);
            }
        }

        @Override
        public void close() throws IOException {
            if (filled > 0) {
                store();
            }
        }

        /// Bytes in all, once closed.
        long bytes() {
            return bytes;
        }

        /// The hash in hex, once, after closing.
        String sha256Hex() {
            return HexFormat.of().formatHex(hash.digest());
        }
    }

    /// Reads chunks, one at a time.
    static final class In extends InputStream {
        private static final String GET = "select data from chunk where dump = ? and number = ?";

        private final Connection connection;
        private final String dump;
        private final MessageDigest hash = sha256();
        private byte[] chunk = new byte[0];
        private int at;
        private int number;

        In(Connection connection, String dump) {
            this.connection = connection;
            this.dump = dump;
        }

        @Override
        public int read() throws IOException {
            return fill() ? chunk[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int copied = Math.min(length, chunk.length - at);
            System.arraycopy(chunk, at, into, from, copied);
            at += copied;
            return copied;
        }

        private boolean fill() throws IOException {
            if (at < chunk.length) {
                return true;
            }
            try (PreparedStatement statement = connection.prepareStatement(GET)) {
                statement.setString(1, dump);
                statement.setInt(2, number++);
                try (ResultSet row = statement.executeQuery()) {
                    chunk = row.next() ? row.getBytes(1) : new byte[0];
                }
            } catch (SQLException failure) {
                throw new IOException("a dump could not be read: " + failure.getMessage(), failure);
            }
            at = 0;
            hash.update(chunk);
            return chunk.length > 0;
        }

        /// The hash in hex of all that was read, once.
        String sha256Hex() {
            return HexFormat.of().formatHex(hash.digest());
        }
    }
}
