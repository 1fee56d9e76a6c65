package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.http.Kubectl.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Drives the stock kubectl of this machine, its cache of discovery included.
@EnabledIf("isThere")
class KubectlTest {
    @RegisterExtension
    static final Served served = new Served();

    private static int number;

    @TempDir
    Path home;

    private String namespace;
    private Path manifest;

    static boolean isThere() {
        return Kubectl.onPath().isPresent();
    }

    @BeforeEach
    void namespace() throws Exception {
        namespace = "kubectl-" + number++;
        manifest = write("environment.yaml", "spec: {type: staging, services: [{name: api, replicas: 2}]}");
        assertThat(kubectl("create", "namespace", namespace))
                .isEqualTo(new Result(0, "namespace/" + namespace + " created\n"));
    }

    @Test
    void applyTwiceThenGetDescribeAndDelete() throws Exception {
        assertThat(kubectl("apply", "-f", manifest.toString()).output())
                .isEqualTo("environment.platform.example.com/dev created\n");
        assertThat(kubectl("apply", "-f", manifest.toString()).output())
                .isEqualTo("environment.platform.example.com/dev unchanged\n");
        assertThat(kubectl("get", "env").output()).matches("(?s)NAME +TYPE +READY +AGE\ndev +staging +[0-9]+s\n");
        assertThat(kubectl("get", "all", "-o", "name").output()).isEqualTo("environment.platform.example.com/dev\n");
        assertThat(kubectl("get", "env", "dev", "-o", "jsonpath={.spec.owner}").output())
                .isEqualTo("platform");
        assertThat(kubectl("get", "env", "dev", "-o", "yaml").output()).contains("kind: Environment", "replicas: 2");
        assertThat(kubectl("describe", "env", "dev").output()).contains("Replicas:  2", "Events:");
        assertThat(kubectl("delete", "env", "dev"))
                .isEqualTo(new Result(0, "environment.platform.example.com \"dev\" deleted\n"));
        assertThat(kubectl("get", "env", "dev"))
                .isEqualTo(new Result(
                        1, "Error from server (NotFound): environments.platform.example.com \"dev\" not found\n"));
    }

    @Test
    void changesByEveryCommandThatMakesThem() throws Exception {
        kubectl("apply", "-f", manifest.toString());
        Path changed = write("changed.yaml", "spec: {type: staging, services: [{name: api, replicas: 3}]}");

        assertThat(kubectl("diff", "-f", changed.toString()).code()).isEqualTo(1);
        assertThat(kubectl("apply", "--dry-run=server", "-f", changed.toString())
                        .output())
                .contains("configured (server dry run)");
        assertThat(kubectl("apply", "-f", changed.toString()).output()).contains("configured");
        assertThat(kubectl("label", "env", "dev", "team=shop").output()).contains("labeled");
        assertThat(kubectl("get", "env", "-l", "team=shop", "-o", "name").output())
                .contains("dev");
        assertThat(kubectl("annotate", "env", "dev", "a=b").output()).contains("annotated");
        assertThat(kubectl("patch", "env", "dev", "--type=merge", "-p", "{\"spec\":{\"owner\":\"me\"}}")
                        .code())
                .isZero();
        assertThat(kubectl("replace", "-f", changed.toString()).output()).contains("replaced");
        assertThat(kubectl("patch", "env", "dev", "-p", "{}").output())
                .startsWith("error: application/strategic-merge-patch+json is not supported by"
                        + " platform.example.com/v1, Kind=Environment");
        assertThat(kubectl("label", "namespace", namespace, "a=b").output()).contains("labeled");
        assertThat(kubectl("apply", "--server-side", "--force-conflicts", "-f", changed.toString())
                        .output())
                .endsWith("environment.platform.example.com/dev serverside-applied\n");
    }

    @Test
    void wrongInputIsToldInFull() throws Exception {
        Path wrong = write("wrong.yaml", "spec: {type: q, services: [{name: api, replicas: -2}]}");

        Result refused = kubectl("create", "-f", wrong.toString());

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.output())
                .startsWith("The Environment \"dev\" is invalid: ")
                .contains("* spec.services[0].replicas: ")
                .contains("* spec.type: Unsupported value: \"q\": supported values: ");
    }

    @Test
    void waitsForACondition() throws Exception {
        kubectl("apply", "-f", manifest.toString());
        String ready =
                "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"observedGeneration\":1}]}}";

        Process waiting = start("wait", "env/dev", "--for=condition=Ready", "--timeout=20s");
        kubectl("patch", "env", "dev", "--subresource=status", "--type=merge", "-p", ready);

        assertThat(Kubectl.finish(waiting))
                .isEqualTo(new Result(0, "environment.platform.example.com/dev condition met\n"));
        assertThat(kubectl("wait", "env/dev", "--for=condition=Other", "--timeout=1s")
                        .code())
                .isEqualTo(1);
    }

    @Test
    void watchesATable() throws Exception {
        kubectl("apply", "-f", manifest.toString());
        Process watching = start("get", "env", "-w");

        try (var lines = watching.inputReader()) {
            assertThat(lines.readLine()).startsWith("NAME");
            assertThat(lines.readLine()).startsWith("dev");
            kubectl("label", "env", "dev", "a=b");
            assertThat(lines.readLine()).startsWith("dev");
        } finally {
            watching.destroy();
        }
    }

    @Test
    void explainsAndDiscoversWithAWarmCacheToo() throws Exception {
        for (int run = 0; run < 3; run++) {
            assertThat(kubectl("api-resources").output())
                    .contains("environments")
                    .contains("namespaces");
            assertThat(kubectl("explain", "env.spec.services.replicas").output())
                    .contains("How many run at once.");
            assertThat(kubectl("explain", "env", "--recursive").output()).contains("  metadata\t<ObjectMeta>");
            assertThat(kubectl("get", "foo"))
                    .isEqualTo(new Result(1, "error: the server doesn't have a resource type \"foo\"\n"));
        }
    }

    @Test
    void saysWhoIAmAndWhatIMay() throws Exception {
        assertThat(kubectl("auth", "whoami").output()).contains("admin").contains("system:masters");
        assertThat(kubectl("auth", "can-i", "create", "env").output()).isEqualTo("yes\n");
        assertThat(kubectl("version").output()).contains("Server Version: v1.33.0+paviour");
    }

    @Test
    void listsWhatIMay() throws Exception {
        String mine = kubectl("auth", "can-i", "--list").output();
        String bobs = kubectl("auth", "can-i", "--list", "--as=bob", "--as-group=system:authenticated")
                .output();

        assertThat(mine).containsPattern("\\*\\.\\* +\\[] +\\[] +\\[\\*]");
        assertThat(bobs)
                .contains("selfsubjectrulesreviews.authorization.k8s.io")
                .contains("/openapi/*")
                .doesNotContain("*.*");
    }

    @Test
    void actsAsSomebodyElse() throws Exception {
        String whoami = kubectl("auth", "whoami", "--as=bob", "--as-group=shop", "--as-uid=7")
                .output();

        assertThat(whoami).contains("bob").contains("shop").contains("7").doesNotContain("system:masters");
        assertThat(kubectl("get", "env", "--as=bob").output())
                .isEqualTo("Error from server (Forbidden): environments.platform.example.com is forbidden: User"
                        + " \"bob\" cannot list resource \"environments\" in API group"
                        + " \"platform.example.com\" in the namespace \"" + namespace + "\"\n");
    }

    @Test
    void createsRolesBindingsAndServiceAccounts() throws Exception {
        Result role = kubectl(
                "create",
                "role",
                "reader",
                "--verb=get,list",
                "--resource=environments,environments/status",
                "--resource-name=dev");
        Result all = kubectl("create", "role", "lister", "--verb=list,get", "--resource=environments");
        Result robot = kubectl("create", "serviceaccount", "robot");
        Result bound = kubectl(
                "create",
                "rolebinding",
                "robots",
                "--role=lister",
                "--serviceaccount=" + namespace + ":robot",
                "--user=bob",
                "--group=shop");
        Result paths =
                kubectl("create", "clusterrole", "metrics-" + namespace, "--verb=get", "--non-resource-url=/metrics/*");
        Result everywhere = kubectl(
                "create",
                "clusterrolebinding",
                "metrics-" + namespace,
                "--clusterrole=metrics-" + namespace,
                "--user=bob");
        String as = "--as=system:serviceaccount:" + namespace + ":robot";

        assertThat(List.of(role, all, robot, bound, paths, everywhere))
                .extracting(Result::output)
                .containsExactly(
                        "role.rbac.authorization.k8s.io/reader created\n",
                        "role.rbac.authorization.k8s.io/lister created\n",
                        "serviceaccount/robot created\n",
                        "rolebinding.rbac.authorization.k8s.io/robots created\n",
                        "clusterrole.rbac.authorization.k8s.io/metrics-" + namespace + " created\n",
                        "clusterrolebinding.rbac.authorization.k8s.io/metrics-" + namespace + " created\n");
        assertThat(kubectl("get", "role", "reader", "-o", "jsonpath={.rules}").output())
                .isEqualTo("[{\"apiGroups\":[\"platform.example.com\"],\"resourceNames\":[\"dev\"],"
                        + "\"resources\":[\"environments\",\"environments/status\"],"
                        + "\"verbs\":[\"get\",\"list\"]}]");
        assertThat(kubectl("get", "env", as).code()).isZero();
        assertThat(kubectl("get", "env", "--as=bob").code()).isZero();
        assertThat(kubectl("get", "env", "--as=x", "--as-group=shop").code()).isZero();
        assertThat(kubectl("auth", "can-i", "delete", "env", as).output())
                .startsWith("no - User \"system:serviceaccount:" + namespace + ":robot\" cannot delete");
        assertThat(kubectl("auth", "can-i", "get", "/metrics/a", "--as=bob").output())
                .isEqualTo("yes\n");
        assertThat(kubectl("describe", "rolebinding", "robots").output()).contains("ServiceAccount", "robot");
    }

    @Test
    void reconcilesRolesFromAFile() throws Exception {
        Path roles = Files.writeString(home.resolve("roles.yaml"), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: r, namespace: NS}
                rules: [{apiGroups: [platform.example.com], resources: [environments], verbs: [get]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: b, namespace: NS}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]
                """.replace("NS", namespace));

        assertThat(kubectl("auth", "reconcile", "-f", roles.toString()).output())
                .contains("role.rbac.authorization.k8s.io/r reconciled")
                .contains("rolebinding.rbac.authorization.k8s.io/b reconciled");
        assertThat(kubectl("apply", "-f", roles.toString()).code()).isZero();
        Files.writeString(roles, Files.readString(roles).replace("kind: Role, name: r", "kind: Role, name: other"));
        assertThat(kubectl("apply", "-f", roles.toString()).output()).contains("cannot change roleRef");
    }

    @Test
    void buildsTheManifestsThatMountThisServerIntoACluster() throws Exception {
        for (String way : List.of("outside", "inside")) {
            Result built = kubectl(
                    "kustomize", Path.of("..", "deploy", "apiservice", way).toString());

            assertThat(built.code()).as(built.output()).isZero();
            assertThat(built.output())
                    .contains("kind: APIService", "name: v1.platform.example.com", "kind: Service\n")
                    .contains("name: extension-apiserver-authentication-reader");
        }
    }

    private Path write(String name, String spec) throws IOException {
        return Files.writeString(
                home.resolve(name),
                "apiVersion: platform.example.com/v1\nkind: Environment\nmetadata: {name: dev}\n" + spec + "\n");
    }

    private Result kubectl(String... arguments) throws IOException, InterruptedException {
        return stock().run(arguments);
    }

    private Process start(String... arguments) throws IOException {
        return stock().start(arguments);
    }

    private Kubectl stock() {
        Path kubeconfig = served.server().directory.resolve("kubeconfig");
        return new Kubectl(Kubectl.onPath().orElseThrow(), home, kubeconfig, namespace);
    }
}
