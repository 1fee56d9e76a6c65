package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.testing.Eventually;
import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Kills the platform with SIGKILL at each action of an environment's creation and of its deletion in turn.
///
/// Before each action always; after it, every third time, or always with `-Dpaviour.kill=everywhere`.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@Order(1)
class KillTest {
    @RegisterExtension
    static final Workbench bench = new Workbench();

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String NAMESPACE = "kill";
    private static final int ROUNDS_MAX = 60;

    private Sql database;
    private KillSwitch killSwitch;
    private TestPlatform.Start start;
    private TestPlatform platform;

    @BeforeEach
    void platform() throws Exception {
        EmbeddedPostgres server = bench.postgres("platform-database");
        database = Sql.of(server);
        start = bench.platform("data").withVariable("PAVIOUR_DATABASE_URL", Workbench.url(server, "postgres"));
        Path artifacts = Files.createDirectories(start.data().resolve("artifacts"));
        Files.copy(
                Workbench.distribution().resolve("examples/artifacts/hello.tar.gz"), artifacts.resolve("hello.tar.gz"));
        platform = bench.start(start).awaitReady();
        kubectl("create", "namespace", NAMESPACE);
        killSwitch = new KillSwitch(database);
        killSwitch.install();
    }

    @Test
    void killedAtAnyActionItComesBackAndThereIsExactlyOneOfEverything() throws Exception {
        boolean everywhere = System.getProperty("paviour.kill", "").equals("everywhere");
        boolean wasKilled = true;
        int number = 0;
        while (wasKilled) {
            number++;
            assertThat(number).as("a plan has an end").isLessThan(ROUNDS_MAX);
            wasKilled = round(KillSwitch.Side.BEFORE, number);
            if (wasKilled && (everywhere || number % 3 == 0)) {
                round(KillSwitch.Side.AFTER, number);
            }
        }
        assertThat(number).as("there were actions to be killed at").isGreaterThan(10);
    }

    /// Makes an environment and deletes it, killed once in each half.
    ///
    /// @return whether there was an action of this number in either
    private boolean round(KillSwitch.Side side, int number) throws Exception {
        String name = "e" + number + side.name().substring(0, 1).toLowerCase();
        forgetFirstTime();

        killSwitch.arm(side, number);
        apply(name);
        boolean hit = awaitKillPoint(() -> isReady(name));
        String where = hit ? side + " action " + number + " of the creation: " + killSwitch.action() : "unhurt";
        String credentials = credentials(name);
        if (hit) {
            killAndStartAgain();
        }
        kubectl("wait", "--for=condition=Ready", "environment/" + name, "--timeout=300s");
        assertThereIsOneOfEverything(name, where);
        if (!credentials.isEmpty()) {
            assertThat(credentials(name)).as("credentials after death " + where).isEqualTo(credentials);
        }

        killSwitch.arm(side, number);
        kubectl("delete", "environment", name, "--wait=false");
        boolean hitAgain = awaitKillPoint(() -> !exists(name));
        String whereAgain =
                hitAgain ? side + " action " + number + " of the deletion: " + killSwitch.action() : "unhurt";
        if (hitAgain) {
            killAndStartAgain();
        }
        kubectl("wait", "--for=delete", "environment/" + name, "--timeout=300s");
        assertNothingIsLeft(name, whereAgain);
        System.out.println("killed " + where + "; " + whereAgain);
        return hit || hitAgain;
    }

    /// What is done once on each server and machine is to be done again, so that each round may be killed at it.
    private void forgetFirstTime() throws SQLException, IOException {
        Path releases = start.data().resolve("plugin-data/localprocess/releases");
        if (Files.isDirectory(releases)) {
            try (Stream<Path> files = Files.walk(releases)) {
                for (Path file : files.sorted(Comparator.reverseOrder())
                        .filter(file -> !file.equals(releases))
                        .toList()) {
                    Files.delete(file);
                }
            }
        }
        if (Files.exists(start.data().resolve("plugin-data/postgres/server/port"))) {
            try (Sql tenants = tenants("postgres")) {
                tenants.run("grant connect on database template1 to public");
            }
        }
    }

    private void apply(String name) throws Exception {
        bench.kubectl(platform).given("""
                        apiVersion: platform.example.com/v1
                        kind: Environment
                        metadata: {namespace: kill, name: %1$s}
                        spec:
                          owner: team-alpha
                          services:
                          - name: api
                            resources: {cpu: '2', memory: 128Mi}
                            artifact:
                              archive: hello.tar.gz
                              command: [java, -XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -Xmx32m, -jar, hello.jar, kill-%1$s]
                            health: {path: /healthz}
                          databases: [{name: db, type: postgres}]
                          secrets: [{name: keys}]
                          networking: {ingress: {enabled: true, hostname: %1$s.example.com, service: api}}
                        """.formatted(name), "apply", "-f", "-").succeeded();
    }

    private interface Question {
        boolean ask() throws Exception;
    }

    /// @return whether the platform stands at the chosen action; else it is done with all
    private boolean awaitKillPoint(Question isDone) throws Exception {
        return Eventually.get(
                () -> "the action is reached, or all is done\n" + platform.logTail(),
                PATIENCE,
                () -> killSwitch.isReached() ? Boolean.TRUE : isDone.ask() ? false : null);
    }

    private void killAndStartAgain() throws Exception {
        List<ProcessHandle> children = platform.children();
        platform.kill9();
        killSwitch.disarm();
        platform = bench.start(start).awaitReady();
        Eventually.isTrue(
                "all children of the dead platform are dead",
                PATIENCE,
                () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    private void assertThereIsOneOfEverything(String name, String where) throws Exception {
        assertThat(resources())
                .as("resources after death " + where)
                .containsExactlyInAnyOrder(
                        "environment.platform.example.com/" + name,
                        "database.platform.example.com/" + name + "-db",
                        "secret.platform.example.com/" + name + "-keys",
                        "secret.platform.example.com/db-" + name + "-db",
                        "workload.platform.example.com/" + name + "-api",
                        "route.platform.example.com/" + name + "-api");
        try (Sql tenants = tenants("postgres")) {
            assertThat(tenants.rows("select count(*) from pg_roles where rolname like 'kill\\_%'"))
                    .as("roles after death " + where)
                    .containsExactly("1");
            assertThat(tenants.rows("select count(*) from pg_database where datname like 'kill\\_%'"))
                    .as("databases after death " + where)
                    .containsExactly("1");
        }
        assertThat(processes(name)).as("processes after death " + where).hasSize(1);
    }

    private void assertNothingIsLeft(String name, String where) throws Exception {
        assertThat(resources()).as("resources after death " + where).isEmpty();
        try (Sql tenants = tenants("paviour_dumps")) {
            assertThat(tenants.rows("select rolname from pg_roles where rolname like 'kill\\_%'"))
                    .as("roles after death " + where)
                    .isEmpty();
            assertThat(tenants.rows("select datname from pg_database where datname like 'kill\\_%'"))
                    .as("databases after death " + where)
                    .isEmpty();
            assertThat(tenants.rows("select complete from dump where claim = ?", name + "-db"))
                    .as("final dumps after death " + where)
                    .containsExactly("t");
        }
        assertThat(credentials(name)).as("credentials after death " + where).isEmpty();
        assertThat(processes(name)).as("processes after death " + where).isEmpty();
        assertThat(start.data().resolve("plugin-data/localprocess/instances/kill/" + name + "-api"))
                .as("files of instances after death " + where)
                .doesNotExist();
    }

    private Sql tenants(String database) throws SQLException, IOException {
        return Sql.of(start.data().resolve("plugin-data/postgres/server"), database);
    }

    private List<String> resources() throws IOException, InterruptedException {
        String kinds = "environments,databases,secrets,workloads,routes";
        return kubectl("get", kinds, "-o", "name").lines().toList();
    }

    private static List<ProcessHandle> processes(String name) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("kill-" + name))
                .toList();
    }

    /// Recognises what is stored, sealed, for the database; empty if nothing is.
    private String credentials(String name) throws SQLException {
        return String.join(
                "",
                database.rows(
                        "select version, encode(sha256(sealed), 'hex') from secret_value where namespace = ? and name = ?",
                        NAMESPACE,
                        "db-" + name + "-db"));
    }

    private boolean exists(String name) throws SQLException {
        return !ready(name).isEmpty();
    }

    private boolean isReady(String name) throws SQLException {
        return ready(name).equals(List.of("t"));
    }

    /// Whether the environment is ready; nothing if there is no such environment.
    private List<String> ready(String name) throws SQLException {
        return database.rows("""
                select jsonb_path_exists(
                           document::jsonb, '$.status.conditions[*] ? (@.type == "Ready" && @.status == "True")')
                  from resource
                 where kind = 'Environment.platform.example.com' and namespace = ? and name = ?
                """, NAMESPACE, name);
    }

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        return bench.kubectl(platform)
                .with("--namespace", NAMESPACE)
                .run(arguments)
                .succeeded();
    }
}
