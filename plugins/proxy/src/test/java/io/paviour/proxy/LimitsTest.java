package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Change;
import io.paviour.resource.Ref;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Limits TIGHT = new Limits(
            1024,
            8,
            4,
            1,
            1,
            2,
            Duration.ofMillis(500),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofSeconds(15));

    /// One visit of a client to a proxy with tight limits.
    private static TestClient visit(TestSite site, Instances instances) throws Exception {
        var routes = new Routes(site, instances);
        site.follow(Set.of(site.kind("Route"), site.kind("Workload")), routes);
        try (var server = new ServerSocket(0)) {
            var client = new TestClient(server.getLocalPort());
            Socket accepted = server.accept();
            Thread.ofVirtual().start(() -> {
                try {
                    new Visit(new Wire(accepted), routes, instances, TIGHT).run();
                } catch (IOException impossible) {
                    throw new UncheckedIOException(impossible);
                }
            });
            return client;
        }
    }

    @Test
    void anInstanceThatKeepsSilentIsAGatewayTimeout() throws Exception {
        var site = new TestSite(Map.of());
        var never = new CountDownLatch(1);
        try (var instances = new Instances(TIGHT);
                var server = new TestServer((_, _) -> never.await())) {
            site.lead("shop.localhost", server.port());

            try (var client = visit(site, instances)) {
                client.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");

                assertThat(client.rest())
                        .startsWith("HTTP/1.1 504 Gateway Timeout\r\n")
                        .endsWith("the instance did not answer in time\n");
            }
        }
    }

    @Test
    void aClientThatKeepsSilentIsLeft() throws Exception {
        try (var instances = new Instances(TIGHT);
                var client = visit(new TestSite(Map.of()), instances)) {
            client.send("GET / HTT");

            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aClientThatStopsInTheMiddleOfABodyFreesTheInstance() throws Exception {
        var site = new TestSite(Map.of());
        var ended = new CountDownLatch(1);
        try (var instances = new Instances(TIGHT);
                var server = new TestServer((_, wire) -> {
                    try {
                        while (wire.fill()) {
                            wire.read();
                        }
                    } finally {
                        ended.countDown();
                    }
                })) {
            site.lead("shop.localhost", server.port());

            try (var client = visit(site, instances)) {
                client.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 100\r\n\r\nthe first part");

                assertThat(client.rest()).startsWith("HTTP/1.1 408 ");
                Eventually.isSo("the instance sees the end", () -> ended.getCount() == 0);
            }
        }
    }

    @Test
    void aLongUploadMayTakeLongerThanTheInstanceMayBeSilent() throws Exception {
        var site = new TestSite(Map.of());
        try (var instances = new Instances(TIGHT);
                var server = new TestServer((_, wire) -> {
                    while (wire.read() != '!') {}
                    TestServer.respond(wire, "thanks");
                })) {
            site.lead("shop.localhost", server.port());

            try (var client = visit(site, instances)) {
                client.send("POST / HTTP/1.1\r\nHost: shop.localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
                long end =
                        System.nanoTime() + TIGHT.idleTimeout().multipliedBy(3).toNanos();
                Eventually.isSo("the upload took its time", () -> {
                    client.send("1\r\nx\r\n");
                    return System.nanoTime() > end;
                });
                client.send("1\r\n!\r\n0\r\n\r\n");

                assertThat(client.until("thanks")).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void allInstancesBusyIsToldWithATimeToComeBack() throws Exception {
        var site = new TestSite(Map.of());
        try (var instances = new Instances(TIGHT);
                var server = TestServer.saying("hello")) {
            site.lead("shop.localhost", server.port());
            Upstream busy = instances.open(new Instance("127.0.0.1", server.port()));

            try (var client = visit(site, instances)) {
                client.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
                assertThat(client.rest()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 2\r\n");
            }
            busy.drop();
            try (var client = visit(site, instances)) {
                client.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
                assertThat(client.until("hello")).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void theLeastBusyInstanceIsAskedFirst() throws Exception {
        try (var instances = new Instances(Limits.USUAL);
                var one = TestServer.saying("1");
                var two = TestServer.saying("2")) {
            var busy = new Instance("127.0.0.1", one.port());
            var free = new Instance("127.0.0.1", two.port());
            Upstream inUse = instances.open(busy);

            for (int i = 0; i < 3; i++) {
                assertThat(instances.inOrder(List.of(busy, free))).containsExactly(free, busy);
            }

            inUse.drop();
        }
    }

    @Test
    void theTableHoldsARouteForEveryHostname() {
        var site = new TestSite(Map.of());
        try (var instances = new Instances(TIGHT)) {
            var routes = new Routes(site, instances);
            for (int i = 0; i < 200; i++) {
                routes.accept(new Change.Stored(TestSite.route("route-" + i, "host-" + i + ".localhost", "api")));
            }

            assertThat(routes.table().routes()).hasSize(200);
            assertThat(routes.table().find("host-7.localhost").route())
                    .isEqualTo(new Ref(site.kind("Route"), "payments", "route-7"));
        }
    }
}
