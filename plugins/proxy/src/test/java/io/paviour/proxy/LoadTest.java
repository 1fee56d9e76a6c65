package io.paviour.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final int PATIENCE_SECONDS = 60;

    private final TestSite site = TestSite.open();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aThousandSlowRequestsWaitAtTheSameTime() throws Exception {
        int count = 1000;
        var allThere = new CyclicBarrier(count);
        try (var server = new TestServer((_, wire) -> {
                    allThere.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    TestServer.respond(wire, "at last");
                });
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            site.lead("shop.localhost", server.port());

            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < count; i++) {
                answers.add(clients.submit(() -> TestClient.get(site.port(), "shop.localhost")));
            }

            for (Future<String> answer : answers) {
                assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).endsWith("at last");
            }
        }
    }

    @Test
    void aRollingRestartLosesNoRequest() throws Exception {
        var isDone = new AtomicBoolean();
        var answered = new AtomicInteger();
        var servers = new ArrayList<>(List.of(TestServer.saying("hello"), TestServer.saying("hello")));
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            site.lead("shop.localhost", servers.get(0).port(), servers.get(1).port());
            var hammers = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 4; i++) {
                hammers.add(clients.submit(hammer(isDone, answered)));
            }

            for (int restart = 0; restart < 20; restart++) {
                int turn = restart % 2;
                awaitAnswers(answered, 50);
                // It dies at once, requests on the way included, and the table learns of it only afterwards.
                servers.get(turn).close();
                awaitAnswers(answered, 50);
                servers.set(turn, TestServer.saying("hello"));
                site.store(TestSite.workload(
                        "api", servers.get(0).port(), servers.get(1).port()));
            }
            isDone.set(true);

            int total = 0;
            for (Future<Integer> hammer : hammers) {
                total += hammer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(total).isGreaterThan(2000);
        } finally {
            isDone.set(true);
            for (TestServer server : servers) {
                server.close();
            }
        }
    }

    private Callable<Integer> hammer(AtomicBoolean isDone, AtomicInteger answered) {
        return () -> {
            int count = 0;
            try (var client = new TestClient(site.port())) {
                while (!isDone.get()) {
                    client.send("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
                    assertThat(client.until("hello")).startsWith("HTTP/1.1 200 OK");
                    answered.incrementAndGet();
                    count++;
                }
            } catch (Throwable lost) {
                isDone.set(true);
                throw lost;
            }
            return count;
        };
    }

    private static void awaitAnswers(AtomicInteger answered, int count) throws Exception {
        int goal = answered.get() + count;
        Eventually.isSo("requests go on being answered", () -> answered.get() >= goal);
    }
}
