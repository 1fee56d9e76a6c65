package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What two servers could read in two ways is refused, and no part of it reaches an instance.
class SmugglingTest {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: shop.localhost\r\n\r\n";

    private final TestSite site = TestSite.open();

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\nHost: shop.localhost\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n",
                "POST / HTTP/1.1\nHost: shop.localhost\nContent-Length: 4\nContent-Length: 5\n\nabcd",
                "POST / HTTP/1.1\nHost: shop.localhost\nContent-Length: 4, 4\n\nabcd",
                "POST / HTTP/1.1\nHost: shop.localhost\nContent-Length: +4\n\nabcd",
                "POST / HTTP/1.1\nHost: shop.localhost\nContent-Length: 0x4\n\nabcd",
                "POST / HTTP/1.1\nHost: shop.localhost\nTransfer-Encoding : chunked\n\n0\n\n",
                "POST / HTTP/1.1\nHost: shop.localhost\nX: y\n Transfer-Encoding: chunked\n\n0\n\n",
                "POST / HTTP/1.0\nHost: shop.localhost\nTransfer-Encoding: chunked\n\n0\n\n",
                "GET / HTTP/1.1\nHost: shop.localhost\nHost: other.localhost\n\n",
                "GET / HTTP/1.1\n\n",
                "GET / HTTP/1.1\nHost: shop.localhost/evil\n\n",
                "GET /a b HTTP/1.1\nHost: shop.localhost\n\n",
                "GET shop HTTP/1.1\nHost: shop.localhost\n\n",
                "GET / HTTP/1.1\nHost: shop.localhost\nno colon\n\n",
                "GET / HTTP/1.1\nHost: shop.localhost\nX: a\u0000b\n\n"
            })
    void anAmbiguousHeadIsRefused(String request) throws Exception {
        try (var server = TestServer.saying("hello")) {
            site.lead("shop.localhost", server.port());

            String answer = TestClient.ask(site.port(), request.replace("\n", "\r\n") + HIDDEN);

            assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").containsOnlyOnce("HTTP/1.1");
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void aBareLineFeedIsRefused() throws Exception {
        try (var server = TestServer.saying("hello")) {
            site.lead("shop.localhost", server.port());

            String answer = TestClient.ask(site.port(), "GET / HTTP/1.1\nHost: shop.localhost\n\n");

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(server.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xchunked", "chunked, identity", "gzip, chunked", "identity"})
    void acodingThatIsNotChunkedIsRefused(String coding) throws Exception {
        try (var server = TestServer.saying("hello")) {
            site.lead("shop.localhost", server.port());

            String answer = TestClient.ask(
                    site.port(),
                    "POST / HTTP/1.1\r\nHost: shop.localhost\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 501 ");
            assertThat(server.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g\r\n",
                "\r\n",
                "-1\r\n",
                "0x4\r\nabcd\r\n",
                "4 \r\nabcd\r\n",
                "4\nabcd\r\n",
                "4\r\nabcdef\r\n",
                "ffffffffffffffff\r\nabcd",
                "4\r\nabcd\n0\r\n\r\n",
                "0\r\nX: y\n\r\n"
            })
    void aMalformedChunkIsRefusedAndItsRequestCutOff(String body) throws Exception {
        try (var server = new TestServer((_, wire) -> {
            while (wire.fill()) {
                wire.read();
            }
        })) {
            site.lead("shop.localhost", server.port());

            String answer = TestClient.ask(
                    site.port(),
                    "POST / HTTP/1.1\r\nHost: shop.localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + body + HIDDEN);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("a chunk of the body is malformed\n")
                    .containsOnlyOnce("HTTP/1.1");
            // Perhaps it was cut off before the instance had read even its head.
            assertThat(server.heads()).hasSizeLessThanOrEqualTo(1).noneMatch(head -> head.contains("/hidden"));
        }
    }

    @Test
    void anAnswerWithTwoLengthsIsNotPassedOn() throws Exception {
        try (var server = new TestServer((_, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            wire.flush();
        })) {
            site.lead("shop.localhost", server.port());

            assertThat(TestClient.get(site.port(), "shop.localhost")).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() throws Exception {
        try (var server = TestServer.saying("hello")) {
            site.lead("shop.localhost", server.port());
            String large = "GET / HTTP/1.1\r\nHost: shop.localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n";
            String many = "GET / HTTP/1.1\r\nHost: shop.localhost\r\n" + "X: x\r\n".repeat(200) + "\r\n";

            assertThat(TestClient.ask(site.port(), large)).startsWith("HTTP/1.1 431 ");
            assertThat(TestClient.ask(site.port(), many)).startsWith("HTTP/1.1 431 ");
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void anUpgradeThatIsNoWebSocketIsNotPassedOn() throws Exception {
        try (var server = TestServer.saying("hello")) {
            site.lead("shop.localhost", server.port());

            try (var client = new TestClient(site.port())) {
                client.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
                assertThat(client.until("hello")).startsWith("HTTP/1.1 200 OK");
            }

            assertThat(server.heads().getFirst()).doesNotContainIgnoringCase("h2c", "HTTP2-Settings", "upgrade");
        }
    }
}
