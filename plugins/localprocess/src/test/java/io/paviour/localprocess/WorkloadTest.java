package io.paviour.localprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.process.Ports;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private TestYard yard;

    @BeforeEach
    void open() throws IOException {
        yard = new TestYard(directory);
        yard.script("sleep", "echo started; exec sleep 1000\n");
        Files.createDirectories(yard.artifacts.resolve("service"));
    }

    @AfterEach
    void close() {
        yard.close();
    }

    @Test
    void aWorkloadWithoutAnArtifactWaitsForItsRelease() throws Exception {
        Ref ref = yard.apply("api", "replicas: 2");

        Plan plan = yard.settle(ref);

        assertThat(plan.outcome().reason()).isEqualTo("AwaitingRelease");
        assertThat(plan.outcome()).isInstanceOf(Outcome.Working.class);
    }

    @Test
    void replicasAnswerOnTheirPorts() throws Exception {
        Ref ref = yard.apply("api", TestYard.serving(2, "hello"));

        Plan plan = yard.awaitReady(ref);

        assertThat(TestYard.get(TestYard.port(plan, 0))).contains("hello");
        assertThat(TestYard.get(TestYard.port(plan, 1))).contains("hello");
        assertThat(plan.status().integer("readyReplicas", 0)).isEqualTo(2);
        assertThat(plan.outcome().message()).isEqualTo("2 of 2 replicas are ready");
        assertThat(TestYard.instance(plan, 1))
                .isEqualTo(Json.object(
                        "index",
                        1,
                        "phase",
                        "Running",
                        "ready",
                        true,
                        "address",
                        "127.0.0.1",
                        "port",
                        TestYard.port(plan, 1),
                        "restarts",
                        0,
                        "message",
                        "",
                        "node",
                        "node-a"));
    }

    @Test
    void theWaitNamesTheReplicaAndTheQuestion() throws Exception {
        Ref ref = yard.apply("api", TestYard.sleeping(1) + "health: {path: /healthz}\n");

        Plan plan = yard.await(
                ref, seen -> TestYard.instance(seen, 0).string("phase", "").equals("Starting"));

        assertThat(plan.outcome().message())
                .isEqualTo("waits for replica 0 to answer GET /healthz on port " + TestYard.port(plan, 0));
    }

    @Test
    void aKilledReplicaStartsAgainOnItsPort() throws Exception {
        Ref ref = yard.apply("api", TestYard.serving(1, "hello"));
        int port = TestYard.port(yard.awaitReady(ref), 0);
        long pid = TestYard.pid(port);

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        TestYard.until(() -> !TestYard.isAlive(pid));
        Plan crashed = yard.await(ref, plan -> !TestYard.instance(plan, 0).bool("ready", true));
        Plan again = yard.awaitReady(ref);

        assertThat(TestYard.instance(crashed, 0).string("message")).isEqualTo("killed by SIGKILL");
        assertThat(TestYard.port(again, 0)).isEqualTo(port);
        assertThat(TestYard.instance(again, 0).integer("restarts", 0)).isEqualTo(1);
        assertThat(TestYard.pid(port)).isNotEqualTo(pid);
    }

    @Test
    void anUnhealthyReplicaIsRestarted() throws Exception {
        Ref ref = yard.apply("api", TestYard.serving(1, "hello"));
        int port = TestYard.port(yard.awaitReady(ref), 0);
        long pid = TestYard.pid(port);
        String path = "http://127.0.0.1:" + port + "/sick";

        java.net.URI.create(path).toURL().openStream().close();
        Plan unwell = yard.await(ref, plan -> !TestYard.instance(plan, 0).bool("ready", true));
        yard.awaitReady(ref);

        assertThat(TestYard.instance(unwell, 0).string("message"))
                .startsWith("did not answer GET /healthz on port " + port + ", 3 times in a row");
        assertThat(TestYard.isAlive(pid)).isFalse();
    }

    @Test
    void aReplicaThatKeepsEndingWaitsLongerEachTime() throws Exception {
        yard.script("crash", "exit 3\n");
        Ref ref = yard.apply("api", "replicas: 1\nartifact: {directory: crash, command: [/bin/sh, run.sh]}\n");
        yard.settle(ref);
        awaitEnds(ref, 1);

        yard.clock.advance(SECOND);
        yard.tick();
        awaitEnds(ref, 2);
        yard.clock.advance(SECOND);
        yard.tick();
        Plan tooEarly = yard.settle(ref);
        yard.clock.advance(SECOND);
        yard.tick();
        Plan third = awaitEnds(ref, 3);

        assertThat(TestYard.instance(tooEarly, 0).integer("restarts", 0)).isEqualTo(2);
        assertThat(TestYard.instance(third, 0).string("phase")).isEqualTo("CrashLoopBackOff");
        assertThat(third.outcome().reason()).isEqualTo("CrashLoopBackOff");
        assertThat(third.outcome().message()).isEqualTo("waits for replica 0: exited with 3");
    }

    /// Does not move the clock.
    private Plan awaitEnds(Ref ref, int ends) throws Exception {
        TestYard.until(() -> {
            try {
                return TestYard.instance(yard.settle(ref), 0).integer("restarts", 0) == ends;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return yard.settle(ref);
    }

    @Test
    void runningOutOfMemoryIsToldApart() throws Exception {
        yard.script("hungry", "exec tail /dev/zero\n");
        Ref ref = yard.apply("api", """
                replicas: 1
                artifact: {directory: hungry, command: [/bin/sh, run.sh]}
                resources: {memory: 32Mi}
                """);

        Plan plan = yard.await(
                ref,
                seen -> TestYard.instance(seen, 0).integer("restarts", 0) > 0
                        || yard.condition(seen, "LimitsNotEnforced").holds());
        assumeTrue(
                !yard.condition(plan, "LimitsNotEnforced").holds(),
                () -> yard.condition(plan, "LimitsNotEnforced").message());

        assertThat(TestYard.instance(plan, 0).string("message")).isEqualTo("ran out of memory (limit 32 MiB)");
    }

    @Test
    void deletionStopsEverythingAndLeavesNoFile() throws Exception {
        yard.script("stubborn", "trap '' TERM; sleep 1000 & echo pid $!; wait; wait; wait\n");
        Ref ref = yard.apply("api", "replicas: 1\nartifact: {directory: stubborn, command: [/bin/sh, run.sh]}\n");
        yard.awaitReady(ref);
        TestYard.until(() -> yard.log(ref).contains("pid "));
        String said = yard.log(ref);
        long grandchild =
                Long.parseLong(said.substring(said.indexOf("pid ") + 4).strip());
        Resource claim = yard.site.stored.get(ref);

        yard.site.store(claim.withMetadata(claim.metadata().with("deletionTimestamp", "2026-01-01T00:00:00Z")));
        Plan gone = yard.settle(ref);

        assertThat(gone.outcome()).isInstanceOf(Outcome.Settled.class);
        TestYard.until(() -> !TestYard.isAlive(grandchild));
        assertThat(directory.resolve("plugins/localprocess/logs/team/api")).doesNotExist();
        assertThat(directory.resolve("plugins/localprocess/instances/team/api")).doesNotExist();
    }

    @Test
    void aPortThatSomebodyTookIsReplaced() throws Exception {
        Ref ref = yard.apply("api", TestYard.sleeping(1));
        int port = TestYard.port(yard.awaitReady(ref), 0);
        yard.apply("api", TestYard.sleeping(0));
        yard.settle(ref);
        yard.site.store(yard.site
                .stored
                .get(ref)
                .withStatus(
                        Json.object("instances", List.of(Json.object("index", 0, "port", port, "node", "node-a")))));

        yard.apply("api", TestYard.sleeping(1));
        int same = TestYard.port(yard.awaitReady(ref), 0);
        yard.apply("api", TestYard.sleeping(0));
        yard.settle(ref);
        int other;
        try (var thief = new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
            yard.apply("api", TestYard.sleeping(1));
            other = TestYard.port(yard.awaitReady(ref), 0);
            assertThat(thief.getLocalPort()).isEqualTo(port);
        }

        assertThat(same).isEqualTo(port).isBetween(Ports.FIRST, Ports.LAST);
        assertThat(other).isNotEqualTo(port).isBetween(Ports.FIRST, Ports.LAST);
    }

    @Test
    void aLostStatusIsWrittenAgainAndRestartsNobody() throws Exception {
        Ref ref = yard.apply("api", TestYard.sleeping(2));
        Plan before = yard.awaitReady(ref);
        yard.done.clear();

        yard.site.store(yard.site.stored.get(ref).withStatus(Json.Obj.EMPTY));
        Plan after = yard.settle(ref);

        assertThat(after.status()).isEqualTo(before.status());
        assertThat(yard.done).containsExactly("note the ports of replicas");
    }

    @Test
    void theTenantIsToldAndRootRunsAnotherUser() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        boolean root = "root".equals(System.getProperty("user.name"));
        try (var other = new TestYard(directory.resolve("open"))) {
            other.script("who", "id -u; grep NoNewPrivs /proc/self/status; exec sleep 1000\n");
            Ref ref = other.apply("api", "replicas: 1\nartifact: {directory: who, command: [/bin/sh, run.sh]}\n");

            Plan plan = other.awaitReady(ref);

            Plan.Told told = other.condition(plan, "RunsAsPlatformUser");
            assertThat(told.holds()).isEqualTo(!root);
            TestYard.until(() -> {
                try {
                    return other.logText(ref, Map.of()).contains("NoNewPrivs:\t1");
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            if (root) {
                assertThat(other.logText(ref, Map.of())).containsPattern(" (2[0-9]{5}|65534)\n");
            }
        }
    }

    @Test
    void aWorkloadThatMovedAwayStopsHere() throws Exception {
        Ref ref = yard.apply("api", TestYard.sleeping(1));
        yard.awaitReady(ref);
        Resource claim = yard.site.stored.get(ref);

        yard.site.store(claim.withStatus(claim.status().with("node", "node-b")));

        TestYard.until(() -> {
            try {
                return yard.observe(ref).replicas().isEmpty();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void twentyWorkloadsAtOnce() throws Exception {
        var refs = new ArrayList<Ref>();
        for (int i = 0; i < 20; i++) {
            refs.add(yard.apply("api-" + i, TestYard.sleeping(1)));
        }
        for (Ref ref : refs) {
            yard.settle(ref);
        }

        var ports = new ArrayList<Integer>();
        for (Ref ref : refs) {
            ports.add(TestYard.port(yard.awaitReady(ref), 0));
        }

        assertThat(ports).doesNotHaveDuplicates();
    }

    @Test
    void everyFaultOfASpecIsTold() throws Exception {
        Ref ref = yard.apply("api", """
                replicas: 500
                artifact: {directory: a, archive: b.zip, command: []}
                resources: {cpu: lots}
                """);

        Plan plan = yard.settle(ref);

        assertThat(plan.outcome())
                .isEqualTo(new Outcome.Stuck(
                        "InvalidSpec",
                        "spec.replicas is 500, but one machine runs 0 to 100; spec.artifact.command names no program;"
                                + " spec.artifact names both an archive and a directory;"
                                + " spec.resources.cpu is lots, which is no quantity such as 500m or 512Mi"));
    }
}
