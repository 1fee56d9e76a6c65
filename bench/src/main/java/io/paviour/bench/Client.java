package io.paviour.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// One connection to the API, kept alive: HTTP/1.1 over TLS, one request at a time. It does as little as can be, as it
/// shares the machine with what it measures.
final class Client implements AutoCloseable {
    private static final int KEPT_BYTES_MAX = 64 << 10;

    private final SSLSocket socket;
    private final InputStream in;
    private final String token;
    private byte[] chunk = {};
    private int read;

    Client(SSLContext context, int port, String token) throws IOException {
        this.token = token;
        var address = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        this.socket = (SSLSocket) context.getSocketFactory().createSocket(address, port);
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        this.in = new BufferedInputStream(socket.getInputStream(), 32 << 10);
    }

    /// A request besides its path.
    ///
    /// @param type of the body
    /// @param headers further ones, each ended by CR LF
    record Form(String method, String type, String accept, String headers) {
        static final Form GET = new Form("GET", "application/json", "application/json", "");

        static Form of(String method) {
            return new Form(method, "application/json", "application/json", "");
        }

        Form withType(String other) {
            return new Form(method, other, accept, headers);
        }

        Form accepting(String other) {
            return new Form(method, type, other, headers);
        }

        Form zipped() {
            return new Form(method, type, accept, headers + "Accept-Encoding: gzip\r\n");
        }
    }

    record Answer(int status, String text) {
        /// @throws IOException if it is a refusal
        Answer orThrow() throws IOException {
            if (status >= 300) {
                throw new IOException(status + " " + text);
            }
            return this;
        }

        /// The revision that the answer names first.
        String revision() {
            return between("\"resourceVersion\":\"");
        }

        /// What follows up to the next quotation mark, or nothing.
        String between(String before) {
            int at = text.indexOf(before);
            return at < 0 ? "" : text.substring(at + before.length(), text.indexOf('"', at + before.length()));
        }
    }

    /// @param begin the answer as far as it is kept
    record Measured(Answer begin, long bytes) {}

    /// Asks, and reads the whole answer.
    Answer ask(String method, String path, String body) throws IOException {
        return ask(Form.of(method), path, body);
    }

    Answer ask(Form form, String path, String body) throws IOException {
        return take(form, path, body, Integer.MAX_VALUE).begin;
    }

    /// Asks, and counts what comes without keeping more than its beginning.
    Measured count(Form form, String path) throws IOException {
        return take(form, path, "", KEPT_BYTES_MAX);
    }

    private Measured take(Form form, String path, String body, int keptMax) throws IOException {
        Head head = send(form, path, body);
        var kept = new ByteArrayOutputStream();
        long bytes = 0;
        if (head.chunked) {
            for (byte[] next = chunk(); next.length > 0; next = chunk()) {
                kept.write(next, 0, Math.min(next.length, keptMax - kept.size()));
                bytes += next.length;
            }
        } else {
            byte[] whole = in.readNBytes(head.length);
            kept.write(whole, 0, Math.min(whole.length, keptMax));
            bytes = whole.length;
        }
        return new Measured(new Answer(head.status, text(kept.toByteArray(), head.zipped)), bytes);
    }

    private static String text(byte[] begin, boolean zipped) throws IOException {
        var text = new ByteArrayOutputStream();
        if (zipped) {
            try (var unzipping = new GZIPInputStream(new ByteArrayInputStream(begin))) {
                unzipping.transferTo(text);
            } catch (EOFException end) {
                // No more of it was kept.
            }
        } else {
            text.writeBytes(begin);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /// Begins a watch; [#event] reads on. The connection is of no other use afterwards.
    void watch(String path) throws IOException {
        Head head = send(Form.GET, path, "");
        if (head.status != 200 || !head.chunked) {
            throw new IOException("no watch but " + head);
        }
    }

    /// The next event of a watch as a line of JSON.
    String event() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            if (read == chunk.length) {
                chunk = chunk();
                read = 0;
                if (chunk.length == 0) {
                    throw new IOException("the watch has ended");
                }
            }
            int end = read;
            while (end < chunk.length && chunk[end] != '\n') {
                end++;
            }
            line.writeBytes(Arrays.copyOfRange(chunk, read, end));
            read = Math.min(end + 1, chunk.length);
            if (end < chunk.length) {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
        }
    }

    private record Head(int status, boolean chunked, boolean zipped, int length) {}

    private Head send(Form form, String path, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = form.method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nAccept: " + form.accept + "\r\nContent-Type: " + form.type + "\r\n" + form.headers
                + "Content-Length: " + content.length + "\r\n\r\n";
        var request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(content);
        request.writeTo(socket.getOutputStream());
        return head();
    }

    private Head head() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        boolean chunked = false;
        boolean zipped = false;
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
            chunked |= header.startsWith("transfer-encoding:") && header.endsWith("chunked");
            zipped |= header.startsWith("content-encoding:") && header.endsWith("gzip");
        }
        return new Head(status, chunked, zipped, length);
    }

    private byte[] chunk() throws IOException {
        int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
        byte[] next = in.readNBytes(size);
        line();
        return next;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("the connection was closed");
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
