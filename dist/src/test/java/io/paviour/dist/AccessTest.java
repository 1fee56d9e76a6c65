package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.testing.Eventually;
import io.paviour.testing.Kubectl;
import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What accounts with a role in one namespace may do, and what is written down about them.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
class AccessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @RegisterExtension
    static final Workbench bench = new Workbench();

    private static final List<String> ROLES = List.of("view", "edit", "admin");
    private static final String SECRETS = "/apis/platform.example.com/v1/namespaces/shop/secrets/";
    private static final Map<String, Kubectl> AS = new TreeMap<>();

    private static TestPlatform platform;
    private static Kubectl administrator;

    @BeforeAll
    static void accounts() throws Exception {
        platform = bench.start(bench.platform("data")).awaitReady();
        administrator = bench.kubectl(platform).with("--namespace=shop");
        administrator.run("create", "namespace", "shop").succeeded();
        for (String role : ROLES) {
            administrator.given(account(role), "apply", "-f", "-").succeeded();
            AS.put(role, as(token("shop-" + role)));
        }
        Eventually.isTrue(
                "the bindings are in force",
                PATIENCE,
                () -> AS.get("admin")
                        .run("auth", "can-i", "create", "rolebindings")
                        .out()
                        .startsWith("yes"));
        administrator.given(secret("kept"), "create", "-f", "-").succeeded();
    }

    @Test
    void everyVerbAsksForItsRole() throws Exception {
        var allowed = new TreeMap<String, String>();
        for (String role : ROLES) {
            Kubectl kubectl = AS.get(role);
            String name = "of-" + role;
            administrator.given(secret("doomed-" + role), "create", "-f", "-").succeeded();
            allowed.put(
                    role,
                    told("get", kubectl.run("get", "secret", "kept"))
                            + told("list", kubectl.run("get", "secrets"))
                            + told("create", kubectl.given(secret(name), "create", "-f", "-"))
                            + told("update", kubectl.given(secret("kept"), "replace", "-f", "-"))
                            + told("patch", kubectl.run("label", "secret", "kept", "by=" + role, "--overwrite"))
                            + told("delete", kubectl.run("delete", "secret", "doomed-" + role))
                            + told("reveal", kubectl.given("{}", "create", "--raw", SECRETS + "kept/reveal", "-f", "-"))
                            + told("bind", kubectl.given(binding("more-" + role, "view"), "create", "-f", "-"))
                            + told(
                                    "over-bind",
                                    kubectl.given(binding("over-" + role, "cluster-admin"), "create", "-f", "-"))
                            + told("role", kubectl.run("create", "role", name, "--verb=get", "--resource=secrets"))
                            + told("over-role", kubectl.run("create", "role", "x", "--verb=get", "--resource=*.*"))
                            + told("robot", kubectl.run("create", "serviceaccount", name))
                            + told("token", kubectl.run("create", "token", name))
                            + told(
                                    "status",
                                    kubectl.run(
                                            "patch",
                                            "secret",
                                            "kept",
                                            "--subresource=status",
                                            "--type=merge",
                                            "-p",
                                            "{\"status\":{}}"))
                            + told("namespace", kubectl.run("get", "namespace", "shop"))
                            + told("namespaces", kubectl.run("get", "namespaces"))
                            + told("close", kubectl.run("label", "namespace", "shop", "by=" + role, "--overwrite"))
                            + told("as", kubectl.run("get", "secrets", "--as=admin"))
                            + told("elsewhere", kubectl.run("get", "secrets", "--namespace=platform"))
                            + told("account", kubectl.given("{}", "create", "--raw", tokens("admin"), "-f", "-")));
        }

        assertThat(allowed)
                .containsEntry("view", "get list namespace ")
                .containsEntry("edit", "get list create update patch delete reveal robot namespace ")
                .containsEntry("admin", "get list create update patch delete reveal bind role robot token namespace ");
    }

    @Test
    void nobodyIsAnsweredWithoutAGoodToken() throws Exception {
        Kubectl.Result stranger = as("pav_wrong").run("get", "secrets");

        assertThat(stranger.code()).isEqualTo(1);
        assertThat(stranger.err()).contains("Unauthorized");
    }

    @Test
    void aRevealIsWrittenDownAndRefusedToWhoMayOnlyView() throws Exception {
        administrator.given(secret("coffee"), "create", "-f", "-").succeeded();
        administrator
                .given("{\"values\": {\"milk\": \"oat\"}}", "replace", "--raw", SECRETS + "coffee/values", "-f", "-")
                .succeeded();

        Kubectl.Result refused = AS.get("view").given("{}", "create", "--raw", SECRETS + "coffee/reveal", "-f", "-");
        String revealed = AS.get("edit")
                .given("{}", "create", "--raw", SECRETS + "coffee/reveal", "-f", "-")
                .succeeded();

        assertThat(refused.err()).contains("forbidden").doesNotContain("oat");
        assertThat(JsonText.parseObject(revealed.getBytes(StandardCharsets.UTF_8))
                        .object("values"))
                .isEqualTo(Json.object("milk", "oat"));
        assertThat(administrator.run("get", "secret", "coffee", "-o", "yaml").succeeded())
                .contains("milk")
                .doesNotContain("oat");
        try (Sql database = Sql.of(platform.data().resolve("postgres"), "postgres")) {
            assertThat(database.rows("""
                            select subject, verb from audit
                             where namespace = 'shop' and name = 'coffee' and subresource = 'reveal'
                            """)).containsExactly("shop-edit create");
            assertThat(database.rows("select distinct subject from audit where name = 'coffee' and subresource = ''"))
                    .contains("admin");
        }
    }

    @Test
    void aKindThatComesLaterIsCoveredByTheRoles() throws Exception {
        administrator.given(KIND, "apply", "-f", "-").succeeded();
        Eventually.isTrue(
                "the roles know the kind",
                PATIENCE,
                () -> AS.get("edit")
                        .run("auth", "can-i", "create", "bikes.shop.example.com")
                        .out()
                        .startsWith("yes"));

        assertThat(AS.get("edit").given(BIKE, "create", "-f", "-").succeeded()).contains("bike.shop.example.com/red");
        assertThat(AS.get("view").run("get", "bikes").succeeded()).contains("red");
        assertThat(AS.get("view").run("delete", "bike", "red").err()).contains("forbidden");
        assertThat(AS.get("edit")
                        .run("patch", "bike", "red", "--subresource=status", "--type=merge", "-p", "{\"status\":{}}")
                        .err())
                .contains("forbidden")
                .contains("bikes/status");
    }

    @Test
    void aServiceAccountHasATokenThatEndsWithIt() throws Exception {
        administrator.run("create", "serviceaccount", "robot").succeeded();
        administrator
                .run("create", "rolebinding", "robot", "--clusterrole=view", "--serviceaccount=shop:robot")
                .succeeded();
        String token = administrator
                .run("create", "token", "robot", "--duration=1h")
                .succeeded()
                .strip();
        Kubectl robot = as(token);

        assertThat(robot.run("auth", "whoami").succeeded())
                .contains("system:serviceaccount:shop:robot")
                .contains("system:serviceaccounts:shop");
        assertThat(robot.run("get", "secrets").succeeded()).contains("kept");
        assertThat(robot.run("get", "secrets", "--namespace=platform").err()).contains("forbidden");
        assertThat(administrator
                        .run("create", "token", "robot", "--duration=30s")
                        .err())
                .contains("spec.expirationSeconds: Invalid value: 30");
        assertThat(administrator.run("create", "token", "robot", "--audience=x").err())
                .contains("spec.audiences: Forbidden");
        administrator.run("delete", "serviceaccount", "robot").succeeded();
        administrator.run("create", "serviceaccount", "robot").succeeded();
        Eventually.isTrue(
                "the token is worthless",
                PATIENCE,
                () -> robot.run("get", "secrets").err().contains("Unauthorized"));
    }

    @Test
    void whoActsAsAnotherIsWrittenDownAsBoth() throws Exception {
        administrator
                .given(secret("by-other"), "create", "-f", "-", "--as=shop-edit")
                .succeeded();

        assertThat(administrator
                        .given(secret("by-viewer"), "create", "-f", "-", "--as=shop-view")
                        .err())
                .contains("User \"shop-view\" cannot create");
        try (Sql database = Sql.of(platform.data().resolve("postgres"), "postgres")) {
            assertThat(database.rows("select subject, verb from audit where name = 'by-other' and verb = 'create'"))
                    .containsExactly("admin as shop-edit create");
        }
    }

    @Test
    void theStandardRolesAreKeptAndMayBeLeftAlone() throws Exception {
        String more = "[{\"op\": \"add\", \"path\": \"/rules/-\", \"value\":"
                + " {\"nonResourceURLs\": [\"/mine\"], \"verbs\": [\"get\"]}}]";
        administrator
                .run("annotate", "clusterrole", "system:discovery", "rbac.authorization.kubernetes.io/autoupdate=false")
                .succeeded();
        for (String role : List.of("system:discovery", "admin")) {
            administrator
                    .run("patch", "clusterrole", role, "--type=json", "-p", more)
                    .succeeded();
        }

        administrator
                .given(KIND.replace("bike", "boat").replace("Bike", "Boat"), "apply", "-f", "-")
                .succeeded();

        Eventually.isTrue(
                "the role is as it was, with the new kind",
                PATIENCE,
                () -> rules("admin").contains("boats") && !rules("admin").contains("/mine"));
        assertThat(rules("system:discovery")).contains("/mine");
    }

    private static String rules(String role) throws IOException, InterruptedException {
        return administrator
                .run("get", "clusterrole", role, "-o", "jsonpath={.rules}")
                .out();
    }

    private static final String KIND = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: bikes.shop.example.com}
            spec:
              group: shop.example.com
              scope: Namespaced
              names: {kind: Bike, plural: bikes, singular: bike}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;

    private static final String BIKE = """
            apiVersion: shop.example.com/v1
            kind: Bike
            metadata: {name: red}
            """;

    private static String told(String verb, Kubectl.Result result) {
        if (result.code() == 0) {
            return verb + " ";
        }
        assertThat(result.err()).as(verb).contains("orbidden");
        return "";
    }

    private static Kubectl as(String token) throws IOException {
        return bench.kubectl(platform).with("--namespace=shop", "--token=" + token);
    }

    private static String token(String account) throws IOException, InterruptedException {
        String answer = administrator
                .given("{\"spec\": {\"expirationSeconds\": 3600}}", "create", "--raw", tokens(account), "-f", "-")
                .succeeded();
        return JsonText.parseObject(answer.getBytes(StandardCharsets.UTF_8))
                .object("status")
                .string("token", "");
    }

    private static String tokens(String account) {
        return "/apis/platform.example.com/v1/accounts/" + account + "/token";
    }

    private static String account(String role) {
        return """
                apiVersion: platform.example.com/v1
                kind: Account
                metadata: {name: shop-%1$s}
                spec: {displayName: A shop %1$s}
                ---
                """.formatted(role) + binding("is-" + role, role);
    }

    private static String binding(String name, String role) {
        return """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %1$s, namespace: shop}
                roleRef: {kind: ClusterRole, name: %2$s}
                subjects: [{kind: User, name: shop-%2$s}]
                """.formatted(name, role);
    }

    private static String secret(String name) {
        return """
                apiVersion: platform.example.com/v1
                kind: Secret
                metadata: {name: %s, namespace: shop}
                spec: {owner: team-shop, path: shop/%s}
                """.formatted(name, name);
    }
}
