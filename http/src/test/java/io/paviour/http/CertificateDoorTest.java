package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who is recognised by a client certificate, over real TLS: users, and the API server of a cluster that has mounted
/// this server and speaks for its own users.
class CertificateDoorTest {
    @RegisterExtension
    static final Served served = new Served();

    private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String GROUP = "/apis/platform.example.com/v1";
    private static int number;

    private TestServer server;
    private String namespace;
    private Client aggregator;

    @BeforeEach
    void namespace() {
        server = served.server();
        namespace = "cert-" + number++;
        server.create(Json.object("apiVersion", "v1", "kind", "Namespace", "metadata", Json.object("name", namespace)));
        server.create(Json.object(
                "apiVersion",
                "rbac.authorization.k8s.io/v1",
                "kind",
                "RoleBinding",
                "metadata",
                Json.object("name", "developers", "namespace", namespace),
                "roleRef",
                Json.object("kind", "ClusterRole", "name", "environments"),
                "subjects",
                Json.array(Json.object("kind", "Group", "name", "developers"))));
        aggregator = client(server.proxies.client("CN=aggregator"), "");
    }

    @Test
    void aClusterDiscoversReadsAndWritesForItsUsers() throws Exception {
        String environments = GROUP + "/namespaces/" + namespace + "/environments";
        String[] dora = {"X-Remote-User", "dora", "X-Remote-Group", "developers", "X-Remote-Group", "others"};

        Client.Answer probe = aggregator.get(GROUP, "X-Remote-User", "system:kube-aggregator");
        Client.Answer group = aggregator.get(GROUP, dora);
        Client.Answer openApi = aggregator.get("/openapi/v3", dora);
        Client.Answer created = aggregator.send(
                "POST",
                environments,
                "{\"metadata\":{\"name\":\"dev\"},\"spec\":{\"type\":\"staging\"}}",
                with(dora, "Content-Type", "application/json"));
        Client.Answer patched = aggregator.send(
                "PATCH",
                environments + "/dev",
                "{\"spec\":{\"type\":\"production\"}}",
                with(dora, "Content-Type", Bodies.MERGE));
        Client.Answer listed = aggregator.get(environments, dora);
        String watched = firstWatched(environments, dora);
        Client.Answer elsewhere = aggregator.get(GROUP + "/namespaces/default/environments", dora);
        Client.Answer deleted = aggregator.send("DELETE", environments + "/dev", "", dora);

        assertThat(probe.status()).isEqualTo(200);
        assertThat(group.json().array("resources")).isNotEmpty();
        assertThat(openApi.status()).isEqualTo(200);
        assertThat(created.status()).as(created.response().body()).isEqualTo(201);
        assertThat(patched.json().object("spec").string("type")).isEqualTo("production");
        assertThat(listed.json().array("items")).hasSize(1);
        assertThat(watched).contains("\"ADDED\"").contains("\"dev\"");
        assertThat(elsewhere.status()).isEqualTo(403);
        assertThat(elsewhere.json().string("message")).contains("User \"dora\" cannot list");
        assertThat(deleted.status()).isEqualTo(200);
    }

    private String firstWatched(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(aggregator.base() + path + "?watch=1&timeoutSeconds=1"))
                .headers(headers);
        var response = aggregator.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            return lines.readLine();
        }
    }

    @Test
    void theProxySaysEverythingAboutAUser() throws Exception {
        Client.Answer answer = who(
                aggregator,
                "X-Remote-User",
                "dora",
                "X-Remote-Uid",
                "u-7",
                "X-Remote-Group",
                "a,b",
                "X-Remote-Group",
                "c",
                "X-Remote-Extra-Scopes",
                "one",
                "X-Remote-Extra-acme.com%2fproject",
                "two");

        Json.Obj user = answer.json().object("status").object("userInfo");
        assertThat(user.string("username")).isEqualTo("dora");
        assertThat(user.string("uid")).isEqualTo("u-7");
        assertThat(user.strings("groups")).containsExactly("a,b", "c", "system:authenticated");
        assertThat(user.object("extra").strings("scopes")).containsExactly("one");
        assertThat(user.object("extra").strings("acme.com/project")).containsExactly("two");
    }

    @Test
    void whomTheProxyDoesNotKnowIsNotSignedIn() throws Exception {
        Client.Answer answer =
                who(aggregator, "X-Remote-User", "system:anonymous", "X-Remote-Group", "system:unauthenticated");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().string("message")).contains("system:anonymous");
    }

    @Test
    void nobodyElseIsBelievedHisHeaders() throws Exception {
        String[] headers = {"X-Remote-User", "root", "X-Remote-Group", "system:masters"};
        var stranger = TestAuthority.named("proxies");
        var late = server.proxies.client("CN=aggregator", KeyPurposeId.id_kp_clientAuth, -1);
        var forServers = server.proxies.client("CN=aggregator", KeyPurposeId.id_kp_serverAuth, 1);

        assertThat(who(client(null, ""), headers).status()).isEqualTo(401);
        assertThat(who(client(stranger.client("CN=aggregator"), ""), headers).status())
                .isEqualTo(401);
        assertThat(who(client(server.proxies.client("CN=somebody"), ""), headers)
                        .status())
                .isEqualTo(401);
        assertThat(who(client(late, ""), headers).status()).isEqualTo(401);
        assertThat(who(client(forServers, ""), headers).status()).isEqualTo(401);
        assertThat(who(aggregator).status()).isEqualTo(401);
        assertThat(who(aggregator, "X-Remote-User", "system:reconcile").status())
                .isEqualTo(401);
        assertThat(who(aggregator, "X-Remote-User", "").status()).isEqualTo(401);
        assertThat(name(who(client(server.clients.client("CN=carl"), ""), headers)))
                .isEqualTo("carl");
        assertThat(name(who(client(null, server.token), headers))).isEqualTo("admin");
    }

    @Test
    void headersArePlainTextAtThePortal() throws Exception {
        var browser = Client.of(server.web.portalUri(), server.directory.resolve("ca.crt"), "");

        assertThat(browser.get("/apis", "X-Remote-User", "root").status()).isEqualTo(401);
    }

    @Test
    void aCertificateOfAUserSaysHisNameAndGroups() throws Exception {
        Client carl = client(server.clients.client("C=DE,O=developers,O=shop,CN=carl"), "");

        Json.Obj user = who(carl).json().object("status").object("userInfo");
        Client.Answer listed = carl.get(GROUP + "/namespaces/" + namespace + "/environments");

        assertThat(user.string("username")).isEqualTo("carl");
        assertThat(user.strings("groups")).containsExactly("developers", "shop", "system:authenticated");
        assertThat(listed.status()).isEqualTo(200);
    }

    @Test
    void anAuthorityBelowTheOneThatIsTrustedMaySignToo() throws Exception {
        TestAuthority below = server.clients.below("below");

        assertThat(name(who(client(below.client("CN=carl"), "")))).isEqualTo("carl");
    }

    @Test
    void certificatesThatAreNotGoodSayNobody() throws Exception {
        assertThat(who(client(TestAuthority.named("clients").client("CN=carl"), ""))
                        .status())
                .isEqualTo(401);
        assertThat(who(client(server.proxies.client("CN=carl"), "")).status()).isEqualTo(401);
        assertThat(who(client(server.clients.client("CN=carl", KeyPurposeId.id_kp_clientAuth, -1), ""))
                        .status())
                .isEqualTo(401);
        assertThat(who(client(server.clients.client("O=shop"), "")).status()).isEqualTo(401);
        assertThat(who(client(server.clients.client("CN=system:caretaker"), "")).status())
                .isEqualTo(401);
    }

    @Test
    void aTokenIsGoodBesideACertificateThatMeansNothingHere() throws Exception {
        Client client = client(TestAuthority.named("mesh").client("CN=sidecar"), server.token);

        assertThat(name(who(client))).isEqualTo("admin");
    }

    private Client client(TestAuthority.@Nullable Client identity, String token) {
        return Client.of(server.web.apiUri(), server.directory.resolve("ca.crt"), token, identity);
    }

    private static Client.Answer who(Client client, String... headers) throws IOException, InterruptedException {
        return client.send("POST", WHO, "{}", with(headers, "Content-Type", "application/json"));
    }

    private static @Nullable String name(Client.Answer answer) {
        return answer.json().object("status").object("userInfo").string("username");
    }

    private static String[] with(String[] headers, String... more) {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
