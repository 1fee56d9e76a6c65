package io.paviour.localprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.process.Limits;
import io.paviour.process.Uids;
import io.paviour.resource.Ref;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a team could write to get at more than its own.
class HostileWorkloadTest {
    private static final String ARTIFACT = "artifact: {directory: app, command: [/bin/sh, run.sh]}\n";

    @TempDir
    Path directory;

    private TestYard yard;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        yard = new TestYard(directory);
    }

    @AfterEach
    void close() {
        yard.close();
    }

    @Test
    void variablesOfTheLoaderAreRefused() throws Exception {
        yard.script("app", "exec sleep 1000\n");
        Ref ref = yard.apply("api", ARTIFACT + """
                environment: {LD_PRELOAD: ./evil.so}
                secrets: [{name: keys, url: GCONV_PATH}]
                """);

        Plan plan = yard.settle(ref);

        assertThat(plan.outcome()).isInstanceOf(Outcome.Stuck.class);
        assertThat(plan.outcome().message()).contains("spec.environment: LD_PRELOAD", "spec.secrets: GCONV_PATH");
    }

    @Test
    void aSecretMayNotSetThemEither() throws Exception {
        yard.script("app", "exec sleep 1000\n");
        yard.secret("keys", Map.of("preload", "./evil.so"));
        Ref ref = yard.apply("api", ARTIFACT + "secrets: [{name: keys, prefix: LD}]\n");

        Plan plan = yard.await(
                ref, seen -> !TestYard.instance(seen, 0).string("message", "").isEmpty());

        assertThat(TestYard.instance(plan, 0).string("message")).contains("would set LD_PRELOAD");
    }

    @Test
    void aLinkInsteadOfADirectoryIsNotHandedOver() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root hands directories over");
        Path victim = Files.createDirectory(directory.resolve("victim"));
        yard.script("app", """
                rm -rf "$HOME/tmp" "$TMPDIR"
                ln -s %1$s "$HOME/tmp"
                ln -s %1$s "$TMPDIR"
                exit 1
                """.formatted(victim));
        Ref ref = yard.apply("api", ARTIFACT);

        yard.await(ref, plan -> TestYard.instance(plan, 0).integer("restarts", 0) >= 3);

        assertThat(Files.getOwner(victim)).isEqualTo(Files.getOwner(directory));
    }

    @Test
    void onlyARealDirectoryIsHandedOver() throws Exception {
        Path victim = Files.createDirectory(directory.resolve("victim"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), victim);
        Tenant tenant = Tenant.choose(null, directory);

        assertThatThrownBy(() -> tenant.createDirectory(link, "team")).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(Files.getOwner(victim)).isEqualTo(Files.getOwner(directory));
    }

    @Test
    void aHealthPathThatIsNoneIsRefused() throws Exception {
        yard.script("app", "exec sleep 1000\n");
        Ref ref = yard.apply("api", ARTIFACT + "health: {path: /a%}\n");

        Plan plan = yard.settle(ref);

        assertThat(plan.outcome())
                .isEqualTo(new Outcome.Stuck(
                        "InvalidSpec", "spec.health.path is /a%, which is no path of a URL such as /healthz"));
    }

    @Test
    void aQuestionThatFailsCountsAsABadAnswer() throws Exception {
        var health = new Health("/a%", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
        Path app = Files.createDirectories(directory.resolve("app"));
        Ref ref = yard.apply("api", "replicas: 1");
        var launch = new Launch(
                ref, 0, 20_000, app, List.of("/bin/sleep", "1000"), Map.of(), List.of(), Limits.none(), health);

        yard.supervisor.start(launch);

        TestYard.until(() -> {
            yard.tick();
            yard.clock.advance(Duration.ofSeconds(1));
            return yard.supervisor.replicas(ref).get(0).message().contains("did not answer GET /a%");
        });
    }

    @Test
    void eachNamespaceHasAnIdOfItsOwnAndKeepsIt() throws Exception {
        Path file = directory.resolve("uids");
        // These two have the same hash.
        int one = new Uids(file, 200_000).of("team-aa");
        int two = new Uids(file, 200_000).of("team-bB");

        assertThat(two).isNotEqualTo(one);
        assertThat(new Uids(file, 200_000).of("team-aa")).isEqualTo(one).isBetween(200_000, 265_535);
        assertThat(new Uids(file, 200_000).of("team-bB")).isEqualTo(two);
    }
}
