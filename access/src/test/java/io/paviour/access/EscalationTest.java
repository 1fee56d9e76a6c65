package io.paviour.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EscalationTest {
    private static final Subject LEAD = new Subject("lead", Set.of("team", Subject.AUTHENTICATED));
    private static final Subject BOSS = new Subject("boss", Set.of());
    private static final Subject ADMIN = Subject.system("admin");

    private final Roles roles = new Roles();

    /// The lead may do everything with carts in `team`, and read orders everywhere.
    @BeforeEach
    void people() {
        Manifests.of("""
                kind: ClusterRole
                metadata: {name: carts}
                rules: [{apiGroups: [shop], resources: [carts, carts/status], verbs: ["*"]}]
                ---
                kind: ClusterRole
                metadata: {name: orders}
                rules: [{apiGroups: [shop], resources: [orders], verbs: [get, list]}]
                ---
                kind: ClusterRole
                metadata: {name: all}
                rules:
                - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
                - {nonResourceURLs: ["*"], verbs: ["*"]}
                ---
                kind: RoleBinding
                metadata: {name: lead, namespace: team}
                roleRef: {kind: ClusterRole, name: carts}
                subjects: [{kind: User, name: lead}]
                ---
                kind: ClusterRoleBinding
                metadata: {name: lead}
                roleRef: {kind: ClusterRole, name: orders}
                subjects: [{kind: Group, name: team}]
                ---
                kind: ClusterRoleBinding
                metadata: {name: boss}
                roleRef: {kind: ClusterRole, name: all}
                subjects: [{kind: User, name: boss}]
                """).forEach(roles::put);
    }

    @Test
    void aRoleMayHoldWhatItsWriterHolds() {
        assertThat(refusal(LEAD, role("{apiGroups: [shop], resources: [carts], verbs: [get, delete]}")))
                .isNull();
        assertThat(refusal(LEAD, role("{apiGroups: [shop], resources: [carts], resourceNames: [a], verbs: ['*']}")))
                .isNull();
        assertThat(refusal(LEAD, role("{apiGroups: [shop], resources: [carts, orders], verbs: [get]}")))
                .isNull();
        assertThat(refusal(BOSS, clusterRole("{nonResourceURLs: [/x, /y/*], verbs: ['*']}")))
                .isNull();
        assertThat(refusal(ADMIN, clusterRole("{apiGroups: ['*'], resources: ['*'], verbs: ['*']}")))
                .isNull();
    }

    @Test
    void aRoleMayNotHoldMoreAndTheAnswerSaysWhat() {
        String more = "{apiGroups: [shop], resources: [carts, orders, bills], verbs: [get, update]}";

        assertThat(refusal(LEAD, role(more)))
                .isEqualTo("roles.rbac.authorization.k8s.io \"r\" is forbidden: user \"lead\" (groups=[\"system:"
                        + "authenticated\" \"team\"]) is attempting to grant RBAC permissions not currently held:\n"
                        + "{APIGroups:[\"shop\"], Resources:[\"bills\"], Verbs:[\"get\" \"update\"]}\n"
                        + "{APIGroups:[\"shop\"], Resources:[\"orders\"], Verbs:[\"update\"]}");
    }

    @Test
    void aWildcardIsHeldOnlyByAWildcard() {
        assertThat(refusal(LEAD, role("{apiGroups: [shop], resources: ['*'], verbs: [get]}")))
                .contains("Resources:[\"*\"]");
        assertThat(refusal(LEAD, role("{apiGroups: ['*'], resources: [carts], verbs: [get]}")))
                .contains("APIGroups:[\"*\"]");
        assertThat(refusal(LEAD, role("{apiGroups: [shop], resources: [orders], verbs: ['*']}")))
                .contains("Verbs:[\"*\"]");
        assertThat(refusal(LEAD, role("{apiGroups: [shop], resources: ['*/status'], verbs: [get]}")))
                .contains("*/status");
        assertThat(refusal(LEAD, clusterRole("{nonResourceURLs: [/x], verbs: [get]}")))
                .contains("{NonResourceURLs:[\"/x\"], Verbs:[\"get\"]}");
    }

    @Test
    void rightsInANamespaceAreNoneEverywhere() {
        assertThat(refusal(LEAD, clusterRole("{apiGroups: [shop], resources: [carts], verbs: [get]}")))
                .contains("carts");
        assertThat(refusal(LEAD, clusterRole("{apiGroups: [shop], resources: [orders], verbs: [get]}")))
                .isNull();
        assertThat(refusal(
                        LEAD,
                        Manifests.one("kind: Role\nmetadata: {name: r, namespace: other}\n"
                                + "rules: [{apiGroups: [shop], resources: [carts], verbs: [get]}]")))
                .contains("carts");
    }

    @Test
    void aRoleWhoseRulesStayMayBeWrittenByWhoHoldsLess() {
        Resource live = role("{apiGroups: [shop], resources: [bills], verbs: [get]}");

        roles.admit(LEAD, live, live.withMetadata(live.metadata().with("labels", Json.object("a", "b"))));

        assertThat(refusal(LEAD, live, role("{apiGroups: [shop], resources: [bills], verbs: [get, list]}")))
                .contains("bills");
    }

    @Test
    void whoMayEscalateWritesAnyRole() {
        grant("{apiGroups: [rbac.authorization.k8s.io], resources: [roles], resourceNames: [r], verbs: [escalate]}");

        assertThat(refusal(LEAD, role("{apiGroups: ['*'], resources: ['*'], verbs: ['*']}")))
                .isNull();
        assertThat(refusal(LEAD, clusterRole("{apiGroups: ['*'], resources: ['*'], verbs: ['*']}")))
                .isNotNull();
    }

    @Test
    void aBindingGivesOnlyWhatItsWriterHolds() {
        assertThat(refusal(LEAD, binding("ClusterRole", "carts", "team"))).isNull();
        assertThat(refusal(LEAD, binding("ClusterRole", "orders", "team"))).isNull();
        assertThat(refusal(LEAD, binding("ClusterRole", "carts", "other")))
                .startsWith("rolebindings.rbac.authorization.k8s.io \"b\" is forbidden: user \"lead\"");
        assertThat(refusal(LEAD, binding("ClusterRole", "all", "team"))).contains("*");
        assertThat(refusal(LEAD, binding("ClusterRole", "carts", ""))).contains("carts");
        assertThat(refusal(LEAD, binding("ClusterRole", "orders", ""))).isNull();
    }

    @Test
    void nobodyBindsARoleThatIsNotThereYet() {
        var problem = problem(LEAD, null, binding("ClusterRole", "later", "team"));

        assertThat(problem).isInstanceOf(Problem.NotFound.class);
        assertThat(refusal(ADMIN, binding("ClusterRole", "later", "team"))).isNull();
    }

    @Test
    void whoMayBindARoleGivesItAway() {
        grant(
                "{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [all], verbs: [bind]}");

        assertThat(refusal(LEAD, binding("ClusterRole", "all", "team"))).isNull();
        assertThat(refusal(LEAD, binding("ClusterRole", "all", ""))).isNotNull();
    }

    @Test
    void theRoleOfABindingStays() {
        Resource live = binding("ClusterRole", "carts", "team");

        assertThat(refusal(ADMIN, live, binding("ClusterRole", "orders", "team")))
                .contains("roleRef: Invalid value: ")
                .endsWith(": cannot change roleRef");
    }

    @Test
    void rulesAndSubjectsAreCheckedAllAtOnce() {
        assertThat(refusal(ADMIN, Manifests.one("""
                        kind: Role
                        metadata: {name: r, namespace: team}
                        rules:
                        - {verbs: []}
                        - {verbs: [get], nonResourceURLs: [/x], resources: [a]}
                        """)))
                .contains("rules[0].verbs: Required value: verbs must contain at least one value")
                .contains("rules[0].apiGroups: Required value: resource rules must supply at least one api group")
                .contains("rules[0].resources: Required value: resource rules must supply at least one resource")
                .contains("rules[1].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to")
                .contains("rules cannot apply to both regular resources and non-resource URLs");
        assertThat(refusal(ADMIN, Manifests.one("""
                        kind: RoleBinding
                        metadata: {name: b, namespace: team}
                        roleRef: {kind: Role, name: r}
                        subjects:
                        - {kind: ServiceAccount, name: s, apiGroup: rbac.authorization.k8s.io}
                        - {kind: User, name: u, namespace: n}
                        """)))
                .contains("subjects[0].namespace: Required value")
                .contains("subjects[0].apiGroup: Unsupported value")
                .contains("subjects[1].namespace: Forbidden");
    }

    @Test
    void aRoleOfMillionsOfRightsIsRefused() {
        var many = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            many.append(i == 0 ? "" : ", ").append("x").append(i);
        }
        String rule = "{apiGroups: [" + many + "], resources: [" + many + "], verbs: [get]}";

        assertThat(refusal(ADMIN, clusterRole(rule)))
                .contains("rules: Too long")
                .contains("160000");
    }

    @Test
    void anAccountIsGivenOnlyGroupsThatMayNoMoreThanItsWriter() {
        assertThat(refusal(LEAD, account("new", "team"))).isNull();
        assertThat(refusal(LEAD, account("new", Subject.ADMINS)))
                .startsWith("accounts.platform.example.com \"new\" is forbidden: user \"lead\"")
                .contains("{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}");
        assertThat(refusal(LEAD, account("boss", "team"))).contains("*");
        assertThat(refusal(BOSS, account("new", Subject.ADMINS))).isNull();
        assertThat(refusal(LEAD, account("boss", "a"), account("boss", "a"))).isNull();
    }

    @Test
    void aTokenIsGivenOnlyOfWhoMayNoMore() {
        roles.put(Manifests.one("""
                kind: RoleBinding
                metadata: {name: robot, namespace: team}
                roleRef: {kind: ClusterRole, name: carts}
                subjects: [{kind: ServiceAccount, name: robot, namespace: team}]
                """));
        roles.put(Manifests.one("""
                kind: RoleBinding
                metadata: {name: robot, namespace: other}
                roleRef: {kind: ClusterRole, name: carts}
                subjects: [{kind: ServiceAccount, name: strong, namespace: team}]
                """));

        assertThat(token(LEAD, serviceAccount("robot"))).isNull();
        assertThat(token(LEAD, serviceAccount("strong")))
                .startsWith("serviceaccounts \"strong\" is forbidden: user \"lead\"")
                .contains("carts");
        assertThat(token(LEAD, account("boss", "a"))).contains("*");
        assertThat(token(LEAD, account("lead", "team"))).isNull();
        assertThat(token(ADMIN, serviceAccount("strong"))).isNull();

        grant("{apiGroups: [''], resources: [serviceaccounts], resourceNames: [strong], verbs: [impersonate]}");
        assertThat(token(LEAD, serviceAccount("strong"))).isNull();
    }

    private void grant(String rule) {
        roles.put(Manifests.one("kind: Role\nmetadata: {name: more, namespace: team}\nrules: [" + rule + "]"));
        roles.put(Manifests.one("kind: RoleBinding\nmetadata: {name: more, namespace: team}\n"
                + "roleRef: {kind: Role, name: more}\nsubjects: [{kind: User, name: lead}]"));
    }

    private @Nullable String refusal(Subject subject, Resource wanted) {
        return refusal(subject, null, wanted);
    }

    private @Nullable String refusal(Subject subject, @Nullable Resource live, Resource wanted) {
        Problem problem = problem(subject, live, wanted);
        return problem == null ? null : problem.message();
    }

    private @Nullable Problem problem(Subject subject, @Nullable Resource live, Resource wanted) {
        try {
            roles.admit(subject, live, wanted);
            return null;
        } catch (ProblemException refused) {
            return refused.problem();
        }
    }

    private @Nullable String token(Subject subject, Resource of) {
        try {
            roles.admit(subject, of, "token");
            return null;
        } catch (ProblemException refused) {
            return refused.problem().message();
        }
    }

    private static Resource role(String rule) {
        return Manifests.one("kind: Role\nmetadata: {name: r, namespace: team}\nrules: [" + rule + "]");
    }

    private static Resource clusterRole(String rule) {
        return Manifests.one("kind: ClusterRole\nmetadata: {name: r}\nrules: [" + rule + "]");
    }

    private static Resource binding(String kind, String role, String namespace) {
        String place = namespace.isEmpty() ? "" : ", namespace: " + namespace;
        return Manifests.one("kind: " + (namespace.isEmpty() ? "Cluster" : "") + "RoleBinding\nmetadata: {name: b"
                + place + "}\nroleRef: {kind: " + kind + ", name: " + role + "}\nsubjects: [{kind: User, name: new}]");
    }

    private static Resource account(String name, String group) {
        return resource("{apiVersion: platform.example.com/v1, kind: Account, metadata: {name: " + name
                + "}, spec: {groups: ['" + group + "']}}");
    }

    private static Resource serviceAccount(String name) {
        return resource("{apiVersion: v1, kind: ServiceAccount, metadata: {name: " + name + ", namespace: team}}");
    }

    private static Resource resource(String yaml) {
        return new Resource((Json.Obj) YamlText.parseAll(yaml).getFirst());
    }
}
