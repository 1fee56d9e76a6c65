package io.paviour.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
    private static final Duration GONE_MAX = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void whatWasCommittedSurvivesAKilledServer() throws Exception {
        Settings settings = Cellar.in(directory);
        try (var postgres = EmbeddedPostgres.start(settings)) {
            Cellar.execute(postgres, "create table kept as select 42 as answer");
            Signal.KILL.sendTo(postgres.pid());
            assertThat(postgres.exit().get(30, TimeUnit.SECONDS).signal()).isEqualTo(Signal.KILL);
            assertThat(postgres.isAlive()).isFalse();
        }

        try (var postgres = EmbeddedPostgres.start(settings)) {
            assertThat(Cellar.ask(postgres, "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void aKilledPlatformTakesItsServerAlong() throws Exception {
        Settings settings = Cellar.in(directory);
        Process platform = Starter.start(settings);
        long server = Long.parseLong(platform.inputReader().readLine());

        platform.destroyForcibly().waitFor();

        assertThat(Polling.until(GONE_MAX, () -> isGone(server))).isTrue();
    }

    @Test
    void theStartAfterAKilledPlatformNeedsNoHelp() throws Exception {
        Settings settings = Cellar.in(directory);
        Process platform = Starter.start(settings);
        long left = Long.parseLong(platform.inputReader().readLine());
        platform.destroyForcibly().waitFor();

        try (var postgres = EmbeddedPostgres.start(settings)) {
            assertThat(postgres.pid()).isNotEqualTo(left);
            assertThat(Cellar.ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void anOrphanIsEndedFirst() throws Exception {
        Settings settings = Cellar.in(directory);
        int port;
        try (var postgres = EmbeddedPostgres.start(settings)) {
            port = postgres.port();
        }
        Process orphan = startAlone(settings, port);

        try (var postgres = EmbeddedPostgres.start(settings)) {
            assertThat(orphan.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(orphan.exitValue()).isZero();
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(Cellar.ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void aStalePidOfALivingStrangerIsNoObstacle() throws Exception {
        Settings settings = Cellar.in(directory);
        EmbeddedPostgres.start(settings).close();
        Process stranger = new ProcessBuilder("sleep", "1000").start();
        Path data = settings.directory().resolve("data");
        Files.write(
                data.resolve("postmaster.pid"),
                List.of(Long.toString(stranger.pid()), data.toString(), "1", "20000", "", "127.0.0.1", "", "ready   "));

        try (var postgres = EmbeddedPostgres.start(settings)) {
            assertThat(Cellar.ask(postgres, "select 1")).isEqualTo("1");
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    /// A server that nobody's death ends, as after a crash on a machine without death signals.
    private static Process startAlone(Settings settings, int port) throws Exception {
        Path data = settings.directory().resolve("data");
        Binaries binaries = Binaries.unpack(settings.binaries());
        String server = binaries.program("postgres").toString();
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "--user", "--"));
        }
        command.addAll(List.of(server, "-D", data.toString(), "-c", "port=" + port, "-c", "unix_socket_directories="));
        Process orphan = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(settings.directory().resolve("orphan.log").toFile())
                .start();
        assertThat(Polling.until(GONE_MAX, () -> Postmaster.read(data).isReady()))
                .isTrue();
        return orphan;
    }

    private static boolean isGone(long pid) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        return ProcessHandle.of(pid).isEmpty()
                || (Files.exists(stat) && Files.readString(stat).contains(") Z "));
    }
}
