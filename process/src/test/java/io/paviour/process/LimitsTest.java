package io.paviour.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final String GREEDY = "x=x; while :; do x=$x$x; done";

    private Spawner spawner;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws Exception {
        spawner = Spawner.open();
        Caged.assume(spawner);
    }

    @AfterEach
    void close() throws Exception {
        spawner.close();
    }

    @Test
    void whoTakesTooMuchMemoryIsKilledAndSaidToHaveBeen() throws Exception {
        Child child = start(GREEDY, new Limits(0, 32 << 20));

        Exit exit = child.exit().get(60, TimeUnit.SECONDS);

        assertThat(exit).isEqualTo(new Exit(137, Signal.KILL, true));
    }

    @Test
    void anOrdinaryKillIsNotOutOfMemory() throws Exception {
        Child child = start("kill -KILL $$", new Limits(0, 32 << 20));

        assertThat(child.exit().get(30, TimeUnit.SECONDS)).isEqualTo(new Exit(137, Signal.KILL, false));
    }

    @Test
    void aStartThatFailsLeavesNoGroup() throws Exception {
        Command command = Command.of(Path.of("/"), "/bin/true")
                .withOutput(new Output.ToFile(Path.of("/no/such/file")))
                .withConfinement(Confinement.none().withLimits(new Limits(0, 64 << 20)));

        assertThatThrownBy(() -> spawner.start(command)).isInstanceOf(IOException.class);

        String own = "paviour_" + ProcessHandle.current().pid() + "_";
        try (var groups = Files.find(
                Path.of("/sys/fs/cgroup"),
                5,
                (path, _) -> path.getFileName().toString().startsWith(own))) {
            assertThat(groups).isEmpty();
        }
    }

    @Test
    void theLimitsAreWrittenAndGoneAfterwards() throws Exception {
        Child child = start("cat /proc/self/cgroup; echo up; sleep 1000", new Limits(250, 64 << 20));
        Waiting.until("the child is up", () -> lines.contains("up"));
        List<Path> groups = lines.stream()
                .filter(line -> line.contains("paviour_"))
                .map(LimitsTest::directory)
                .toList();

        List<String> written = groups.stream().map(LimitsTest::limit).toList();
        child.stop(Duration.ofSeconds(10));

        switch (child.enforcement()) {
            case Enforcement.By(Enforcement.Means means)
            when means == Enforcement.Means.CGROUP_V1 ->
                assertThat(written).containsExactlyInAnyOrder("25000", "67108864");
            case Enforcement.By _ -> assertThat(written).containsExactly("25000 100000 67108864");
            case Enforcement.None(String reason) -> throw new AssertionError(reason);
        }
        assertThat(groups).noneMatch(Files::exists);
    }

    @Test
    void whoHidesInAnotherSessionIsKilledInTheCage() throws Exception {
        Child child = start("setsid sleep 1000 & echo $!; wait", new Limits(0, 64 << 20));
        long hidden = Long.parseLong(lines.poll(30, TimeUnit.SECONDS));

        child.stop(Duration.ofSeconds(10));

        Waiting.until("the hidden process is gone", () -> Waiting.isGone(hidden));
    }

    @Test
    void limitsBelowWhatTheKernelTakesAreRefused() {
        assertThatThrownBy(() -> new Limits(5, 0)).hasMessage("cpuMillis is 5, at least 10");
        assertThatThrownBy(() -> new Limits(0, 1)).hasMessage("memoryBytes is 1, at least 1048576");
    }

    private Child start(String script, Limits limits) throws Exception {
        return spawner.start(Command.of(Path.of("/"), "/bin/sh", "-c", script)
                .withOutput(new Output.ToLines(lines::add))
                .withConfinement(Confinement.none().withLimits(limits)));
    }

    private static Path directory(String line) {
        String[] fields = line.split(":", 3);
        return Path.of("/sys/fs/cgroup", fields[1], fields[2]);
    }

    private static String limit(Path group) {
        if (Files.exists(group.resolve("cpu.max"))) {
            return read(group.resolve("cpu.max")) + " " + read(group.resolve("memory.max"));
        }
        Path quota = group.resolve("cpu.cfs_quota_us");
        return read(Files.exists(quota) ? quota : group.resolve("memory.limit_in_bytes"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
