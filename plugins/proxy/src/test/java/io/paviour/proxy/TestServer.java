package io.paviour.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A real server on a real socket that answers as a test wants it to.
final class TestServer implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CopyOnWriteArrayList<String> heads = new CopyOnWriteArrayList<>();

    /// Answers one request after its head was read.
    interface Script {
        void answer(String head, Wire wire) throws Exception;
    }

    TestServer(Script script) throws IOException {
        this(0, script);
    }

    TestServer(int port, Script script) throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2048);
        Thread.ofVirtual().start(() -> accept(script));
    }

    /// A server that answers every request with a text.
    static TestServer saying(String text) throws IOException {
        return new TestServer((_, wire) -> respond(wire, text));
    }

    static void respond(Wire wire, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
        wire.write(body);
        wire.flush();
    }

    private void accept(Script script) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            var wire = new Wire(socket);
            while (wire.fill()) {
                String head = head(wire);
                heads.add(head);
                script.answer(head, wire);
            }
        } catch (Exception gone) {
            // The client, or this server, has closed the connection.
        } finally {
            sockets.remove(socket);
        }
    }

    static String head(Wire wire) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) wire.read());
        }
        return text.toString();
    }

    int port() {
        return server.getLocalPort();
    }

    /// The heads of the requests so far.
    java.util.List<String> heads() {
        return heads;
    }

    /// Takes no more connections; those there are go on.
    void stopAccepting() throws IOException {
        server.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
