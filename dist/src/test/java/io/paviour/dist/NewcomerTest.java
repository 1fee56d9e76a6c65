package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paviour.testing.Eventually;
import io.paviour.testing.Kubectl;
import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The first hour with the platform, as the README tells it.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@Order(2)
class NewcomerTest {
    @RegisterExtension
    static final Workbench bench = new Workbench();

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration JOURNEYS_MAX = Duration.ofMinutes(10);

    private static TestPlatform platform;

    @BeforeAll
    static void up() throws Exception {
        platform = bench.start(bench.platform("demo").with("--demo")).awaitReady();
    }

    @Test
    void theDemoEndsWithWhatIsReadyAndWhere() throws Exception {
        assertThat(platform.announced("Portal")).startsWith("http://localhost:");
        assertThat(platform.announced("Sign in")).startsWith(platform.portal() + "/login?code=");
        assertThat(platform.announced("API")).startsWith("https://127.0.0.1:");
        assertThat(platform.announced("kubectl")).isEqualTo("export KUBECONFIG=" + platform.kubeconfig());
        assertThat(platform.announced("Environment myapp-staging:")).startsWith("everything asked for is there");
        assertThat(platform.announced("Service")).startsWith("http://myapp.staging.example.com:");
        for (String file : List.of("token", "kubeconfig", "master.key")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(platform.data().resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theDemoServiceAnswersBehindItsHostnameAndProvesItsDatabase() throws Exception {
        URI service = URI.create(platform.announced("Service"));

        assertThat(askIngress(service.getPort(), service.getHost()))
                .startsWith("HTTP/1.1 200")
                .contains("Hello from staging")
                .containsPattern("visit [0-9]+, counted by");
        assertThat(askIngress(service.getPort(), "nobody.example.com")).startsWith("HTTP/1.1 404");
    }

    @Test
    void anEnvironmentWithoutReleasesIsReadyAndItsServicesWait() throws Exception {
        assertThat(kubectl()
                        .given(environment("shop-staging"), "apply", "-f", "-")
                        .succeeded())
                .isEqualTo("environment.platform.example.com/shop-staging created\n");
        assertThat(run("wait", "--for=condition=Ready", "environment/shop-staging", "--timeout=300s"))
                .isEqualTo("environment.platform.example.com/shop-staging condition met\n");

        assertThat(run("get", "env", "shop-staging").lines().toList().getLast())
                .matches("shop-staging +True +Ready +team-beta +http://shop.staging.example.com:[0-9]+ +[0-9]+s");
        assertThat(run("get", "env", "shop-staging", "-o", "yaml"))
                .contains("kind: Environment", "hostname: shop.staging.example.com", "observedGeneration: 1");
        assertThat(run(
                        "get",
                        "workload",
                        "shop-staging-api",
                        "-o",
                        "jsonpath={.status.conditions[?(@.type=='Ready')].reason}"))
                .isEqualTo("AwaitingRelease");
        assertThat(run("describe", "env", "shop-staging"))
                .containsPattern("Workloads ?Ready")
                .contains("Events:", "Normal", "everything asked for is there");
        kubectl().given(environment("shop-staging"), "apply", "-f", "-").succeeded();
        assertThat(run("get", "env", "shop-staging", "-o", "jsonpath={.metadata.generation}"))
                .isEqualTo("1");
        assertThat(run("delete", "env", "shop-staging"))
                .isEqualTo("environment.platform.example.com \"shop-staging\" deleted\n");
        assertThat(run("get", "env,db,wl,routes,secrets", "-o", "name")).doesNotContain("shop-staging");
    }

    @Test
    void aWatchSeesAnEnvironmentBecomeReady() throws Exception {
        Process watching = kubectl().start("get", "env", "-w");
        try (var lines = watching.inputReader()) {
            kubectl().given(environment("watched"), "apply", "-f", "-").succeeded();

            assertThat(lines.lines()
                            .filter(line -> line.startsWith("watched "))
                            .anyMatch(line -> line.matches("watched +True +Ready .*")))
                    .isTrue();
        } finally {
            watching.destroy();
        }
        run("delete", "env", "watched");
    }

    @Test
    void whatIsWrongIsToldAtOnceAndInFull() throws Exception {
        String wrong = environment("this-name-is-longer-than-thirty-characters")
                .replace("size: medium", "size: huge")
                .replace("type: postgres", "type: oracle")
                .replace("replicas: 2", "replicas: -2")
                .replace("shop.staging.example.com", "shop_staging")
                .replace("owner: team-beta", "ownr: team-beta");

        Kubectl.Result refused = kubectl().given(wrong, "create", "--validate=false", "-f", "-");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("is invalid")
                .contains("metadata.name")
                .contains("spec.owner: Required value")
                .contains("spec.databases[0].size: Unsupported value: \"huge\"", "\"xlarge\"")
                .contains("spec.databases[0].type: Unsupported value: \"oracle\"", "\"postgres\"")
                .contains("spec.services[0].replicas: Invalid value: -2")
                .contains("spec.networking.ingress.hostname: Invalid value: \"shop_staging\"");
        assertThat(kubectl().given(wrong, "create", "-f", "-").err()).contains("unknown field \"spec.ownr\"");
    }

    @Test
    void kindsAreDiscoveredAndExplained() throws Exception {
        assertThat(run("api-resources")).contains("environments", "databases", "workloads", "routes", "secrets");
        assertThat(run("explain", "environment.spec", "--recursive"))
                .contains("services\t<[]Object>", "backupRetentionDays\t<integer>", "alertChannel\t<string>");
        assertThat(run("explain", "environment.spec.services.replicas")).contains("How many instances run");
    }

    @Test
    void aPlanTellsWhatWillHappenAndWritesNothing() throws Exception {
        Path manifest = Files.writeString(bench.directory().resolve("planned.yaml"), environment("planned"));

        String plan = Workbench.cli(platform.kubeconfig(), "plan", "-f", manifest.toString());

        assertThat(plan).contains("planned-app-db", "planned-api-keys", "planned-api", "planned-worker", "create role");
        assertThat(run("get", "env", "-o", "name")).doesNotContain("planned");
    }

    @Test
    void theJourneysOfThePortalWorkOnTheRealPlatform() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/chromium")), "there is no Chromium on this machine");
        Path log = bench.directory().resolve("journeys.log");
        var npm = new ProcessBuilder("npm", "run", "e2e", "--", "journeys")
                .directory(Path.of(System.getProperty("paviour.portal")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        npm.environment().put("PAVIOUR_PORTAL_URL", platform.portal().toString());
        npm.environment().put("PAVIOUR_TOKEN", platform.token());

        Process journeys = npm.start();

        assertThat(journeys.waitFor(JOURNEYS_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(journeys.exitValue()).as(Files.readString(log)).isZero();
    }

    @Test
    void ctrlCStopsEverythingAndTheNextStartFindsAllData() throws Exception {
        List<ProcessHandle> children = platform.children();
        String before = secret("db-myapp-staging-app-db");
        String token = platform.token();

        int code = platform.stop();

        assertThat(code).isIn(0, 130);
        assertThat(children).hasSizeGreaterThan(4);
        Eventually.isTrue(
                "all that the platform started is gone",
                PATIENCE,
                () -> children.stream().noneMatch(ProcessHandle::isAlive));

        platform = bench.start(bench.platform("demo").with("--demo")).awaitReady();

        assertThat(platform.token()).isEqualTo(token);
        assertThat(secret("db-myapp-staging-app-db")).isEqualTo(before).contains("\"password\"");
        theDemoServiceAnswersBehindItsHostnameAndProvesItsDatabase();
    }

    private static String secret(String name) throws IOException, InterruptedException {
        String path = "/apis/platform.example.com/v1/namespaces/platform/secrets/" + name + "/reveal";
        return kubectl().given("{}", "create", "--raw", path, "-f", "-").succeeded();
    }

    private static Kubectl kubectl() throws IOException {
        return bench.kubectl(platform).with("--namespace=platform");
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        return kubectl().run(arguments).succeeded();
    }

    private static String askIngress(int port, String host) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String environment(String name) {
        return """
                apiVersion: platform.example.com/v1
                kind: Environment
                metadata:
                  name: %s
                  namespace: platform
                spec:
                  type: environment
                  owner: team-beta
                  cluster: staging-cluster
                  namespace: shop-staging
                  services:
                  - name: api
                    replicas: 2
                    resources: {cpu: 500m, memory: 512Mi}
                  - name: worker
                    replicas: 1
                    resources: {cpu: 1000m, memory: 1Gi}
                  databases:
                  - name: app-db
                    type: postgres
                    size: medium
                  secrets:
                  - name: api-keys
                    source: vault-secrets
                  networking:
                    ingress: {enabled: true, hostname: shop.staging.example.com}
                    egress: {allowed: all}
                  monitoring: {enabled: true, alertChannel: slack-staging}
                """.formatted(name);
    }
}
