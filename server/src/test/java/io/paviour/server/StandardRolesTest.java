package io.paviour.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.access.Guard;
import io.paviour.access.Request;
import io.paviour.access.Roles;
import io.paviour.access.Subject;
import io.paviour.plugin.Subresource;
import io.paviour.registry.Registry;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardRolesTest {
    private static final String BIKES = """
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

    private final List<Kind> kinds = kinds();
    private final StandardRoles standard = new StandardRoles(kinds, StandardRolesTest::subresources);

    private static List<Kind> kinds() {
        var kinds = new ArrayList<Kind>();
        Registry.ownKinds().forEach(manifest -> kinds.add(Kind.parse(manifest)));
        kinds.add(Kind.parse((Json.Obj) YamlText.parseAll(BIKES).getFirst()));
        return kinds;
    }

    private static List<Subresource> subresources(Kind kind) {
        return switch (kind.name().kind()) {
            case "Bike" ->
                List.of(
                        new Below("Bike", "log", "get", false),
                        new Below("Bike", "key", "get", true),
                        new Below("Bike", "reveal", "create", true),
                        new Below("Bike", "values", "update", true));
            case "ServiceAccount" -> List.of(new Below("ServiceAccount", "token", "create", true));
            case "Account" -> List.of(new Below("Account", "token", "create", true));
            default -> List.of();
        };
    }

    @ParameterizedTest(name = "{0} everywhere may {1} {2} in {3}: {4}")
    @CsvSource({
        "view, get, bikes.shop.example.com, team, yes",
        "view, watch, bikes.shop.example.com, '', yes",
        "view, get, bikes/status.shop.example.com, team, yes",
        "view, get, bikes/log.shop.example.com, team, yes",
        "view, get, bikes/scale.shop.example.com, team, yes",
        "view, get, bikes/key.shop.example.com, team, no",
        "view, create, bikes/reveal.shop.example.com, team, no",
        "view, get, bikes/reveal.shop.example.com, team, no",
        "view, list, accounts.platform.example.com, '', yes",
        "view, list, namespaces., '', yes",
        "view, list, rolebindings.rbac.authorization.k8s.io, team, yes",
        "view, create, bikes.shop.example.com, team, no",
        "view, patch, bikes/scale.shop.example.com, team, no",
        "view, get, carts.other.example.com, team, no",
        "edit, get, bikes/log.shop.example.com, team, yes",
        "edit, deletecollection, bikes.shop.example.com, team, yes",
        "edit, get, bikes/key.shop.example.com, team, yes",
        "edit, create, bikes/reveal.shop.example.com, team, yes",
        "edit, update, bikes/values.shop.example.com, team, yes",
        "edit, patch, bikes/scale.shop.example.com, team, yes",
        "edit, create, serviceaccounts., team, yes",
        "edit, create, serviceaccounts/token., team, no",
        "edit, create, rolebindings.rbac.authorization.k8s.io, team, no",
        "edit, delete, roles.rbac.authorization.k8s.io, team, no",
        "edit, impersonate, serviceaccounts., team, no",
        "edit, create, localsubjectaccessreviews.authorization.k8s.io, team, no",
        "admin, create, rolebindings.rbac.authorization.k8s.io, team, yes",
        "admin, patch, roles.rbac.authorization.k8s.io, team, yes",
        "admin, create, serviceaccounts/token., team, yes",
        "admin, create, localsubjectaccessreviews.authorization.k8s.io, team, yes",
        "admin, escalate, roles.rbac.authorization.k8s.io, team, no",
        "admin, bind, clusterroles.rbac.authorization.k8s.io, team, no",
        "admin, impersonate, users., '', no",
        "admin, create, accounts/token.platform.example.com, '', no",
        "cluster-admin, create, accounts/token.platform.example.com, '', yes",
        "cluster-admin, patch, bikes/status.shop.example.com, team, yes",
        "system:basic-user, create, selfsubjectrulesreviews.authorization.k8s.io, '', yes",
        "system:basic-user, create, subjectaccessreviews.authorization.k8s.io, '', no",
        "system:basic-user, get, bikes.shop.example.com, team, no",
    })
    void whatAStandardRoleMayDo(String role, String verb, String what, String namespace, String answer) {
        assertThat(may(bound(role), verb, what, namespace)).isEqualTo(answer.equals("yes"));
    }

    @Test
    void noRoleOfATeamWritesAStatusOrWhatLiesInNoNamespace() {
        for (String role : List.of("view", "edit", "admin")) {
            Roles roles = bound(role);
            for (Kind kind : kinds) {
                for (String verb : List.of("create", "update", "patch", "delete", "deletecollection")) {
                    String group = "." + kind.name().group();
                    assertThat(may(roles, verb, kind.plural() + "/status" + group, "team"))
                            .as(role + " " + verb + " status of " + kind.name())
                            .isFalse();
                    if (!kind.namespaced()) {
                        assertThat(may(roles, verb, kind.plural() + group, ""))
                                .as(role + " " + verb + " " + kind.name())
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    void everybodyWhoIsSignedInMayLookAround() {
        var roles = new Roles();
        standard.roles().forEach(role -> roles.put(new Resource(role)));
        StandardRoles.bindings().forEach(binding -> roles.put(new Resource(binding)));
        var somebody = new Subject("somebody", Set.of(Subject.AUTHENTICATED));

        for (String path : List.of("/api", "/api/v1", "/apis", "/apis/shop.example.com/v1", "/openapi/v3")) {
            assertThat(roles.decide(somebody, "get", path)).as(path).isInstanceOf(Guard.Decision.Allow.class);
        }
        assertThat(roles.decide(somebody, "get", "/metrics")).isInstanceOf(Guard.Decision.Deny.class);
        assertThat(roles.decide(new Subject("nobody", Set.of()), "get", "/apis"))
                .isInstanceOf(Guard.Decision.Deny.class);
    }

    @Test
    void whoIsBoundToARoleMayBindIt() {
        Roles roles = bound("admin");
        var writer = new Subject("u", Set.of());
        for (String role : List.of("view", "edit", "admin")) {
            roles.admit(writer, null, binding("other", role));
        }
    }

    private Roles bound(String role) {
        var roles = new Roles();
        standard.roles().forEach(manifest -> roles.put(new Resource(manifest)));
        roles.put(binding("b", role));
        return roles;
    }

    private static Resource binding(String name, String role) {
        return new Resource(Json.object(
                "apiVersion",
                Roles.GROUP + "/v1",
                "kind",
                "ClusterRoleBinding",
                "metadata",
                Json.object("name", name),
                "roleRef",
                Json.object("kind", "ClusterRole", "name", role),
                "subjects",
                Json.array(Json.object("kind", "User", "name", "u"))));
    }

    private static boolean may(Roles roles, String verb, String what, String namespace) {
        String[] parts = what.substring(0, what.indexOf('.')).split("/");
        String group = what.substring(what.indexOf('.') + 1);
        var request = new Request(verb, group, parts[0], parts.length > 1 ? parts[1] : "", namespace, "x");
        return roles.decide(new Subject("u", Set.of()), request) instanceof Guard.Decision.Allow;
    }

    private record Below(String kind, String name, String verb, boolean isAudited) implements Subresource {
        @Override
        public Answer answer(Resource resource, Map<String, String> parameters, Json.Obj body) {
            throw new AssertionError("nobody asks");
        }
    }
}
