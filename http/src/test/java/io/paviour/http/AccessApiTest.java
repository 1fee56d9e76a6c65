package io.paviour.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.access.Credentials;
import io.paviour.resource.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Reviews, impersonation and escalation over the wire. `lead` may do everything with environments and roles in his
/// namespace; `eve` may act as `bob` of the group `shop`.
class AccessApiTest {
    @RegisterExtension
    static final Served served = new Served();

    private static final String AUTHORIZATION = "/apis/authorization.k8s.io/v1/";
    private static final String AUTHENTICATION = "/apis/authentication.k8s.io/v1/";
    private static int number;

    private Client admin;
    private Client lead;
    private Client eve;
    private String namespace;
    private String roles;

    @BeforeEach
    void people() throws Exception {
        TestServer server = served.server();
        admin = Client.of(server.web.apiUri(), server.directory.resolve("ca.crt"), server.token);
        lead = admin.withToken(server.credentials.issue("lead", Credentials.Use.TOKEN, null));
        eve = admin.withToken(server.credentials.issue("eve", Credentials.Use.TOKEN, null));
        namespace = "access-" + number++;
        roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace + "/";
        server.create(Json.object("apiVersion", "v1", "kind", "Namespace", "metadata", Json.object("name", namespace)));
        assertThat(post(admin, roles + "rolebindings", binding("leads", "environments", "Group", "leads"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void whatIMayIsAnsweredForResourcesAndPaths() throws Exception {
        assertThat(may(lead, "{verb: create, group: platform.example.com, resource: environments, namespace: NS}"))
                .isTrue();
        assertThat(may(lead, "{verb: create, group: platform.example.com, resource: environments, namespace: default}"))
                .isFalse();
        assertThat(mayPath(lead, "/apis")).isTrue();
        assertThat(mayPath(lead, "/healthz")).isTrue();
        assertThat(mayPath(lead, "/metrics")).isFalse();
        assertThat(mayPath(admin, "/metrics")).isTrue();
    }

    @Test
    void myRulesAreListed() throws Exception {
        Json.Obj status =
                review(lead, "selfsubjectrulesreviews", "{namespace: NS}").object("status");

        assertThat(status.objects("resourceRules")
                        .map(rule -> rule.strings("resources").toList()))
                .contains(List.of("environments"), List.of("roles", "rolebindings"));
        assertThat(status.objects("nonResourceRules").toList()).hasSize(1);
        assertThat(status.bool("incomplete", true)).isFalse();
        assertThat(post(lead, AUTHORIZATION + "selfsubjectrulesreviews", "{}").status())
                .isEqualTo(400);
    }

    @Test
    void othersAreAskedAboutByThoseWhoMay() throws Exception {
        String about = "{user: u, groups: [leads], resourceAttributes: {verb: get, group: platform.example.com,"
                + " resource: environments, namespace: NS}}";

        assertThat(review(admin, "subjectaccessreviews", about).object("status").bool("allowed", false))
                .isTrue();
        assertThat(review(admin, "subjectaccessreviews", about.replace("leads", "x"))
                        .object("status")
                        .bool("allowed", true))
                .isFalse();
        assertThat(post(lead, AUTHORIZATION + "subjectaccessreviews", spec(about))
                        .status())
                .isEqualTo(403);
        String here = AUTHORIZATION + "namespaces/" + namespace + "/localsubjectaccessreviews";
        assertThat(post(lead, here, spec(about)).json().object("status").bool("allowed", false))
                .isTrue();
        assertThat(post(lead, here, spec(about.replace("NS", "default"))).status())
                .isEqualTo(400);
        assertThat(post(eve, here, spec(about)).status()).isEqualTo(403);
        assertThat(post(admin, AUTHORIZATION + "subjectaccessreviews", "{}").status())
                .isEqualTo(400);
    }

    @Test
    void aTokenIsReviewedAndNeverRepeated() throws Exception {
        String path = AUTHENTICATION + "tokenreviews";
        String token = lead.token();

        Client.Answer known = post(admin, path, spec("{token: " + token + "}"));
        Client.Answer unknown = post(admin, path, spec("{token: pav_x}"));

        assertThat(known.json().object("status").bool("authenticated", false)).isTrue();
        assertThat(known.json().object("status").object("user").string("username"))
                .isEqualTo("lead");
        assertThat(known.response().body()).doesNotContain(token);
        assertThat(unknown.json().object("status").bool("authenticated", true)).isFalse();
        assertThat(post(lead, path, spec("{token: pav_x}")).status()).isEqualTo(403);
        assertThat(post(admin, path, "{}").status()).isEqualTo(400);
    }

    @Test
    void whoMayActAsSomebodyDoes() throws Exception {
        String who = AUTHENTICATION + "selfsubjectreviews";

        Json.Obj bob = post(
                        eve,
                        who,
                        "{}",
                        "Impersonate-User",
                        "bob",
                        "Impersonate-Group",
                        "shop",
                        "Impersonate-Extra-Reason",
                        "ticket-7")
                .json()
                .object("status")
                .object("userInfo");

        assertThat(bob.string("username")).isEqualTo("bob");
        assertThat(bob.strings("groups")).containsExactly("shop", "system:authenticated");
        assertThat(bob.object("extra").strings("reason")).containsExactly("ticket-7");
        Json.Obj robot = post(admin, who, "{}", "Impersonate-User", "system:serviceaccount:ci:robot")
                .json()
                .object("status")
                .object("userInfo");
        assertThat(robot.strings("groups"))
                .containsExactly("system:authenticated", "system:serviceaccounts", "system:serviceaccounts:ci");
    }

    @Test
    void eachHeaderIsAskedForByItself() throws Exception {
        String who = AUTHENTICATION + "selfsubjectreviews";

        assertThat(post(eve, who, "{}", "Impersonate-User", "carol").json().string("message"))
                .isEqualTo("users \"carol\" is forbidden: User \"eve\" cannot impersonate resource \"users\" in API"
                        + " group \"\" at the cluster scope");
        for (String[] headers : List.of(
                new String[] {"Impersonate-Group", "system:masters"},
                new String[] {"Impersonate-Uid", "7"},
                new String[] {"Impersonate-Extra-Reason", "ticket-8"},
                new String[] {"Impersonate-Extra-Other", "ticket-7"})) {
            assertThat(post(eve, who, "{}", "Impersonate-User", "bob", headers[0], headers[1])
                            .status())
                    .as(headers[0])
                    .isEqualTo(403);
            assertThat(post(admin, who, "{}", headers[0], headers[1]).status())
                    .as(headers[0] + " without a user")
                    .isEqualTo(400);
        }
        assertThat(post(eve, who, "{}", "Impersonate-User", "system:serviceaccount:ci:robot")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whoActsAsAnotherHasHisRightsAndNoneOfHisOwn() throws Exception {
        String environments = "/apis/platform.example.com/v1/namespaces/" + namespace + "/environments";

        assertThat(admin.get(environments, "Impersonate-User", "bob").status()).isEqualTo(403);
        assertThat(admin.get(environments, "Impersonate-User", "bob", "Impersonate-Group", "leads")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void nobodyGivesAwayWhatHeDoesNotHave() throws Exception {
        String rule = "{apiGroups: [platform.example.com], resources: [RES], verbs: [get]}";
        String role = "{metadata: {name: r}, rules: [" + rule + "]}";

        Client.Answer refused = post(lead, roles + "roles", role.replace("RES", "secrets"));
        Client.Answer created = post(lead, roles + "roles", role.replace("RES", "environments"));
        Client.Answer bound = post(lead, roles + "rolebindings", binding("b", "environments", "User", "bob"));
        Client.Answer rebound = lead.send(
                "PATCH", roles + "rolebindings/b", "{\"roleRef\":{\"name\":\"basic\"}}", "Content-Type", Bodies.MERGE);
        Client.Answer strong = post(lead, roles + "rolebindings", binding("c", "supporter", "User", "bob"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().string("message"))
                .contains("user \"lead\" (groups=[\"leads\" \"system:authenticated\"]) is attempting to grant RBAC")
                .endsWith("{APIGroups:[\"platform.example.com\"], Resources:[\"secrets\"], Verbs:[\"get\"]}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(bound.status()).isEqualTo(201);
        assertThat(rebound.status()).isEqualTo(422);
        assertThat(rebound.json().string("message")).contains("cannot change roleRef");
        assertThat(strong.status()).isEqualTo(403);
    }

    private boolean may(Client client, String attributes) throws IOException, InterruptedException {
        return review(client, "selfsubjectaccessreviews", "{resourceAttributes: " + attributes + "}")
                .object("status")
                .bool("allowed", false);
    }

    private boolean mayPath(Client client, String path) throws IOException, InterruptedException {
        return review(client, "selfsubjectaccessreviews", "{nonResourceAttributes: {verb: get, path: " + path + "}}")
                .object("status")
                .bool("allowed", false);
    }

    private Json.Obj review(Client client, String plural, String spec) throws IOException, InterruptedException {
        Client.Answer answer = post(client, AUTHORIZATION + plural, spec(spec));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return answer.json();
    }

    private static String spec(String yaml) {
        return "{spec: " + yaml + "}";
    }

    private Client.Answer post(Client client, String path, String yaml, String... headers)
            throws IOException, InterruptedException {
        var all = new java.util.ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/yaml"));
        return client.send("POST", path, yaml.replace("NS", namespace), all.toArray(String[]::new));
    }

    private static String binding(String name, String role, String kind, String subject) {
        return "{metadata: {name: " + name + "}, roleRef: {kind: ClusterRole, name: " + role + "}, subjects: [{kind: "
                + kind + ", name: " + subject + "}]}";
    }
}
