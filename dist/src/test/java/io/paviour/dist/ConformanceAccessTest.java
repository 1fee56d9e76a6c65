package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.testing.Kubectl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// Roles, bindings and service accounts made by the commands of kubectl, and what `auth can-i` says of them.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
@ExtendWith(Conformance.class)
class ConformanceAccessTest {
    private static final String GADGETS = "gadgets.conformance.example.com";

    @Test
    void aRoleIsMadeAndBound(Place place) throws Exception {
        Place robot = robot(place);
        place.gadgets("cog {}");

        assertThat(place.run("create", "role", "looker", "--verb=get,list", "--resource=" + GADGETS))
                .isEqualTo("role.rbac.authorization.k8s.io/looker created\n");
        assertThat(place.run("create", "rolebinding", "robot-looks", "--role=looker", serviceAccount(place)))
                .isEqualTo("rolebinding.rbac.authorization.k8s.io/robot-looks created\n");

        assertThat(robot.run("get", "gadgets", "-o", "name")).isEqualTo("gadget.conformance.example.com/cog\n");
        assertThat(robot.refused("delete", "gadget", "cog"))
                .isEqualTo("Error from server (Forbidden): " + GADGETS + " \"cog\" is forbidden: User \""
                        + user(place) + "\" cannot delete resource \"gadgets\" in API group"
                        + " \"conformance.example.com\" in the namespace \"" + place.namespace() + "\"\n");
        assertThat(robot.refused("get", "gadgets", "--namespace=platform")).contains("(Forbidden)");
    }

    @Test
    void aClusterRoleIsMadeAndBoundInOneNamespace(Place place) throws Exception {
        Place robot = robot(place);
        String role = "maker-of-" + place.namespace();

        place.run("create", "clusterrole", role, "--verb=create", "--resource=" + GADGETS);
        place.run("create", "rolebinding", "robot-makes", "--clusterrole=" + role, serviceAccount(place));

        assertThat(robot.given(Place.gadget("cog {}"), "create", "-f", "-"))
                .isEqualTo("gadget.conformance.example.com/cog created\n");
        assertThat(canI(robot, "create", "gadgets", "--namespace=platform")).isEqualTo("no");
        place.run("delete", "clusterrole", role);
        assertThat(canI(robot, "create", "gadgets")).isEqualTo("no");
    }

    @Test
    void aClusterRoleIsBoundEverywhere(Place place) throws Exception {
        Place robot = robot(place);
        String role = "lister-of-" + place.namespace();
        assertThat(canI(robot, "list", "namespaces")).isEqualTo("no");

        place.run("create", "clusterrole", role, "--verb=list", "--resource=namespaces");
        assertThat(place.run("create", "clusterrolebinding", role, "--clusterrole=" + role, serviceAccount(place)))
                .isEqualTo("clusterrolebinding.rbac.authorization.k8s.io/" + role + " created\n");

        assertThat(robot.run("get", "namespaces", "-o", "name")).contains("namespace/" + place.namespace() + "\n");
        assertThat(canI(robot, "get", "namespaces")).isEqualTo("no");
        place.run("delete", "clusterrolebinding", role);
        assertThat(canI(robot, "list", "namespaces")).isEqualTo("no");
        place.run("delete", "clusterrole", role);
    }

    @Test
    void aRoleForPathsIsMade(Place place) throws Exception {
        Place robot = robot(place);
        String role = "measurer-of-" + place.namespace();
        assertThat(robot.refused("get", "--raw", "/metrics")).contains("(Forbidden)");

        place.run("create", "clusterrole", role, "--verb=get", "--non-resource-url=/metrics");
        place.run("create", "clusterrolebinding", role, "--clusterrole=" + role, serviceAccount(place));

        assertThat(robot.run("get", "--raw", "/metrics")).contains("\npaviour_revision ");
        assertThat(canI(robot, "get", "/metrics")).isEqualTo("yes");
        place.run("delete", "clusterrolebinding,clusterrole", role);
    }

    @Test
    void aTokenSaysWhoItIs(Place place) throws Exception {
        Place robot = robot(place);

        assertThat(robot.run("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"))
                .isEqualTo(user(place));
        assertThat(place.refused("create", "token", "nobody"))
                .isEqualTo("error: failed to create token: serviceaccounts \"nobody\" not found\n");
    }

    @Test
    void subresourcesAreAskedAboutOnTheirOwn(Place place) throws Exception {
        Place robot = robot(place);
        allow(place, "--verb=get,patch", "--resource=" + GADGETS + "/status");

        assertThat(canI(robot, "patch", "gadgets", "--subresource=status")).isEqualTo("yes");
        assertThat(canI(robot, "patch", "gadgets/cog", "--subresource=status")).isEqualTo("yes");
        assertThat(canI(robot, "patch", "gadgets", "--subresource=scale")).isEqualTo("no");
        assertThat(robot.kubectl().run("auth", "can-i", "patch", "gadgets").out())
                .isEqualTo("no - User \"" + user(place) + "\" cannot patch resource \"gadgets\" in API group"
                        + " \"conformance.example.com\" in the namespace \"" + place.namespace() + "\"\n");
    }

    @Test
    void aRoleForOneNameIsForThatNameOnly(Place place) throws Exception {
        Place robot = robot(place);
        place.gadgets("anvil {}", "cog {}");
        allow(place, "--verb=get,delete", "--resource=" + GADGETS, "--resource-name=cog");

        assertThat(canI(robot, "delete", "gadget/cog")).isEqualTo("yes");
        assertThat(canI(robot, "delete", "gadget/anvil")).isEqualTo("no");
        assertThat(canI(robot, "delete", "gadgets")).isEqualTo("no");
        assertThat(robot.run("get", "gadget", "cog", "-o", "name")).isEqualTo("gadget.conformance.example.com/cog\n");
        assertThat(robot.refused("get", "gadget", "anvil")).contains("(Forbidden)");
    }

    @Test
    void whatOneMayDoIsListed(Place place) throws Exception {
        Place robot = robot(place);
        allow(place, "--verb=get,delete", "--resource=" + GADGETS, "--resource-name=cog");

        assertThat(robot.run("auth", "can-i", "--list"))
                .containsPattern("(?m)^Resources +Non-Resource URLs +Resource Names +Verbs$")
                .containsPattern("(?m)^" + GADGETS + " +\\[\\] +\\[cog\\] +\\[get delete\\]$")
                .containsPattern("(?m)^selfsubjectaccessreviews.authorization.k8s.io +\\[\\] +\\[\\] +\\[create\\]$")
                .containsPattern("(?m)^ +\\[/version\\] +\\[\\] +\\[get\\]$");
        assertThat(robot.run("auth", "can-i", "--list", "--namespace=platform")).doesNotContain(GADGETS);
        assertThat(place.run("auth", "can-i", "--list"))
                .containsPattern("(?m)^\\*\\.\\* +\\[\\] +\\[\\] +\\[\\*\\]$")
                .containsPattern("(?m)^ +\\[\\*\\] +\\[\\] +\\[\\*\\]$");
    }

    @Test
    void anAdministratorAsksAsSomebodyElse(Place place) throws Exception {
        robot(place);
        allow(place, "--verb=list", "--resource=" + GADGETS);
        String as = "--as=" + user(place);

        assertThat(canI(place, "list", "gadgets", as)).isEqualTo("yes");
        assertThat(canI(place, "delete", "gadgets", as)).isEqualTo("no");
        assertThat(canI(place, "delete", "gadgets", "--as=somebody", "--as-group=system:masters"))
                .isEqualTo("yes");
        assertThat(place.run("auth", "whoami", as, "-o", "jsonpath={.status.userInfo.username}"))
                .isEqualTo(user(place));
        assertThat(place.run("get", "gadgets", as, "-o", "name")).isEmpty();
    }

    @Test
    void nobodyElseActsAsSomebodyElse(Place place) throws Exception {
        Place robot = robot(place);

        assertThat(robot.refused("get", "gadgets", "--as=admin"))
                .contains("(Forbidden)", "cannot impersonate resource \"users\"");
    }

    @Test
    void aRoleIsReconciledByKubectl(Place place) throws Exception {
        String manifest = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: looker, namespace: %s}
                rules: [{apiGroups: [conformance.example.com], resources: [gadgets], verbs: [%s]}]
                """;
        place.given(manifest.formatted(place.namespace(), "get"), "auth", "reconcile", "-f", "-");

        place.given(manifest.formatted(place.namespace(), "list"), "auth", "reconcile", "-f", "-");

        assertThat(place.run("get", "role", "looker", "-o", "jsonpath={.rules[*].verbs[*]}"))
                .isEqualTo("get list");
    }

    /// A service account without any right.
    private static Place robot(Place place) throws Exception {
        place.run("create", "serviceaccount", "robot");
        return place.as(place.run("create", "token", "robot", "--duration=1h").strip());
    }

    private static String user(Place place) {
        return "system:serviceaccount:" + place.namespace() + ":robot";
    }

    private static String serviceAccount(Place place) {
        return "--serviceaccount=" + place.namespace() + ":robot";
    }

    private static void allow(Place place, String... what) throws Exception {
        var command = new java.util.ArrayList<>(java.util.List.of("create", "role", "allowed"));
        command.addAll(java.util.List.of(what));
        place.run(command.toArray(String[]::new));
        place.run("create", "rolebinding", "allowed", "--role=allowed", serviceAccount(place));
    }

    /// @return `yes` or `no`, without the reason that may come behind
    private static String canI(Place place, String... what) throws Exception {
        var command = new java.util.ArrayList<>(java.util.List.of("auth", "can-i"));
        command.addAll(java.util.List.of(what));
        Kubectl.Result result = place.kubectl().run(command.toArray(String[]::new));
        String answer = result.out().strip().split(" ")[0];
        assertThat(result.code()).as(answer + result.err()).isEqualTo(answer.equals("yes") ? 0 : 1);
        return answer;
    }
}
