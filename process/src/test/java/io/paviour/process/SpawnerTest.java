package io.paviour.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnerTest {
    private static final Duration GRACE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Spawner spawner;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws Exception {
        spawner = Spawner.open();
    }

    @AfterEach
    void close() throws Exception {
        spawner.close();
    }

    @Test
    void theExitCodeArrives() throws Exception {
        Child child = start(shell("exit 7"));

        Exit exit = child.exit().get(30, TimeUnit.SECONDS);

        assertThat(exit).isEqualTo(new Exit(7, null, false));
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void theSignalThatEndedItArrives() throws Exception {
        Child child = start(shell("kill -KILL $$"));

        assertThat(child.exit().get(30, TimeUnit.SECONDS)).isEqualTo(new Exit(137, Signal.KILL, false));
    }

    @Test
    void nothingIsInherited() throws Exception {
        Child child = start(Command.of(directory, "/usr/bin/env")
                .withEnvironment(Map.of("ONLY", "this"))
                .withOutput(toLines()));

        child.exit().get(30, TimeUnit.SECONDS);

        assertThat(lines).containsExactly("ONLY=this");
    }

    @Test
    void noWrapperMeetsTheVariablesOfTheChild() throws Exception {
        // The loader of each program that starts with this variable complains about it, in a line of its own.
        Child child = start(Command.of(directory, "/bin/echo", "up")
                .withEnvironment(Map.of("LD_PRELOAD", "/no/such/library.so"))
                .withOutput(toLines())
                .withConfinement(Confinement.none().withLimits(new Limits(500, 64 << 20))));

        child.exit().get(30, TimeUnit.SECONDS);

        assertThat(lines.stream().filter(line -> line.contains("/no/such/library.so")))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(lines).contains("up");
    }

    @Test
    void valuesArriveAsTheyAre() throws Exception {
        var environment = Map.of(
                "QUOTES", "a 'b' \"c\" $HOME `id` \\ *",
                "LINES", "one\ntwo\n",
                "EMPTY", "",
                "VALUE_0", "mine",
                "PWD", "/elsewhere");
        Child child = start(Command.of(directory, "/usr/bin/env", "-0")
                .withEnvironment(environment)
                .withOutput(toLines()));

        child.exit().get(30, TimeUnit.SECONDS);

        assertThat(String.join("\n", lines).split("\0"))
                .containsExactlyInAnyOrderElementsOf(environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList());
    }

    @Test
    void aVariableWithAnImpossibleNameIsRefused() {
        Command command = Command.of(directory, "/bin/true").withEnvironment(Map.of("A;reboot", "1"));

        assertThatThrownBy(() -> spawner.start(command))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("A;reboot");
    }

    @Test
    void whoseLogCannotBeOpenedDoesNotRunOn() throws Exception {
        Command command = shell("exec sleep 7654321").withOutput(new Output.ToLog(directory.resolve("no/log"), 1000));

        assertThatThrownBy(() -> spawner.start(command)).isInstanceOf(IOException.class);

        assertThat(ProcessHandle.current().children().flatMap(child -> child.info().commandLine().stream()))
                .noneMatch(line -> line.contains("7654321"));
    }

    @Test
    void aWardenThatIsGoneIsReplaced() throws Exception {
        Child before = start(shell("sleep 1000"));
        ProcessHandle warden = warden();
        warden.destroyForcibly();
        warden.onExit().get(30, TimeUnit.SECONDS);

        Child after = start(shell("sleep 1000"));

        assertThat(List.of(before.isAlive(), after.isAlive())).containsOnly(true);
        assertThat(warden().isAlive()).isTrue();
    }

    @Test
    void aWardenThatWasClosedIsNotReplaced() throws Exception {
        spawner.close();
        Warden warden = Warden.start(Tools.ofMachine());
        ProcessHandle shell = warden();
        warden.watch("TERM:999999999");
        warden.close();
        shell.onExit().get(30, TimeUnit.SECONDS);

        warden.forget("TERM:999999999");

        assertThat(wardens()).isEmpty();
    }

    private static ProcessHandle warden() throws Exception {
        Waiting.until("there is one warden", () -> wardens().size() == 1);
        return wardens().getFirst();
    }

    private static List<ProcessHandle> wardens() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").endsWith(" warden"))
                .toList();
    }

    @Test
    void outputAndErrorsMayGoApart() throws Exception {
        Path file = directory.resolve("errors");
        var bytes = new ByteArrayOutputStream();
        Command both = shell("echo out; echo err >&2");
        Child child = start(new Command(
                both.argv(),
                directory,
                Map.of(),
                new Output.ToStream(bytes),
                new Output.ToFile(file),
                Confinement.none()));

        child.exit().get(30, TimeUnit.SECONDS);

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("out\n");
        assertThat(file).hasContent("err\n");
    }

    @Test
    void aLogKeepsItsLimit() throws Exception {
        Path log = directory.resolve("log");
        Child child = start(shell("i=0; while [ $i -lt 2000 ]; do echo 0123456789; i=$((i + 1)); done")
                .withOutput(new Output.ToLog(log, 10_000)));

        child.exit().get(30, TimeUnit.SECONDS);

        assertThat(Files.size(log)).isBetween(1L, 10_000L);
        assertThat(Files.size(directory.resolve("log.1"))).isBetween(1L, 10_000L);
    }

    @Test
    void stopAsksFirst() throws Exception {
        Child child = start(shell("trap 'echo leaving; exit 3' TERM; echo up; while :; do sleep 0.01; done")
                .withOutput(toLines()));
        assertThat(lines.poll(30, TimeUnit.SECONDS)).isEqualTo("up");

        Exit exit = child.stop(GRACE);

        assertThat(exit).isEqualTo(new Exit(3, null, false));
        assertThat(lines).contains("leaving");
    }

    @Test
    void stopKillsWhoDoesNotLeave() throws Exception {
        Child child = start(
                shell("trap '' TERM; echo up; while :; do sleep 0.01; done").withOutput(toLines()));
        assertThat(lines.poll(30, TimeUnit.SECONDS)).isEqualTo("up");

        Exit exit = child.stop(Duration.ofMillis(50));

        assertThat(exit.signal()).isEqualTo(Signal.KILL);
        assertThat(exit.outOfMemory()).isFalse();
    }

    @Test
    void theWholeGroupGoesWithItsLeader() throws Exception {
        Child child = start(shell("(trap '' TERM; echo $$; exec sleep 1000) & echo $!; wait")
                .withOutput(toLines()));
        lines.poll(30, TimeUnit.SECONDS);
        long grandchild = Long.parseLong(lines.poll(30, TimeUnit.SECONDS));

        child.stop(GRACE);

        Waiting.until("the grandchild is gone", () -> Waiting.isGone(grandchild));
    }

    @Test
    void closeStopsWhoIsLeft() throws Exception {
        Child one = start(shell("sleep 1000"));
        Child two = start(shell("sleep 1000"));

        spawner.close();

        assertThat(List.of(one.isAlive(), two.isAlive())).containsOnly(false);
        assertThat(one.exit().join().signal()).isEqualTo(Signal.TERM);
    }

    @Test
    void aMissingProgramIsRefused() {
        assertThatThrownBy(() -> spawner.start(Command.of(directory, "/no/such/program")))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no program /no/such/program");
    }

    @Test
    void rootCanGiveUpItsRights() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
        Child child = start(shell("id -u; id -g; grep NoNewPrivs /proc/self/status")
                .withEnvironment(Map.of("PATH", "/usr/bin:/bin"))
                .withOutput(toLines())
                .withConfinement(Confinement.none().withIdentity(new Identity.Ids(12345, 12346))));

        child.exit().get(30, TimeUnit.SECONDS);

        assertThat(lines).containsExactly("12345", "12346", "NoNewPrivs:\t1");
    }

    @Test
    void aUserIsKnownByName() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
        Child child = start(shell("id -un")
                .withEnvironment(Map.of("PATH", "/usr/bin:/bin"))
                .withOutput(toLines())
                .withConfinement(Confinement.none().withIdentity(new Identity.User("nobody"))));

        child.exit().get(30, TimeUnit.SECONDS);

        assertThat(lines).containsExactly("nobody");
    }

    private Child start(Command command) throws Exception {
        return spawner.start(command);
    }

    private Command shell(String script) {
        return Command.of(directory, "/bin/sh", "-c", script);
    }

    private Output toLines() {
        return new Output.ToLines(lines::add);
    }
}
