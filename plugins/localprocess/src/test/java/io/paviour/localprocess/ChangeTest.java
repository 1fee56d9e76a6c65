package io.paviour.localprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What changes while replicas run: releases, numbers, secrets.
class ChangeTest {
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
    void aNewCommandReplacesOneReplicaAtATime() throws Exception {
        Ref ref = yard.apply("api", TestYard.serving(2, "old"));
        Plan old = yard.awaitReady(ref);
        int first = TestYard.port(old, 0);
        int second = TestYard.port(old, 1);

        yard.apply("api", TestYard.serving(2, "new"));
        var readyMin = new ArrayList<Long>();
        Plan settled = yard.await(ref, plan -> {
            readyMin.add(plan.status().integer("readyReplicas", 0));
            return plan.outcome() instanceof Outcome.Settled;
        });

        assertThat(readyMin).allSatisfy(ready -> assertThat(ready).isPositive());
        assertThat(TestYard.get(first)).contains("new");
        assertThat(TestYard.get(second)).contains("new");
        assertThat(TestYard.port(settled, 0)).isEqualTo(first);
        assertThat(TestYard.port(settled, 1)).isEqualTo(second);
    }

    @Test
    void aBrokenReleaseStopsAfterTheFirstReplica() throws Exception {
        Ref ref = yard.apply("api", TestYard.serving(2, "old"));
        int second = TestYard.port(yard.awaitReady(ref), 1);
        yard.script("crash", "exit 3\n");

        yard.apply("api", """
                replicas: 2
                artifact: {directory: crash, command: [/bin/sh, run.sh]}
                health: {path: /healthz, intervalSeconds: 1}
                """);
        Plan broken = yard.await(ref, plan -> TestYard.instance(plan, 0).integer("restarts", 0) > 1);

        assertThat(TestYard.get(second)).contains("old");
        assertThat(broken.outcome().message()).isEqualTo("waits for replica 0: exited with 3");
    }

    @Test
    void scalingStopsAndStartsTheLastReplicas() throws Exception {
        Ref ref = yard.apply("api", TestYard.sleeping(3));
        Plan three = yard.awaitReady(ref);

        yard.apply("api", TestYard.sleeping(1));
        Plan one = yard.awaitReady(ref);
        yard.apply("api", TestYard.sleeping(0));
        Plan none = yard.awaitReady(ref);

        assertThat(three.status().integer("replicas", 0)).isEqualTo(3);
        assertThat(one.status().objects("instances")).hasSize(1);
        assertThat(yard.done).contains("stop replicas 1, 2", "stop replica 0");
        assertThat(none.outcome().message()).isEqualTo("is scaled to no replicas");
    }

    @Test
    void secretsReachTheEnvironmentAndNothingElse() throws Exception {
        yard.script(
                "secret",
                "[ \"$APP_DB_PASSWORD\" = s3cr3t ] && [ \"$DATABASE_URL\" = postgresql://x ]"
                        + " && echo it is known; exec sleep 1000\n");
        String spec = """
                replicas: 1
                artifact: {directory: secret, command: [/bin/sh, run.sh]}
                secrets: [{name: db-app-db, prefix: APP_DB, url: DATABASE_URL}]
                """;
        Ref ref = yard.apply("api", spec);
        Plan waiting = yard.settle(ref);

        yard.secret("db-app-db", Map.of("password", "s3cr3t", "uri", "postgresql://x"));
        Plan ready = yard.awaitReady(ref);
        TestYard.until(() -> yard.log(ref).contains("it is known"));

        assertThat(waiting.outcome().reason()).isEqualTo("AwaitingSecrets");
        assertThat(waiting.outcome().message()).isEqualTo("waits for Secret db-app-db");
        assertThat(ready.status().toString() + yard.done + yard.observe(ref)).doesNotContain("s3cr3t");
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void aChangedSecretReplacesOneReplicaAtATime() throws Exception {
        yard.secret("keys", Map.of("key", "one"));
        Ref ref = yard.apply("api", TestYard.sleeping(2) + "secrets: [{name: keys, prefix: KEYS}]\n");
        yard.awaitReady(ref);
        yard.done.clear();

        yard.secret("keys", Map.of("key", "two"));
        yard.settle(ref);
        List<String> atOnce = List.copyOf(yard.done);
        yard.awaitReady(ref);

        assertThat(atOnce).hasSize(1);
        assertThat(yard.done).hasSize(2).allMatch(action -> action.startsWith("replace replica "));
    }
}
