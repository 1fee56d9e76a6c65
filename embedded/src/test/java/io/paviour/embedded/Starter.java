package io.paviour.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A platform in a JVM of its own, for tests that kill it: starts a server, prints its process id and waits; or prints
/// why it cannot start.
final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws Exception {
        try {
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.start(Settings.of(Path.of(arguments[0]), Path.of(arguments[1])));
            System.out.println(postgres.pid());
            Thread.sleep(Duration.ofHours(1));
        } catch (CannotStartException e) {
            System.out.println(e.getMessage());
        }
    }

    static Process start(Settings settings) throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        return new ProcessBuilder(List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        settings.directory().toString(),
                        settings.binaries().toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
