package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.resource.Json;
import io.paviour.testing.Eventually;
import io.paviour.testing.Kubectl;
import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Stock informers and `kubectl apply -k` against two servers that are killed and stopped in turn while others write:
/// nobody misses the final state of a resource, or is told it twice.
///
/// It lasts as long as the system property `paviour.soak` says (ISO 8601, 40 seconds): `./paviour test -pl dist -am
/// -Dtest=SoakTest -Dpaviour.soak=PT1H`.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
class SoakTest {
    @RegisterExtension
    static final Workbench bench = new Workbench();

    private static final Duration DURATION = Duration.parse(System.getProperty("paviour.soak", "PT40S"));
    private static final long SEED = Long.getLong("paviour.soak.seed", System.nanoTime());
    /// Writes before a restart and after it: a tenth of all, between 4 and 20 s.
    private static final Duration SPELL = Duration.ofMillis(Math.clamp(DURATION.toMillis() / 10, 4_000, 20_000));

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int SCRIBBLERS = 4;
    private static final Duration PACE = Duration.ofMillis(100);

    private static final List<Server> servers = new ArrayList<>();
    private static final List<Scribbler> scribblers = new ArrayList<>();
    private static final List<Follower> followers = new ArrayList<>();
    private static final List<GitLoop> loops = new ArrayList<>();
    private static final ScheduledExecutorService clock = Executors.newScheduledThreadPool(SCRIBBLERS);

    @BeforeAll
    static void twoServers() throws Exception {
        EmbeddedPostgres database = bench.postgres("platform-database");
        for (String name : List.of("first", "second")) {
            var server = new Server(
                    bench,
                    bench.platform(name)
                            .onDatabase(Workbench.url(database, "postgres"))
                            // The same after each restart, for the clients.
                            .withVariable("PAVIOUR_API", "127.0.0.1:" + freePort()));
            server.start();
            server.awaitReady();
            servers.add(server);
        }
        TestPlatform first = servers.getFirst().platform();
        Kubectl kubectl = bench.kubectl(first);
        kubectl.given(Conformance.resource("gadgets.yaml"), "create", "-f", "-").succeeded();
        kubectl.run("wait", "--for=condition=Established", "crd/gadgets.conformance.example.com")
                .succeeded();
        for (String namespace : List.of("scribbled", "git-client", "git-server")) {
            kubectl.run("create", "namespace", namespace).succeeded();
        }
        for (int i = 0; i < SCRIBBLERS; i++) {
            Wire wire = servers.get(i % servers.size()).wire();
            scribblers.add(new Scribbler(wire, "scribbled", SEED + i));
        }
        loops.add(loop(kubectl, "git-client", GitLoop.PRUNE));
        loops.add(loop(kubectl, "git-server", List.of("--server-side")));
        followers.add(JavaFollower.start(first.kubeconfig()));
        followers.add(NodeFollower.start(first.kubeconfig()));
    }

    private static GitLoop loop(Kubectl kubectl, String namespace, List<String> flags) throws Exception {
        Path directory = Files.createDirectories(bench.directory().resolve(namespace));
        Wire wire = servers.getFirst().wire();
        return new GitLoop(kubectl.with("--namespace=" + namespace), wire, namespace, directory, flags);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void end() throws Exception {
        clock.shutdownNow();
        for (Follower follower : followers) {
            follower.close();
        }
    }

    @Test
    void nobodyMissesOrRepeatsAFinalState() throws Exception {
        long end = System.nanoTime() + DURATION.toNanos();
        var random = new Random(SEED);
        int round = 0;
        do {
            List<ScheduledFuture<?>> writing = write();
            Future<?> git = clock.submit(() -> {
                var content = new Random(random.nextLong());
                for (GitLoop loop : loops) {
                    loop.turn(content, servers.getFirst()::wasAwaySince);
                }
                return null;
            });
            spell();
            restart(servers.get(round % servers.size()), round / servers.size() % 2 == 1);
            spell();
            for (ScheduledFuture<?> one : writing) {
                one.cancel(false);
            }
            git.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            check(++round);
        } while (System.nanoTime() < end);
        System.out.println("soak: " + round + " restarts, " + sum(Scribbler::written) + " writes, "
                + sum(Scribbler::unanswered) + " unanswered; "
                + followers.stream().map(follower -> follower.told().toString()).collect(Collectors.joining("; ")));
    }

    private static List<ScheduledFuture<?>> write() {
        return scribblers.stream()
                .<ScheduledFuture<?>>map(
                        scribbler -> clock.scheduleWithFixedDelay(scribbler, 0, PACE.toMillis(), TimeUnit.MILLISECONDS))
                .toList();
    }

    private static void restart(Server server, boolean politely) throws Exception {
        if (politely) {
            server.stop();
        } else {
            server.kill9();
        }
        server.start();
        server.awaitReady();
    }

    /// Lets the others write for a while.
    private static void spell() throws Exception {
        clock.schedule(() -> {}, SPELL.toMillis(), TimeUnit.MILLISECONDS).get();
    }

    private static void check(int round) throws Exception {
        Wire wire = servers.getLast().wire();
        Map<String, Long> live = wire.get("/apis/conformance.example.com/v1/gadgets")
                .body()
                .objects("items")
                .map(item -> item.object("metadata"))
                .collect(Collectors.toMap(SoakTest::name, SoakTest::revision));
        for (Follower follower : followers) {
            Told told = follower.told();
            Eventually.get(
                    () -> "round " + round + " of seed " + SEED + ": " + told + ", and it misses "
                            + difference(live, told.state()),
                    PATIENCE,
                    () -> told.state().equals(live) ? true : null);
            assertThat(told.faults())
                    .as("round %d of seed %d: %s", round, SEED, told)
                    .isEmpty();
        }
        assertThat(scribblers)
                .as("seed %d", SEED)
                .flatExtracting(Scribbler::faults)
                .isEmpty();
    }

    private static String name(Json.Obj metadata) {
        return metadata.string("namespace", "") + "/" + metadata.string("name", "");
    }

    private static long revision(Json.Obj metadata) {
        return Long.parseLong(metadata.string("resourceVersion", ""));
    }

    private static Map<String, String> difference(Map<String, Long> live, Map<String, Long> told) {
        return Stream.concat(live.keySet().stream(), told.keySet().stream())
                .distinct()
                .filter(name -> !Objects.equals(live.get(name), told.get(name)))
                .collect(Collectors.toMap(name -> name, name -> told.get(name) + " for " + live.get(name)));
    }

    private static long sum(ToLongFunction<Scribbler> figure) {
        return scribblers.stream().mapToLong(figure).sum();
    }
}
