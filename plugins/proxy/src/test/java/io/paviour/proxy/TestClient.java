package io.paviour.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that says exactly what a test wants it to say.
final class TestClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;

    TestClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /// One request on a connection of its own, and the whole answer.
    static String ask(int port, String request) throws IOException {
        try (var client = new TestClient(port)) {
            client.send(request);
            return client.rest();
        }
    }

    /// A GET on a connection of its own, and the whole answer.
    static String get(int port, String host) throws IOException {
        return ask(port, "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    Socket socket() {
        return socket;
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Reads until what was read ends with a text.
    String until(String end) throws IOException {
        var text = new StringBuilder();
        while (text.length() < end.length() || !text.toString().endsWith(end)) {
            int read = socket.getInputStream().read();
            if (read < 0) {
                throw new IOException("the connection ended after: " + text);
            }
            text.append((char) read);
        }
        return text.toString();
    }

    /// Reads until the other end closes.
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
