package io.paviour.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A stock `kubectl` of this machine, with a home and so a cache of discovery of its own.
///
/// @param program the executable
/// @param kubeconfig where the platform is
/// @param home its home directory
/// @param options what stands before every command, such as a namespace or a token
/// @param variables of its environment, besides those of this process
public record Kubectl(Path program, Path kubeconfig, Path home, List<String> options, Map<String, String> variables) {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Pattern VERSIONED = Pattern.compile("kubectl\\.1\\.([0-9]+)");

    /// Copies the collections.
    public Kubectl {
        options = List.copyOf(options);
        variables = Map.copyOf(variables);
    }

    /// Whether this machine has one.
    public static boolean isThere() {
        return onPath().isPresent();
    }

    /// The newest of this machine, which the tests run.
    ///
    /// @throws IllegalStateException if there is none
    public static Path newest() throws IOException {
        return versions().stream()
                .max(Comparator.comparingInt(Kubectl::minor))
                .orElseThrow(() -> new IllegalStateException("there is no kubectl on this machine"));
    }

    /// 33 for `kubectl.1.33`; 0 where the name says nothing.
    private static int minor(Path program) {
        Matcher version = VERSIONED.matcher(program.getFileName().toString());
        return version.matches() ? Integer.parseInt(version.group(1)) : 0;
    }

    private static Optional<Path> onPath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Those beside the one on the `PATH` that have a version in their name, such as `kubectl.1.28`: the one on the
    /// `PATH` then only asks the server for its version and starts one of these. That one itself if there are none.
    public static List<Path> versions() throws IOException {
        Optional<Path> found = onPath();
        if (found.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> beside = Files.list(found.get().toRealPath().getParent())) {
            List<Path> versions = beside.filter(file -> minor(file) > 0)
                    .filter(Files::isExecutable)
                    .sorted()
                    .toList();
            return versions.isEmpty() ? List.of(found.get()) : versions;
        }
    }

    /// What a command came to.
    public record Result(int code, String out, String err) {
        /// The output of a command that must have succeeded.
        ///
        /// @throws AssertionError if it did not
        public String succeeded() {
            if (code != 0) {
                throw new AssertionError("kubectl failed with " + code + ": " + err + out);
            }
            return out;
        }
    }

    /// The same with further options before every command.
    public Kubectl with(String... further) {
        var all = new ArrayList<>(options);
        all.addAll(List.of(further));
        return new Kubectl(program, kubeconfig, home, all, variables);
    }

    /// The same with one more variable, such as `KUBE_EDITOR`.
    public Kubectl withVariable(String name, String value) {
        var all = new HashMap<>(variables);
        all.put(name, value);
        return new Kubectl(program, kubeconfig, home, options, all);
    }

    /// Runs a command to its end.
    public Result run(String... arguments) throws IOException, InterruptedException {
        return given("", arguments);
    }

    /// Runs a command that reads `input`, such as `apply -f -`.
    public Result given(String input, String... arguments) throws IOException, InterruptedException {
        // Files, because whoever reads one stream to its end before the other may wait for ever.
        Path in = Files.createTempFile(home, "in", null);
        Path out = Files.createTempFile(home, "out", null);
        Path err = Files.createTempFile(home, "err", null);
        try {
            Files.writeString(in, input);
            Process process = builder(arguments)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("kubectl " + String.join(" ", arguments) + " did not end");
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Starts a command that goes on, such as `get -w`; the caller ends it. Its errors come with its output.
    public Process start(String... arguments) throws IOException {
        return builder(arguments).redirectErrorStream(true).start();
    }

    private ProcessBuilder builder(String... arguments) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(options);
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().putAll(variables);
        return builder;
    }
}
