package io.paviour.proxy;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One TCP connection with a buffer each way: lines and bytes in, text and bytes out. One thread may read while
/// another writes.
final class Wire implements Closeable {
    private static final int BUFFER_BYTES = 8 << 10;
    private static final int LINGER_BYTES_MAX = 1 << 20;
    private static final int LINGER_MILLIS = 500;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = socket.getInputStream();
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    }

    /// Opens a connection to an instance.
    static Wire to(Instance instance, Duration timeout) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(instance.address(), instance.port()), (int) timeout.toMillis());
            return new Wire(socket);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /// How long a read may wait from now on.
    void timeout(Duration silence) throws IOException {
        socket.setSoTimeout((int) silence.toMillis());
    }

    /// The other end's IP address.
    String peer() {
        return socket.getInetAddress().getHostAddress();
    }

    /// Whether something that was received waits to be read.
    boolean isAhead() {
        return from < to;
    }

    /// Waits for at least one byte; false at the end of the stream.
    boolean fill() throws IOException {
        if (from < to) {
            return true;
        }
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }

    /// Waits for at least one byte.
    ///
    /// @throws EOFException at the end of the stream
    void await() throws IOException {
        if (!fill()) {
            throw new EOFException("the connection ended in the middle of a message");
        }
    }

    /// The next byte.
    ///
    /// @throws EOFException at the end of the stream
    int read() throws IOException {
        await();
        return buffer[from++] & 0xff;
    }

    /// Reads what is there, at most `bytesMax`, and writes it to another wire.
    ///
    /// @return how many bytes; 0 at the end of the stream
    int pass(long bytesMax, Wire other) throws IOException {
        if (!fill()) {
            return 0;
        }
        int count = (int) Math.min(bytesMax, to - from);
        other.out.write(buffer, from, count);
        from += count;
        return count;
    }

    /// As [#pass], as one chunk of the chunked coding.
    int passChunk(long bytesMax, Wire other) throws IOException {
        if (!fill()) {
            return 0;
        }
        int count = (int) Math.min(bytesMax, to - from);
        other.write(Integer.toHexString(count) + "\r\n");
        other.out.write(buffer, from, count);
        other.write("\r\n");
        from += count;
        return count;
    }

    /// Writes text in ISO 8859-1, the charset of a message's head.
    void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Writes bytes.
    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /// Sends what was written.
    void flush() throws IOException {
        out.flush();
    }

    /// Says that nothing more will be sent.
    void finish() throws IOException {
        if (!socket.isOutputShutdown()) {
            out.flush();
            socket.shutdownOutput();
        }
    }

    /// Makes a thread that waits for bytes see the end of the stream.
    void stopReading() throws IOException {
        if (!socket.isClosed() && !socket.isInputShutdown()) {
            socket.shutdownInput();
        }
    }

    /// Closes so that the peer, perhaps still sending, sees the answer first: closed with unread bytes, TCP would
    /// reset the connection and take the answer away.
    void closeGently() throws IOException {
        if (socket.isClosed()) {
            return;
        }
        try (socket) {
            finish();
            socket.setSoTimeout(LINGER_MILLIS);
            int rest = LINGER_BYTES_MAX;
            int count = 0;
            while (rest > 0 && count >= 0) {
                rest -= count;
                count = in.read(buffer);
            }
        }
    }

    /// Closes so that the peer sees a failure, not an end.
    void abort() throws IOException {
        if (!socket.isClosed()) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
