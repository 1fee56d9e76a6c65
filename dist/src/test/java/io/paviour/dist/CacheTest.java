package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.testing.Eventually;
import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A cache by `kubectl`, through a death of the platform, to its end.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
class CacheTest {
    @RegisterExtension
    static final Workbench bench = new Workbench();

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SESSIONS = """
            apiVersion: platform.example.com/v1
            kind: Cache
            metadata: {namespace: default, name: sessions}
            spec: {type: redis, size: small, owner: team-alpha}
            """;

    private TestPlatform platform;

    @Test
    void aCacheOutlivesADeathOfThePlatformAndGoesWhenItIsDeleted() throws Exception {
        TestPlatform.Start start = bench.platform("data");
        platform = bench.start(start).awaitReady();

        bench.kubectl(platform).given(SESSIONS, "apply", "-f", "-").succeeded();
        run("wait", "--for=condition=Ready", "cache/sessions", "--timeout=120s");
        String endpoint = run("get", "cache", "sessions", "-o", "jsonpath={.status.endpoint}");
        assertThat(answer(endpoint)).startsWith("-NOAUTH");
        List<ProcessHandle> children = platform.children();

        platform.kill9();
        platform = bench.start(start).awaitReady();

        Eventually.isTrue(
                "all children of the dead platform are dead",
                PATIENCE,
                () -> children.stream().noneMatch(ProcessHandle::isAlive));
        Eventually.isTrue("the cache answers again", PATIENCE, () -> answers(endpoint));
        run("wait", "--for=condition=Ready", "cache/sessions", "--timeout=120s");
        assertThat(run("get", "cache", "sessions", "-o", "jsonpath={.status.endpoint}"))
                .isEqualTo(endpoint);

        run("delete", "cache", "sessions", "--timeout=120s");
        assertThat(answers(endpoint)).isFalse();
        assertThat(run("get", "caches,secrets", "-o", "name")).isEmpty();
        assertThat(start.data().resolve("plugin-data/redis/instances")).isEmptyDirectory();
    }

    private static boolean answers(String endpoint) {
        try {
            return answer(endpoint).startsWith("-NOAUTH");
        } catch (IOException away) {
            return false;
        }
    }

    /// What a stranger hears.
    private static String answer(String endpoint) throws IOException {
        int port = Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes("-NOAUTH".length()), StandardCharsets.US_ASCII);
        }
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        return bench.kubectl(platform)
                .with("--namespace", "default")
                .run(arguments)
                .succeeded();
    }
}
