package io.paviour.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;

/// One connection on which anything can be said: HTTP/1.1 by hand, because real clients refuse to send
/// what is wrong.
final class TestPeer implements AutoCloseable {
    private static final Duration SILENCE_OF_STREAMS = Duration.ofMillis(100);
    private static final int HEAD_BYTES_MAX = 256 << 10;
    private static final int STREAM_BYTES_MAX = 64 << 10;

    private final Socket socket;
    private final InputStream in;

    private TestPeer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /// Connects to a door, by TLS if its URI says so.
    static TestPeer of(URI door, SSLContext tls) throws IOException {
        var socket = new Socket(door.getHost(), door.getPort());
        socket.setTcpNoDelay(true);
        return new TestPeer(
                "https".equals(door.getScheme())
                        ? tls.getSocketFactory().createSocket(socket, door.getHost(), door.getPort(), true)
                        : socket);
    }

    /// What was answered.
    ///
    /// @param headers by names in lower case
    /// @param isWhole whether it was read to its end; a stream is not
    @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
    record Heard(int status, Map<String, String> headers, byte[] body, boolean isWhole) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        boolean isLast() {
            return !isWhole || status == 101 || header("connection").equalsIgnoreCase("close");
        }
    }

    /// Sends as much as the other side takes: it may answer, and close, before it has heard everything.
    void say(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException refused) {
            // Whether there is an answer is seen when it is read.
        }
    }

    void endOfSpeech() throws IOException {
        if (!(socket instanceof javax.net.ssl.SSLSocket)) {
            socket.shutdownOutput();
        }
    }

    /// Reads one answer.
    ///
    /// @param isStream whether it may have no end: then a silence ends it
    /// @throws EOFException if the connection ends before it
    /// @throws SocketTimeoutException if there is silence for longer than `patience`
    Heard hear(boolean isHead, boolean isStream, Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        String head = head();
        int status = Integer.parseInt(head.substring(9, 12));
        if (status == 100) {
            return hear(isHead, isStream, patience);
        }
        Map<String, String> headers = new HashMap<>();
        head.lines().skip(1).filter(line -> line.contains(":")).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        if (isHead || status == 101 || status == 204 || status == 304) {
            return new Heard(status, headers, new byte[0], true);
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            var body = new ByteArrayOutputStream();
            boolean isWhole = chunks(body, isStream);
            return new Heard(status, headers, body.toByteArray(), isWhole);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return new Heard(status, headers, in.readAllBytes(), false);
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("the answer ended after " + body.length + " of " + length + " bytes");
        }
        return new Heard(status, headers, body, true);
    }

    private String head() throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no answer, or half a head: " + head);
            }
            head.append((char) next);
            if (head.length() > HEAD_BYTES_MAX) {
                throw new IOException("the head has no end");
            }
        }
        return head.toString();
    }

    /// @return whether the last chunk was among them
    private boolean chunks(ByteArrayOutputStream body, boolean isStream) throws IOException {
        try {
            while (!isStream || body.size() < STREAM_BYTES_MAX) {
                int length = Integer.parseInt(line(), 16);
                body.write(in.readNBytes(length));
                line();
                if (length == 0) {
                    return true;
                }
                if (isStream) {
                    socket.setSoTimeout((int) SILENCE_OF_STREAMS.toMillis());
                }
            }
            return false;
        } catch (SocketTimeoutException silence) {
            if (isStream) {
                return false;
            }
            throw silence;
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer ended in the middle");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed then.
        }
    }
}
