package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private final TestSite site = TestSite.open();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void eachHostLeadsToItsOwnWorkload() throws Exception {
        try (var shop = TestServer.saying("shop");
                var blog = TestServer.saying("blog")) {
            site.store(TestSite.route("shop", "shop.localhost", "shop"));
            site.store(TestSite.workload("shop", shop.port()));
            site.store(TestSite.route("blog", "blog.localhost", "blog"));
            site.store(TestSite.workload("blog", blog.port()));

            assertThat(TestClient.get(site.port(), "shop.localhost")).endsWith("shop");
            assertThat(TestClient.get(site.port(), "BLOG.localhost.:7080")).endsWith("blog");
            assertThat(
                            TestClient.ask(
                                    site.port(),
                                    "GET http://blog.localhost/x?y HTTP/1.1\r\nHost: shop.localhost\r\nConnection: close\r\n\r\n"))
                    .endsWith("blog");
            assertThat(blog.heads().getLast()).startsWith("GET /x?y HTTP/1.1\r\nHost: blog.localhost\r\n");
        }
    }

    @Test
    void anUnknownHostIsToldSo() throws Exception {
        assertThat(TestClient.get(site.port(), "nobody.localhost"))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .endsWith("no route for host nobody.localhost\n");
    }

    @Test
    void withoutAReadyInstanceTheClientIsToldToComeBack() throws Exception {
        site.lead("shop.localhost");

        assertThat(TestClient.get(site.port(), "shop.localhost"))
                .startsWith("HTTP/1.1 503 ")
                .contains("Retry-After: 2\r\n")
                .endsWith("no instance of api is ready\n");
    }

    @Test
    void anInstanceThatIsGoneIsPassedOver() throws Exception {
        int gone = free();
        try (var server = TestServer.saying("hello")) {
            site.lead("shop.localhost", gone, server.port());

            for (int i = 0; i < 4; i++) {
                assertThat(TestClient.get(site.port(), "shop.localhost")).endsWith("hello");
                assertThat(
                                TestClient.ask(
                                        site.port(),
                                        "POST / HTTP/1.1\r\nHost: shop.localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
                        .endsWith("hello");
            }
        }
    }

    @Test
    void withNoInstanceThereTheAnswerIsBadGateway() throws Exception {
        site.lead("shop.localhost", free());

        assertThat(TestClient.get(site.port(), "shop.localhost"))
                .startsWith("HTTP/1.1 502 ")
                .endsWith("no instance could be reached\n");
    }

    private static int free() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void requestsTakeTurnsAmongTheInstances() throws Exception {
        try (var one = TestServer.saying("1");
                var two = TestServer.saying("2")) {
            site.lead("shop.localhost", one.port(), two.port());

            for (int i = 0; i < 10; i++) {
                TestClient.get(site.port(), "shop.localhost");
            }

            assertThat(one.heads()).hasSize(5);
            assertThat(two.heads()).hasSize(5);
        }
    }

    @Test
    void theInstanceLearnsWhoAskedAndNothingOfTheHop() throws Exception {
        try (var server = TestServer.saying("hello")) {
            site.lead("shop.localhost", server.port());

            TestClient.ask(
                    site.port(),
                    "GET / HTTP/1.1\r\nHost: shop.localhost:7080\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\n"
                            + "Forwarded: for=10.0.0.1\r\nX-Forwarded-For: 10.0.0.1\r\nX-Kept: 1\r\n\r\n");

            assertThat(List.of(server.heads().getFirst().split("\r\n")))
                    .containsExactly(
                            "GET / HTTP/1.1",
                            "Host: shop.localhost:7080",
                            "X-Kept: 1",
                            "X-Forwarded-For: 127.0.0.1",
                            "X-Forwarded-Host: shop.localhost:7080",
                            "X-Forwarded-Proto: http");
        }
    }

    @Test
    void aConnectionServesManyRequestsOnBothSides() throws Exception {
        try (var server = TestServer.saying("hello");
                var client = new TestClient(site.port())) {
            site.lead("shop.localhost", server.port());

            for (int i = 0; i < 3; i++) {
                client.send("GET /" + i + " HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
                assertThat(client.until("hello")).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void aKeptConnectionThatEndedIsNoFailure() throws Exception {
        try (var server = new TestServer((_, wire) -> {
                    TestServer.respond(wire, "hello");
                    wire.close();
                });
                var client = new TestClient(site.port())) {
            site.lead("shop.localhost", server.port());

            for (int i = 0; i < 5; i++) {
                client.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
                assertThat(client.until("hello")).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNeverTakenForWhole() throws Exception {
        try (var server = new TestServer((_, wire) -> {
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
                    wire.flush();
                    wire.close();
                });
                var client = new TestClient(site.port())) {
            site.lead("shop.localhost", server.port());

            client.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");

            assertThat(client.until("Content-Length: 100\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void anInstanceThatDiesBeforeItAnswersIsOneBadGatewayForAPost() throws Exception {
        try (var server = new TestServer((_, wire) -> wire.close())) {
            site.lead("shop.localhost", server.port());

            String answer = TestClient.ask(
                    site.port(), "POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 2\r\n\r\nhi");

            assertThat(answer).startsWith("HTTP/1.1 502 ");
            assertThat(server.heads()).hasSize(1);
        }
    }
}
