package io.paviour.localprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
    private static final Ref API = new Ref(new KindName("platform.example.com", "Workload"), "team", "api");

    @TempDir
    Path directory;

    private final StepClock clock = new StepClock();
    private final Resource claim = TestYard.workload("api", "replicas: 2");
    private Logs logs;
    private LogSubresource subresource;

    @BeforeEach
    void open() {
        logs = new Logs(directory.resolve("logs"), clock);
        subresource = new LogSubresource(new TestSite(directory, clock), logs);
    }

    private void say(int replica, String line) throws IOException {
        logs.of(API, replica).append(line);
        clock.advance(Duration.ofSeconds(1));
    }

    private Subresource.Body answer(String... parameters) throws IOException {
        var map = new java.util.HashMap<String, String>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i], parameters[i + 1]);
        }
        return ((Subresource.Answer.Text) subresource.answer(claim, map, Json.Obj.EMPTY)).body();
    }

    private String text(String... parameters) throws IOException, InterruptedException {
        var out = new ByteArrayOutputStream();
        answer(parameters).writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void allReplicasAreOneLogInTheOrderOfTime() throws Exception {
        say(0, "a");
        say(1, "b");
        say(0, "c\r");

        String text = text();

        assertThat(text).isEqualTo("""
                [0] 2026-01-01T00:00:00.000Z a
                [1] 2026-01-01T00:00:01.000Z b
                [0] 2026-01-01T00:00:02.000Z c\s
                """);
    }

    @Test
    void oneReplicaAndItsLastLines() throws Exception {
        say(0, "a");
        say(1, "b");
        say(0, "c");

        assertThat(text("replica", "0")).isEqualTo("2026-01-01T00:00:00.000Z a\n2026-01-01T00:00:02.000Z c\n");
        assertThat(text("replica", "0", "tailLines", "1")).isEqualTo("2026-01-01T00:00:02.000Z c\n");
        assertThat(text("tailLines", "0")).isEmpty();
        assertThat(text("tailLines", "2")).startsWith("[1]").hasLineCount(2);
    }

    @Test
    void aTailIsBoundedByBytesToo() throws Exception {
        String filler = "é".repeat(20_000);
        for (int i = 0; i < 150; i++) {
            say(i % 2, i + " " + filler);
        }

        String text = text("tailLines", "999999");

        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(4_000_000, 4_200_000);
        assertThat(text.lines().toList().getLast()).contains(" 149 é");
        assertThat(text.lines()).allMatch(line -> line.endsWith("é") && line.matches("\\[[01]] 2026-.*"));
    }

    @Test
    void aTailReachesIntoTheOlderFile() throws Exception {
        var log = logs.of(API, 0);
        for (int i = 0; i < 5_600; i++) {
            log.append(i + " " + "x".repeat(1000));
        }

        String text = text("replica", "0", "tailLines", "1000");

        assertThat(Files.size(directory.resolve("logs/team/api/0.log"))).isLessThan(600_000);
        assertThat(text)
                .hasLineCount(1000)
                .startsWith("2026-01-01T00:00:00.000Z 4600 x")
                .contains(" 5599 x");
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        say(0, "a");

        assertThatThrownBy(() -> text("replica", "7"))
                .hasMessage("replica 7 of " + API + " has no log; there is one of [0]");
        assertThatThrownBy(() -> text("tailLines", "-1")).isInstanceOf(ProblemException.class);
    }

    @Test
    void anotherNodeIsNamed() {
        Resource elsewhere = claim.withStatus(Json.object("node", "node-b"));

        assertThatThrownBy(() -> subresource.answer(elsewhere, Map.of(), Json.Obj.EMPTY))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem())
                                .isInstanceOf(Problem.Unavailable.class)
                                .extracting(Problem::message)
                                .asString()
                                .contains("node-b"));
    }

    @Test
    void aFollowerSeesEveryLineOnceThoughFilesTurnOver() throws Exception {
        var log = logs.of(API, 0);
        log.append("before");
        var out = new Watched();
        Thread follower = follow(out, "replica", "0", "follow", "true");
        TestYard.until(() -> out.text().contains("before"));

        String filler = "x".repeat(1000);
        for (int i = 0; i < 12_000; i++) {
            log.append(i + " " + filler);
            if (i % 1000 == 0) {
                String line = i + " x";
                TestYard.until(() -> out.text().contains(line));
            }
        }
        TestYard.until(() -> out.text().contains(" 11999 x"));
        logs.close();
        follower.join();

        assertThat(out.text()).hasLineCount(12_001).endsWith("\n");
    }

    @Test
    void filesStayBelowTheirLimitAndOutliveARestart() throws Exception {
        var log = logs.of(API, 0);
        for (int i = 0; i < 12_000; i++) {
            log.append(i + " " + "x".repeat(1000));
        }
        Path file = directory.resolve("logs/team/api/0.log");
        Path older = directory.resolve("logs/team/api/0.log.1");
        open();
        logs.of(API, 0).append("after the restart");

        String text = text("replica", "0");

        assertThat(Files.size(file)).isLessThanOrEqualTo(5 << 20);
        assertThat(Files.size(older)).isLessThanOrEqualTo(5 << 20);
        assertThat(text.lines().count()).isBetween(5_000L, 10_000L);
        assertThat(text).contains(" 11999 x").endsWith("after the restart\n");
    }

    @Test
    void aFollowerLeavesWithItsClient() throws Exception {
        say(0, "a");
        var gone = new Watched();
        Thread follower = follow(gone, "follow", "true");
        TestYard.until(() -> gone.text().contains(" a\n"));

        gone.isGone = true;
        say(0, "b");

        follower.join();
        assertThat(gone.text()).doesNotContain(" b\n");
    }

    @Test
    void anEmptyLogIsEmpty() throws Exception {
        assertThat(text()).isEmpty();
    }

    private Thread follow(OutputStream out, String... parameters) throws IOException {
        Subresource.Body body = answer(parameters);
        return Thread.ofVirtual().start(() -> {
            try {
                body.writeTo(out);
            } catch (IOException e) {
                // The client has gone.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// A client.
    private static final class Watched extends OutputStream {
        private final StringBuilder text = new StringBuilder();
        volatile boolean isGone;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) throws IOException {
            if (isGone) {
                throw new IOException("connection reset");
            }
            text.append(new String(bytes, from, length, StandardCharsets.UTF_8));
        }

        synchronized String text() {
            return text.toString();
        }
    }
}
