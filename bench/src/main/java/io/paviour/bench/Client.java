package io.paviour.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// One connection to the API, kept alive: HTTP/1.1 over TLS, one request at a time. It does as little as can be,
/// because
/// it shares the machine with what it measures.
final class Client implements AutoCloseable {

    private final SSLSocket socket;
    private final InputStream in;
    private final String token;
    private long left;

    Client(int port, Path authority, String token) throws IOException {
        this.token = token;
        try {
            var address = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
            this.socket = (SSLSocket) context(authority).getSocketFactory().createSocket(address, port);
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        } catch (GeneralSecurityException broken) {
            throw new IOException("no TLS with " + authority, broken);
        } finally {
        }
    }

    private static SSLContext context(Path authority) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    record Answer(int status, String text) {
        /// @throws IOException if it is a refusal
        Answer orThrow() throws IOException {
            if (status >= 300) {
                throw new IOException(status + " " + text);
            }
            return this;
        }
    }

    /// Asks, and reads the whole answer.
    Answer ask(String method, String path, String body) throws IOException {
        Head head = send(method, path, body);
        if (head.chunked) {
            var whole = new ByteArrayOutputStream();
            left = 0;
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                whole.writeBytes(chunk);
            }
            return new Answer(head.status, whole.toString(StandardCharsets.UTF_8));
        }
        return new Answer(head.status, new String(in.readNBytes(head.length), StandardCharsets.UTF_8));
    }

    /// Begins a watch; [#event] reads on. The connection is of no other use afterwards.
    void watch(String path) throws IOException {
        Head head = send("GET", path, "");
        if (head.status != 200 || !head.chunked) {
            throw new IOException("no watch but " + head);
        }
        left = 0;
    }

    /// The next event of a watch as a line of JSON.
    String event() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            if (left == 0) {
                left = size();
            }
            int read = in.read();
            left--;
            if (left == 0) {
                line();
            }
            if (read < 0) {
                throw new IOException("the watch was cut off");
            }
            if (read == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(read);
        }
    }

    private record Head(int status, boolean chunked, int length) {}

    private Head send(String method, String path, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: "
                + content.length + "\r\n\r\n";
        var request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(content);
        request.writeTo(socket.getOutputStream());
        return head();
    }

    private Head head() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        boolean chunked = false;
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
            chunked |= header.startsWith("transfer-encoding:") && header.endsWith("chunked");
        }
        return new Head(status, chunked, length);
    }

    private byte[] chunk() throws IOException {
        byte[] chunk = in.readNBytes(size());
        line();
        return chunk;
    }

    private int size() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
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
