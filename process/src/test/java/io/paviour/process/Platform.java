package io.paviour.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// A platform of its own in a JVM of its own, for tests that kill it: starts the shell script given and prints the
/// child's process id, then what the child prints, until it is killed.
final class Platform {
    private Platform() {}

    public static void main(String[] arguments) throws Exception {
        Spawner spawner = Spawner.open();
        Limits limits = new Limits(0, Long.parseLong(arguments[1]));
        Child child = spawner.start(Command.of(Path.of("/"), "/bin/sh", "-c", arguments[0])
                .withOutput(new Output.ToLines(System.out::println))
                .withConfinement(Confinement.none().withLimits(limits)));
        System.out.println(child.pid());
        child.exit().join();
        Thread.sleep(Duration.ofHours(1));
    }

    static Process start(String script, long memoryBytes) throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        return new ProcessBuilder(Arrays.asList(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Platform.class.getName(),
                        script,
                        Long.toString(memoryBytes)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
