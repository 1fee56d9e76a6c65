package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamingTest {
    private static final int PATIENCE_SECONDS = 30;

    private final TestSite site = TestSite.open();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aChunkedAnswerArrivesPieceByPiece() throws Exception {
        var goOn = new LinkedBlockingQueue<String>();
        try (var server = new TestServer((_, wire) -> {
                    wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    wire.flush();
                    for (String next = goOn.take(); !next.isEmpty(); next = goOn.take()) {
                        wire.write("3\r\n" + next + "\r\n");
                        wire.flush();
                    }
                    wire.write("0\r\n\r\n");
                    wire.flush();
                });
                var client = new TestClient(site.port())) {
            site.lead("shop.localhost", server.port());

            client.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");

            assertThat(client.until("\r\n\r\n")).contains("Transfer-Encoding: chunked\r\n");
            goOn.put("one");
            assertThat(client.until("one\r\n")).isEqualTo("3\r\none\r\n");
            goOn.put("two");
            assertThat(client.until("two\r\n")).isEqualTo("3\r\ntwo\r\n");
            goOn.put("");
            assertThat(client.until("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
        }
    }

    @Test
    void anOldClientGetsAChunkedAnswerWithoutChunks() throws Exception {
        try (var server = new TestServer((_, wire) -> {
            wire.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\none\r\n3\r\ntwo\r\n0\r\nT: 1\r\n\r\n");
            wire.flush();
        })) {
            site.lead("shop.localhost", server.port());

            String answer = TestClient.ask(site.port(), "GET / HTTP/1.0\r\nHost: shop.localhost\r\n\r\n");

            assertThat(answer)
                    .endsWith("\r\n\r\nonetwo")
                    .doesNotContain("chunked")
                    .contains("Connection: close\r\n");
        }
    }

    @Test
    void anUploadStreamsAndIsNeverHeld() throws Exception {
        long bytes = 50L << 20;
        var received = new AtomicLong();
        var half = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] piece = new byte[64 << 10];
            for (int n = exchange.getRequestBody().read(piece);
                    n >= 0;
                    n = exchange.getRequestBody().read(piece)) {
                if (received.addAndGet(n) >= bytes / 2) {
                    half.countDown();
                }
            }
            exchange.sendResponseHeaders(204, -1);
        });
        server.start();
        try (var client = new TestClient(site.port())) {
            site.lead("shop.localhost", server.getAddress().getPort());
            client.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: " + bytes + "\r\n\r\n");
            byte[] piece = new byte[64 << 10];

            for (long sent = 0; sent < bytes / 2; sent += piece.length) {
                client.socket().getOutputStream().write(piece);
            }
            // The first half is there before the second is sent: nobody holds it back.
            assertThat(half.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            for (long sent = 0; sent < bytes / 2; sent += piece.length) {
                client.socket().getOutputStream().write(piece);
            }

            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
            assertThat(received.get()).isEqualTo(bytes);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aSlowReaderHoldsTheInstanceBackInsteadOfFillingMemory() throws Exception {
        var sent = new AtomicLong();
        try (var server = new TestServer((_, wire) -> {
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + (1L << 40) + "\r\n\r\n");
                    byte[] piece = new byte[64 << 10];
                    while (true) {
                        wire.write(piece);
                        sent.addAndGet(piece.length);
                    }
                });
                var client = new TestClient(site.port())) {
            site.lead("shop.localhost", server.port());
            client.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
            client.until("\r\n\r\n");

            var before = new AtomicLong(-1);
            var sameCount = new AtomicLong();
            Eventually.isSo("the instance stops sending", () -> {
                boolean isSame = before.getAndSet(sent.get()) == sent.get();
                return (isSame ? sameCount.incrementAndGet() : sameCount.updateAndGet(_ -> 0)) > 50;
            });

            assertThat(sent.get()).isLessThan(64L << 20);
        }
    }

    @Test
    void theClientIsToldToContinueByTheInstance() throws Exception {
        try (var server = new TestServer((_, wire) -> {
                    wire.write("HTTP/1.1 100 Continue\r\n\r\n");
                    wire.flush();
                    wire.read();
                    wire.read();
                    TestServer.respond(wire, "thanks");
                });
                var client = new TestClient(site.port())) {
            site.lead("shop.localhost", server.port());

            client.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("hi");

            assertThat(client.until("thanks")).startsWith("HTTP/1.1 200 OK");
            assertThat(server.heads().getFirst()).contains("Expect: 100-continue");
        }
    }

    @Test
    void anAnswerMayComeBeforeTheBodyIsThere() throws Exception {
        try (var server = new TestServer((_, wire) -> {
                    wire.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n");
                    wire.finish();
                });
                var client = new TestClient(site.port())) {
            site.lead("shop.localhost", server.port());

            client.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 1000000\r\n\r\nthe first bytes");

            assertThat(client.rest()).startsWith("HTTP/1.1 413 ").endsWith("no\n");
        }
    }

    @Test
    void aWebSocketEchoesThroughTheProxy() throws Exception {
        try (var server = new TestServer(StreamingTest::echo)) {
            site.lead("shop.localhost", server.port());
            var heard = new LinkedBlockingQueue<String>();
            try (HttpClient client = HttpClient.newHttpClient()) {
                WebSocket socket = client.newWebSocketBuilder()
                        .header("Host", "shop.localhost")
                        .buildAsync(URI.create("ws://127.0.0.1:" + site.port() + "/chat"), new Listener(heard))
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

                socket.sendText("hello", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
                socket.sendText("again", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("again");

                socket.abort();
            }
        }
    }

    private record Listener(LinkedBlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean isLast) {
            heard.add(text.toString());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    /// A WebSocket server (RFC 6455) for short masked text frames, which it sends back unmasked.
    private static void echo(String head, Wire wire) throws Exception {
        String key = head.split("(?i)Sec-WebSocket-Key: ")[1].split("\r\n")[0];
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        wire.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n");
        wire.flush();
        while (true) {
            int first = wire.read();
            int length = wire.read() & 0x7f;
            byte[] mask = {(byte) wire.read(), (byte) wire.read(), (byte) wire.read(), (byte) wire.read()};
            byte[] frame = new byte[length + 2];
            frame[0] = (byte) first;
            frame[1] = (byte) length;
            for (int i = 0; i < length; i++) {
                frame[i + 2] = (byte) (wire.read() ^ mask[i % 4]);
            }
            wire.write(frame);
            wire.flush();
        }
    }
}
