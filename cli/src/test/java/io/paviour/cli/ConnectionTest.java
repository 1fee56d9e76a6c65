package io.paviour.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
    @TempDir
    static Path keys;

    @TempDir
    static Path otherKeys;

    @TempDir
    Path directory;

    private TestPlatform platform;
    private TestShell shell;

    @BeforeEach
    void open() throws Exception {
        platform = new TestPlatform(keys);
        platform.onText("GET " + TestPlatform.API + "/namespaces/team-alpha/workloads/api/log", "said\n");
        shell = new TestShell(directory);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private TestShell.Ran logs(String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "logs";
        arguments[1] = "api";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return shell.run(arguments);
    }

    private void kubeconfig(String file, Json.Obj cluster) throws Exception {
        TestPlatform.kubeconfig(directory.resolve(file), cluster, TestPlatform.TOKEN);
    }

    private String complaint(Json.Obj cluster) throws Exception {
        kubeconfig("k/config", cluster);
        TestShell.Ran ran = logs("--kubeconfig", "k/config");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).doesNotContain(TestPlatform.TOKEN).startsWith("paviour: ");
        return ran.err()
                .replace(directory.toString(), "DIR")
                .replace(platform.url(), "URL")
                .strip();
    }

    @Test
    void withoutAKubeconfigItSaysHowToGetOne() {
        assertThat(logs().err())
                .isEqualTo("paviour: there is no kubeconfig at .paviour/kubeconfig: start the platform with "
                        + "./paviour up, or name a kubeconfig by --kubeconfig\n");
    }

    @Test
    void theNamedOneWinsThenTheVariableThenTheDataDirectoryThenKubectls() throws Exception {
        Json.Obj nowhere = platform.cluster().with("server", "http://not.https");

        kubeconfig("kubectl/config", platform.cluster());
        shell.environment.put("KUBECONFIG", "missing:kubectl/config");
        assertThat(logs().out()).isEqualTo("said\n");

        kubeconfig("data/kubeconfig", nowhere);
        shell.environment.put("PAVIOUR_DATA_DIR", "data");
        assertThat(logs().err()).contains("data/kubeconfig");

        kubeconfig("variable/config", platform.cluster());
        shell.environment.put("PAVIOUR_KUBECONFIG", "variable/config");
        assertThat(logs().out()).isEqualTo("said\n");

        kubeconfig("named/config", nowhere);
        assertThat(logs("--kubeconfig", "named/config").err()).contains("named/config");
        assertThat(shell.run("--kubeconfig", "named/config", "logs", "api").err())
                .contains("named/config");
    }

    @Test
    void theAuthorityMayBeAFileBesideTheKubeconfig() throws Exception {
        kubeconfig("k/config", Json.object("server", platform.url() + "/", "certificate-authority", "ca.crt"));
        Files.writeString(directory.resolve("k/ca.crt"), platform.authority());

        assertThat(logs("--kubeconfig", "k/config").out()).isEqualTo("said\n");
    }

    @Test
    void aCertificateOfSomebodyElseIsNotTrusted() throws Exception {
        try (var other = new TestPlatform(otherKeys)) {
            Json.Obj cluster = other.cluster().with("server", platform.url());

            assertThat(complaint(cluster))
                    .isEqualTo("paviour: the certificate of URL is not trusted: it is not signed by the authority in "
                            + "DIR/k/config");
        }
        assertThat(complaint(Json.object("server", platform.url())))
                .isEqualTo("paviour: the certificate of URL is not trusted: it is not signed by anybody Java trusts");
        assertThat(platform.asked).isEmpty();
    }

    @Test
    void aCertificateForAnotherHostIsNotTrusted() throws Exception {
        Json.Obj cluster = platform.cluster();
        String localhost = cluster.string("server", "").replace("127.0.0.1", "localhost");

        assertThat(complaint(cluster.with("server", localhost)))
                .startsWith("paviour: the certificate of " + localhost + " is not trusted: ")
                .contains("localhost");
        assertThat(platform.asked).isEmpty();
    }

    @Test
    void noTokenIsSentWithoutProtection() throws Exception {
        assertThat(complaint(platform.cluster().with("server", "http://127.0.0.1:1")))
                .isEqualTo("paviour: the kubeconfig DIR/k/config has the server \"http://127.0.0.1:1\", and a token is "
                        + "sent to https only");
        assertThat(complaint(platform.cluster().with("insecure-skip-tls-verify", new Json.Bool(true))))
                .contains("which paviour does not do");
    }

    @Test
    void aPlatformThatIsDownIsSaidToBe() throws Exception {
        Json.Obj cluster = platform.cluster();
        platform.close();

        assertThat(complaint(cluster))
                .isEqualTo("paviour: nothing answers at URL: is the platform running? ./paviour up starts it");
    }

    @Test
    void aTokenThatIsNotAcceptedIsTold() throws Exception {
        TestPlatform.kubeconfig(directory.resolve("k/config"), platform.cluster(), "revoked");

        assertThat(logs("--kubeconfig", "k/config").err())
                .isEqualTo("paviour: " + platform.url() + " does not accept the token in "
                        + directory.resolve("k/config") + ": it is unknown, expired or revoked\n");
    }

    @Test
    void whatTheServerForbidsItSaysItself() throws Exception {
        platform.onFailure(
                "GET " + TestPlatform.API + "/namespaces/team-alpha/workloads/api/log",
                403,
                "Forbidden",
                "ann may not get workloads/log in team-alpha",
                Json.Obj.EMPTY);

        assertThat(complaint(platform.cluster())).isEqualTo("paviour: ann may not get workloads/log in team-alpha");
    }

    @Test
    void aServerThatIsNoPlatformIsTold() throws Exception {
        platform.on("GET /apis", 200, Json.Obj.EMPTY);
        assertThat(complaint(platform.cluster())).isEqualTo("paviour: URL serves no environments: it is not a Paviour");

        platform.onText("GET /apis", "<html>");
        assertThat(complaint(platform.cluster())).contains("URL/apis did not answer as a Paviour does");
    }

    @Test
    void aBrokenKubeconfigIsNamedWithItsFlaw() throws Exception {
        Path file = directory.resolve("config");
        Files.writeString(file, "current-context: a\ncontexts: [{name: b}]\n");
        assertThat(logs("--kubeconfig", "config").err()).contains(file + " has no context named \"a\"");

        Files.writeString(file, "a: [");
        assertThat(logs("--kubeconfig", "config").err()).contains(file + " is not a YAML document");
    }
}
