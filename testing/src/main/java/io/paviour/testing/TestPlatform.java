package io.paviour.testing;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The platform as a process of its own, started from the distribution as `paviour up` does, on free ports.
public final class TestPlatform implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(5);
    private static final Duration STOP_MAX = Duration.ofMinutes(3);
    private static final int LINES_SHOWN_MAX = 60;
    private static final int MASTER_KEY_BYTES = 32;
    private static final String READY = "Paviour is ready.";

    /// Set by the environment, so that arguments win.
    private static final Map<String, String> FREE_PORTS = Map.of(
            "PAVIOUR_API", "127.0.0.1:0",
            "PAVIOUR_PORTAL", "127.0.0.1:0",
            "PAVIOUR_SET_PROXY_PORT", "0");

    private final Process process;
    private final Path data;
    private final Path log;
    private final long logBegin;

    private TestPlatform(Process process, Path data, Path log, long logBegin) {
        this.process = process;
        this.data = data;
        this.log = log;
        this.logBegin = logBegin;
    }

    /// How to start one.
    ///
    /// @param data its data directory
    /// @param arguments of `up`
    /// @param environment variables added to those of this process and to those that choose free ports
    public record Start(Path data, List<String> arguments, Map<String, String> environment) {
        /// Copies the collections.
        public Start {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        /// With nothing but a data directory.
        public static Start in(Path data) {
            return new Start(data, List.of(), Map.of());
        }

        /// The same with further arguments.
        public Start with(String... further) {
            var all = new ArrayList<>(arguments);
            all.addAll(List.of(further));
            return new Start(data, all, environment);
        }

        /// The same with an outside database, which several platforms may share: their master keys are the same.
        ///
        /// @param url as [Workbench#url] makes it
        public Start onDatabase(String url) {
            return withVariable("PAVIOUR_DATABASE_URL", url)
                    .withVariable("PAVIOUR_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[MASTER_KEY_BYTES]));
        }

        /// The same with one more variable.
        public Start withVariable(String name, String value) {
            var all = new java.util.HashMap<>(environment);
            all.put(name, value);
            return new Start(data, arguments, all);
        }
    }

    /// Starts the process and returns at once.
    ///
    /// @param lib the distribution's directory of jars
    static TestPlatform start(Path lib, Start start) throws IOException {
        Path log = start.data().resolveSibling(start.data().getFileName() + ".log");
        var command = new ArrayList<>(signalled());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Many short lives: what is not compiled well does not have to be.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + lib.resolve("../../test.jsa").normalize(),
                "-Xshare:auto",
                "-Xlog:cds=off",
                "-Xlog:aot=off",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                lib + "/*",
                "io.paviour.server.Main",
                "up",
                "--data-dir",
                start.data().toString()));
        command.addAll(start.arguments());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PAVIOUR_"));
        builder.environment().putAll(FREE_PORTS);
        builder.environment().putAll(start.environment());
        Files.writeString(log, "---- up\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        long begin = Files.size(log);
        Process process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(new File("/dev/null"))
                .start();
        return new TestPlatform(process, start.data(), log, begin);
    }

    /// A build that runs in the background may have been told to ignore SIGINT, and a JVM inherits that for good.
    private static List<String> signalled() {
        return Files.isExecutable(Path.of("/usr/bin/env"))
                        && System.getProperty("os.name", "").equals("Linux")
                ? List.of("/usr/bin/env", "--default-signal=INT")
                : List.of();
    }

    /// Waits until everything is ready.
    ///
    /// @throws AssertionError if it ends or is not ready in time; the message shows its log
    public TestPlatform awaitReady() throws Exception {
        Eventually.get(() -> "the platform is ready\n" + logTail() + "\n", START_MAX, () -> {
            if (said().contains(READY)) {
                return true;
            }
            if (!process.isAlive()) {
                throw new AssertionError("the platform ended with " + process.exitValue() + "\n" + logTail());
            }
            return null;
        });
        return this;
    }

    /// Everything that it said since it started, log and announcements.
    public String said() throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        return new String(
                bytes, (int) logBegin, (int) (bytes.length - logBegin), java.nio.charset.StandardCharsets.UTF_8);
    }

    /// What it announced under a title, such as `Portal`, or null.
    public @Nullable String announced(String title) throws IOException {
        return said().lines()
                .map(String::strip)
                .filter(line -> line.startsWith(title + " "))
                .map(line -> line.substring(title.length()).strip())
                .findFirst()
                .orElse(null);
    }

    /// Where browsers connect.
    public URI portal() throws IOException {
        return URI.create(java.util.Objects.requireNonNull(announced("Portal"), "the portal was not announced"));
    }

    /// Its data directory.
    public Path data() {
        return data;
    }

    /// The administrator's kubeconfig, there once it is ready.
    public Path kubeconfig() {
        return data.resolve("kubeconfig");
    }

    /// The administrator's token.
    public String token() throws IOException {
        return Files.readString(data.resolve("token")).strip();
    }

    /// All processes that it started and that are alive.
    public List<ProcessHandle> children() {
        return process.descendants().filter(ProcessHandle::isAlive).toList();
    }

    /// Whether it runs.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// Waits for its end.
    ///
    /// @return its exit code
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the platform did not end");
        }
        return process.exitValue();
    }

    /// Kills it, and nothing but it, as the machine would.
    public void kill9() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    /// Asks it to stop, as Ctrl-C does, and waits for its end.
    ///
    /// @return its exit code
    public int stop() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        return exitCode();
    }

    /// The last lines of its log.
    public String logTail() {
        try {
            List<String> lines = said().lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN_MAX), lines.size()));
        } catch (IOException unreadable) {
            return log + " cannot be read: " + unreadable.getMessage();
        }
    }

    /// Stops it if it runs; kills it if it does not stop.
    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, STOP_MAX.toSeconds(), TimeUnit.SECONDS)
                .join();
        process.destroyForcibly();
    }
}
