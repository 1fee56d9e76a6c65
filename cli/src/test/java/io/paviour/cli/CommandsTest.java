package io.paviour.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final String PLANS = "POST " + TestPlatform.API + "/plans";
    private static final String TEAM = TestPlatform.API + "/namespaces/team-alpha";

    @TempDir
    static Path keys;

    @TempDir
    Path directory;

    private TestPlatform platform;
    private TestShell shell;

    @BeforeEach
    void open() throws Exception {
        platform = new TestPlatform(keys);
        shell = new TestShell(directory);
        TestPlatform.kubeconfig(directory.resolve(".paviour/kubeconfig"), platform.cluster(), TestPlatform.TOKEN);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static Json.Obj step(String effect, String what) {
        return Json.object("effect", effect, "what", what);
    }

    private static Json.Obj plan(Json.Obj... steps) {
        return Json.object("status", Json.object("steps", List.of((Object[]) steps)));
    }

    private Json.Obj sent() {
        return (Json.Obj) JsonText.parse(platform.asked.getLast().body());
    }

    @Test
    void aPlanSendsEveryManifestAndPrintsTheTree() throws Exception {
        Files.writeString(directory.resolve("two.yaml"), "kind: Environment\n---\nkind: Database\n");
        platform.on(PLANS, 201, plan(step("CREATE", "create Environment team-alpha/shop"), step("KEEP", "keep it")));

        var ran = shell.run("plan", "-f", "two.yaml");

        assertThat(ran).isEqualTo(new TestShell.Ran(0, """
                + create Environment team-alpha/shop
                = keep it
                plan: 1 to create, 0 to change, 0 to delete
                """, ""));
        assertThat(sent())
                .isEqualTo(Json.object(
                        "apiVersion", "platform.example.com/v1",
                        "kind", "Plan",
                        "spec",
                                Json.object(
                                        "namespace",
                                        "team-alpha",
                                        "manifests",
                                        List.of(Json.object("kind", "Environment"), Json.object("kind", "Database")))));
    }

    @Test
    void aPlanReadsStandardInputAndTakesAnotherNamespace() {
        shell.in = "kind: Environment";
        platform.on(PLANS, 201, plan(step("CREATE", "create it")));

        shell.run("plan", "-f", "-", "-n", "team-beta");

        assertThat(sent().object("spec").string("namespace")).isEqualTo("team-beta");
    }

    @Test
    void thePlanIsPrintedAsTheServerTellsItIfAskedFor() {
        shell.in = "kind: Environment";
        Json.Obj answer = plan(step("CREATE", "create it"));
        platform.on(PLANS, 201, answer);

        var ran = shell.run("plan", "-f", "-", "--json");

        assertThat(JsonText.parse(ran.out())).isEqualTo(answer.object("status"));
    }

    @Test
    void aDetailedExitCodeTellsWhetherSomethingWouldChange() {
        shell.in = "kind: Environment";
        platform.on(PLANS, 201, plan(step("KEEP", "keep it")));
        int unchanged = shell.run("plan", "-f", "-", "--detailed-exitcode").code();
        platform.on(PLANS, 201, plan(step("DESTROY", "drop it")));
        int changed = shell.run("plan", "-f", "-", "--detailed-exitcode").code();

        assertThat(List.of(unchanged, changed)).containsExactly(0, 2);
    }

    @Test
    void everyViolationIsPrintedOnALineOfItsOwn() {
        shell.in = "kind: Database";
        platform.onFailure(
                PLANS,
                422,
                "Invalid",
                "one long line",
                Json.object(
                        "kind",
                        "Database",
                        "name",
                        "app",
                        "causes",
                        List.of(
                                Json.object("field", "spec.type", "message", "Unsupported value: \"postgress\""),
                                Json.object("field", "spec.owner", "message", "Required value"))));

        var ran = shell.run("plan", "-f", "-");

        assertThat(ran).isEqualTo(new TestShell.Ran(1, "", """
                paviour: Database "app" is invalid:
                paviour:   spec.type: Unsupported value: "postgress"
                paviour:   spec.owner: Required value
                """));
    }

    @Test
    void manifestsThatAreNoneAreNotSent() {
        shell.in = "kind: Environment\n---\n- a list\n";

        var ran = shell.run("plan", "-f", "-");

        assertThat(ran.err()).isEqualTo("paviour: document 2 of - must be a mapping\n");
        assertThat(platform.asked).isEmpty();
    }

    @Test
    void secretValuesComeFromArgumentsInputAndFiles() throws Exception {
        Files.writeString(directory.resolve("key.pem"), "first\nsecond\n");
        shell.in = "from a pipe\n";
        platform.on("PUT " + TEAM + "/secrets/keys/values", 200, Json.object("keys", List.of("mail", "pem", "stripe")));

        var ran = shell.run("secret", "set", "keys", "mail=a=b", "stripe=-", "--from-file", "pem=key.pem");

        assertThat(ran).isEqualTo(new TestShell.Ran(0, "secret keys has the keys mail, pem, stripe\n", ""));
        assertThat(sent())
                .isEqualTo(Json.object(
                        "values", Json.object("mail", "a=b", "stripe", "from a pipe", "pem", "first\nsecond\n")));
    }

    @Test
    void aSecretValueIsNeverRepeatedInAComplaint() {
        assertThat(shell.run("secret", "set", "keys", "hunter2").err()).doesNotContain("hunter2");
        assertThat(shell.run("secret", "set", "keys", "=hunter2").err()).doesNotContain("hunter2");
        assertThat(shell.run("secret", "set", "keys", "a=hunter2", "a=hunter2").err())
                .doesNotContain("hunter2");
        assertThat(shell.run("secret", "set", "keys", "--from-fil", "a=hunter2").err())
                .doesNotContain("hunter2");
        assertThat(platform.asked).isEmpty();
    }

    @Test
    void aSecretIsRevealedAsYamlOrOneKeyAsItIs() {
        platform.on(
                "POST " + TEAM + "/secrets/keys/reveal",
                201,
                Json.object("values", Json.object("mail", "a: b", "pem", "first\nsecond\n")));

        assertThat(shell.run("secret", "reveal", "keys").out()).isEqualTo("mail: 'a: b'\npem: |\n  first\n  second\n");
        assertThat(shell.run("secret", "reveal", "keys", "mail").out()).isEqualTo("a: b\n");
        assertThat(shell.run("secret", "reveal", "keys", "pem").out()).isEqualTo("first\nsecond\n");
        assertThat(shell.run("secret", "reveal", "keys", "pen"))
                .isEqualTo(new TestShell.Ran(1, "", "paviour: secret keys has no key pen, but mail, pem\n"));
    }

    @Test
    void aTokenIsAllThatIsPrinted() {
        platform.on(
                "POST " + TestPlatform.API + "/accounts/ci/token",
                201,
                Json.object("status", Json.object("token", "fresh")));

        var ran = shell.run("token", "create", "ci", "--expires", "30d");

        assertThat(ran).isEqualTo(new TestShell.Ran(0, "fresh\n", ""));
        assertThat(sent()).isEqualTo(Json.object("spec", Json.object("expirationSeconds", 2_592_000)));
    }

    @Test
    void aTokenWithoutAnEndIsAskedForWithoutOne() {
        platform.on(
                "POST " + TestPlatform.API + "/accounts/ci/token",
                201,
                Json.object("status", Json.object("token", "fresh")));

        shell.run("token", "create", "ci");

        assertThat(sent()).isEqualTo(Json.object("spec", Json.Obj.EMPTY));
        assertThat(shell.run("token", "create", "ci", "--expires", "1y").err())
                .isEqualTo("paviour: --expires is 1y, but has to be a number and one of s, m, h, d, such as 30d\n");
    }

    @Test
    void logsAreWrittenAsTheyCome() {
        platform.onText("GET " + TEAM + "/workloads/shop-api/log", "[0] grüß\n");
        platform.onText("GET " + TEAM + "/workloads/shop-api/log?follow=true&tailLines=5&replica=1", "on\nand on\n");

        assertThat(shell.run("logs", "shop-api").out()).isEqualTo("[0] grüß\n");
        assertThat(shell.run("logs", "shop-api", "-f", "--tail", "5", "--replica", "1")
                        .out())
                .isEqualTo("on\nand on\n");
    }

    @Test
    void aNameCannotLeaveItsPlaceInThePath() {
        shell.run("logs", "../../x?y");

        assertThat(platform.asked.getLast().request()).isEqualTo("GET " + TEAM + "/workloads/..%2F..%2Fx%3Fy/log");
    }

    @Test
    void theVersionsOfBothEndsArePrinted() {
        platform.on(
                "GET /version", 200, Json.object("major", "1", "minor", "33", "gitVersion", "v1.33.0+paviour-0.1.0"));

        var ran = shell.run("version");

        assertThat(ran.out())
                .isEqualTo("client unpackaged\nserver 0.1.0 at " + platform.url() + ", API of Kubernetes 1.33\n");
    }
}
