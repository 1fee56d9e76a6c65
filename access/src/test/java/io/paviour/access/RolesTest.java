package io.paviour.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolesTest {
    private static final Subject ALICE = new Subject("alice", Set.of("payments", Subject.AUTHENTICATED));

    private final Roles roles = new Roles();

    @ParameterizedTest(name = "{0} of {1} may {2} {3} in {4}: {5}")
    @CsvSource({
        "viewer, team, get, environments, team, yes",
        "viewer, team, list, environments, team, yes",
        "viewer, team, watch, secrets, team, yes",
        "viewer, team, get, workloads/log, team, yes",
        "viewer, team, get, environments, other, no",
        "viewer, team, list, environments, '', no",
        "viewer, team, create, environments, team, no",
        "viewer, team, delete, environments, team, no",
        "viewer, team, create, secrets/reveal, team, no",
        "viewer, team, get, secrets/reveal, team, no",
        "viewer, '', list, environments, '', yes",
        "viewer, '', get, environments, other, yes",
        "viewer, '', update, environments, other, no",
        "editor, team, get, environments, team, yes",
        "editor, team, create, environments, team, yes",
        "editor, team, patch, environments/status, team, no",
        "editor, team, delete, environments, team, yes",
        "editor, team, create, secrets/reveal, team, yes",
        "editor, team, update, secrets/values, team, yes",
        "editor, team, create, environments, other, no",
        "editor, team, create, secrets/reveal, other, no",
        "editor, team, create, rolebindings, team, no",
        "editor, team, get, rolebindings, team, yes",
        "editor, '', create, environments, team, yes",
        "editor, '', create, namespaces, '', no",
        "editor, '', create, clusterrolebindings, '', no",
        "editor, '', create, accounts/token, '', no",
        "admin, team, create, rolebindings, team, yes",
        "admin, team, create, rolebindings, other, no",
        "admin, team, create, clusterrolebindings, '', no",
        "admin, team, create, namespaces, '', no",
        "admin, '', create, clusterrolebindings, '', yes",
        "admin, '', delete, namespaces, '', yes",
        "admin, '', patch, environments/status, team, no",
        "admin, '', create, accounts/token, '', yes",
        "king, '', get, environments, team, no",
    })
    void whatARoleMayDo(String role, String boundTo, String verb, String what, String namespace, String answer) {
        roles.put(binding("b", boundTo, role, "User", "alice"));

        assertThat(may(ALICE, verb, what, namespace)).isEqualTo(answer.equals("yes"));
        assertThat(may(new Subject("bob", Set.of()), verb, what, namespace)).isFalse();
    }

    @Test
    void groupsAreBoundLikeUsersAndNeverMistakenForThem() {
        roles.put(binding("b", "team", "editor", "Group", "payments"));

        assertThat(may(ALICE, "create", "environments", "team")).isTrue();
        assertThat(may(new Subject("payments", Set.of()), "create", "environments", "team"))
                .isFalse();
        assertThat(roles.namespaces(ALICE)).containsExactly("team");
    }

    @Test
    void aBindingThatIsTakenAwayOrChangedCountsNoMore() {
        Resource binding = binding("b", "team", "editor", "User", "alice");
        roles.put(binding);
        roles.put(binding("b", "team", "viewer", "User", "alice"));
        assertThat(may(ALICE, "create", "environments", "team")).isFalse();
        assertThat(may(ALICE, "get", "environments", "team")).isTrue();

        roles.put(binding("b", "team", "nonsense", "User", "alice"));
        assertThat(may(ALICE, "get", "environments", "team")).isFalse();

        roles.put(binding);
        roles.remove(binding);
        assertThat(may(ALICE, "get", "environments", "team")).isFalse();
        assertThat(roles.namespaces(ALICE)).isEmpty();
    }

    @Test
    void bindingsOfTheSameNameInTwoPlacesAreTwo() {
        roles.put(binding("b", "team", "viewer", "User", "alice"));
        roles.put(binding("b", "", "viewer", "User", "bob"));
        roles.put(binding("b", "other", "viewer", "User", "carol"));

        assertThat(may(ALICE, "get", "environments", "team")).isTrue();
        assertThat(may(ALICE, "get", "environments", "other")).isFalse();
        assertThat(may(new Subject("bob", Set.of()), "get", "environments", "other"))
                .isTrue();
    }

    @Test
    void adminsMayDoEverything() {
        assertThat(may(Subject.system("loop"), "delete", "clusterrolebindings", ""))
                .isTrue();
        assertThat(roles.namespaces(Subject.system("loop"))).containsExactly("");
    }

    @Test
    void aRefusalSaysWhoMayNotDoWhatAndWhere() {
        var request = new Request("create", "platform.example.com", "secrets", "reveal", "team", "db");

        assertThat(roles.decide(ALICE, request))
                .isEqualTo(new Guard.Decision.Deny("User \"alice\" cannot create resource \"secrets/reveal\" in API"
                        + " group \"platform.example.com\" in the namespace \"team\""));
    }

    private boolean may(Subject subject, String verb, String what, String namespace) {
        String[] parts = what.split("/");
        String group = parts[0].endsWith("bindings") ? Roles.GROUP : "platform.example.com";
        var request = new Request(verb, group, parts[0], parts.length > 1 ? parts[1] : "", namespace, "x");
        return roles.decide(subject, request) instanceof Guard.Decision.Allow;
    }

    private static Resource binding(String name, String namespace, String role, String kind, String subject) {
        return new Resource(Json.object(
                "apiVersion",
                Roles.GROUP + "/v1",
                "kind",
                namespace.isEmpty() ? "ClusterRoleBinding" : "RoleBinding",
                "metadata",
                Json.object("name", name, "namespace", namespace.isEmpty() ? null : namespace),
                "roleRef",
                Json.object("kind", "ClusterRole", "name", role),
                "subjects",
                List.of(Json.object("kind", kind, "name", subject))));
    }
}
