package io.paviour.testing;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.embedded.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// What an end-to-end test works with: a directory, platforms, PostgreSQL servers; all gone when its class is done. As
/// a static field with `@RegisterExtension`.
///
/// The system property `paviour.distribution` names the directory of the distribution, which Maven puts together
/// before; `paviour.postgres`, if it is set, where the programs of PostgreSQL are unpacked.
public final class Workbench implements BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler {
    private static final String DISTRIBUTION = "paviour.distribution";
    private static final String POSTGRES = "paviour.postgres";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<TestPlatform> platforms = new ArrayList<>();
    private @Nullable Path directory;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        // Not the temporary directory of JUnit: the platform's programs run as other users, who have to pass through.
        Path made = Files.createTempDirectory("paviour-test");
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
        directory = made;
    }

    /// A directory that is thrown away in the end.
    public Path directory() {
        if (directory == null) {
            throw new IllegalStateException("the workbench has to be registered as an extension");
        }
        return directory;
    }

    /// Where the distribution lies.
    public static Path distribution() {
        String path = System.getProperty(DISTRIBUTION, "");
        if (path.isEmpty() || !Files.isDirectory(Path.of(path, "lib"))) {
            throw new IllegalStateException(
                    "the system property " + DISTRIBUTION + " has to name the directory of the distribution");
        }
        return Path.of(path);
    }

    /// What starts a platform in a data directory of this name, which has nothing but the programs of PostgreSQL.
    public TestPlatform.Start platform(String name) throws IOException {
        Path data = directory().resolve(name);
        Path cache = Files.createDirectories(data.resolve("cache"));
        if (Files.notExists(cache.resolve("postgres"))) {
            Files.createSymbolicLink(cache.resolve("postgres"), Files.createDirectories(postgresPrograms()));
        }
        return TestPlatform.Start.in(data);
    }

    /// Where they are unpacked, once for all builds.
    private static Path postgresPrograms() {
        String path = System.getProperty(POSTGRES, "");
        return path.isEmpty() ? distribution().toAbsolutePath().resolveSibling("postgres") : Path.of(path);
    }

    /// Starts a platform; returns at once.
    public TestPlatform start(TestPlatform.Start start) throws IOException {
        var platform = TestPlatform.start(distribution().resolve("lib"), start);
        open.push(platform);
        platforms.add(platform);
        return platform;
    }

    /// The newest kubectl of this machine as the administrator of a platform.
    public Kubectl kubectl(TestPlatform platform) throws IOException {
        return kubectl(platform, Kubectl.newest());
    }

    /// A kubectl as the administrator of a platform. Each program has a home of its own.
    public Kubectl kubectl(TestPlatform platform, Path program) throws IOException {
        Path home = Files.createDirectories(directory().resolve("home-of-" + program.getFileName()));
        return new Kubectl(program, platform.kubeconfig(), home, List.of(), Map.of());
    }

    /// Starts a PostgreSQL server that outlives every platform.
    public EmbeddedPostgres postgres(String name) throws IOException, InterruptedException {
        EmbeddedPostgres server = EmbeddedPostgres.start(Settings.of(directory().resolve(name), postgresPrograms())
                .withConnectionsMax(200)
                .withConfiguration(Map.of("fsync", "off")));
        open.push(server);
        return server;
    }

    /// Runs a command of the platform's own command line.
    ///
    /// @return what it prints, errors included
    /// @throws AssertionError if it fails
    public static String cli(Path kubeconfig, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                distribution().resolve("lib") + "/*",
                "io.paviour.cli.Main"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PAVIOUR_KUBECONFIG", kubeconfig.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("paviour " + String.join(" ", arguments) + " failed: " + output);
        }
        return output;
    }

    /// As a setting of the platform.
    public static String url(EmbeddedPostgres server, String database) {
        return "postgresql://" + server.user() + ":" + server.password() + "@" + server.host() + ":" + server.port()
                + "/" + database;
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        for (TestPlatform platform : platforms) {
            System.err.println("---- log of " + platform.data() + "\n" + platform.logTail());
        }
        throw failure;
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        try (Stream<Path> files = Files.walk(directory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
