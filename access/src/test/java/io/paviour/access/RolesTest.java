package io.paviour.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RolesTest {
    private static final Subject ALICE = new Subject("alice", Set.of("payments", Subject.AUTHENTICATED));

    /// Users of the golden table who are more than a name.
    private static final Map<String, Subject> PEOPLE = Map.of(
            "masters", new Subject("m", Set.of(Subject.ADMINS)),
            "in-readers", new Subject("r", Set.of("readers")),
            "in-auditors", new Subject("a", Set.of("auditors", "others")),
            "signed", new Subject("s", Set.of("signed-in")),
            "robot", new Subject("system:serviceaccount:ci:robot", Set.of()),
            "robot-2", new Subject("system:serviceaccount:team:robot", Set.of()));

    private final Roles roles = new Roles();

    static Stream<String> decisions() throws IOException {
        return golden()[1].lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void decides(String line) throws IOException {
        Manifests.of(golden()[0]).forEach(roles::put);
        String[] words = line.strip().split(" +");
        Subject subject = PEOPLE.getOrDefault(words[0], new Subject(words[0], Set.of()));

        boolean allowed = words[2].startsWith("/")
                ? roles.decide(subject, words[1], words[2]) instanceof Guard.Decision.Allow
                : may(subject, words[1], words[2], words[3].replace("-", ""), words[4].equals("-") ? "" : words[4]);

        assertThat(allowed).isEqualTo(words[5].equals("yes"));
    }

    @Test
    void whatIsTakenAwayOrChangedCountsNoMore() {
        Resource role = Manifests.one("kind: ClusterRole\nmetadata: {name: r}\nrules: [" + rule("get") + "]");
        Resource binding = binding("ClusterRole", "r", "alice");
        roles.put(binding);
        assertThat(may(ALICE, "get", "carts.shop", "team", "x")).isFalse();

        roles.put(role);
        assertThat(may(ALICE, "get", "carts.shop", "team", "x")).isTrue();

        roles.put(Manifests.one("kind: ClusterRole\nmetadata: {name: r}\nrules: [" + rule("list") + "]"));
        assertThat(may(ALICE, "get", "carts.shop", "team", "x")).isFalse();
        assertThat(may(ALICE, "list", "carts.shop", "team", "")).isTrue();

        roles.put(binding("ClusterRole", "r", "bob"));
        assertThat(may(ALICE, "list", "carts.shop", "team", "")).isFalse();
        assertThat(may(new Subject("bob", Set.of()), "list", "carts.shop", "team", ""))
                .isTrue();

        roles.remove(role);
        assertThat(may(new Subject("bob", Set.of()), "list", "carts.shop", "team", ""))
                .isFalse();
        roles.put(role);
        roles.remove(binding);
        assertThat(may(new Subject("bob", Set.of()), "get", "carts.shop", "team", "x"))
                .isFalse();
        assertThat(roles.rules(ALICE, "team")).isEmpty();
    }

    @Test
    void aRefusalSaysWhoMayNotDoWhatAndWhere() {
        var reveal = new Request("create", "platform.example.com", "secrets", "reveal", "team", "db");
        var all = new Request("list", "", "namespaces", "", "", "");

        assertThat(roles.decide(ALICE, reveal))
                .isEqualTo(new Guard.Decision.Deny("User \"alice\" cannot create resource \"secrets/reveal\" in API"
                        + " group \"platform.example.com\" in the namespace \"team\""));
        assertThat(roles.decide(ALICE, all))
                .isEqualTo(new Guard.Decision.Deny("User \"alice\" cannot list resource \"namespaces\" in API"
                        + " group \"\" at the cluster scope"));
        assertThat(roles.decide(ALICE, "get", "/metrics"))
                .isEqualTo(new Guard.Decision.Deny("User \"alice\" cannot get path \"/metrics\""));
    }

    @Test
    void theRulesOfSomebodyAreThoseOfHisGroupsToo() {
        roles.put(Manifests.one("kind: ClusterRole\nmetadata: {name: r}\nrules: [" + rule("get") + "]"));
        roles.put(Manifests.one("kind: Role\nmetadata: {name: r, namespace: team}\nrules: [" + rule("list") + "]"));
        roles.put(binding("Role", "r", "alice"));
        roles.put(Manifests.one("""
                kind: ClusterRoleBinding
                metadata: {name: b}
                roleRef: {kind: ClusterRole, name: r}
                subjects: [{kind: Group, name: payments}]
                """));

        assertThat(roles.rules(ALICE, "team")).extracting(Rule::verbs).containsExactly(List.of("list"), List.of("get"));
        assertThat(roles.rules(ALICE, "other")).extracting(Rule::verbs).containsExactly(List.of("get"));
        assertThat(roles.rules(Subject.HOUSE, "")).hasSize(2);
    }

    /// The same answers as a plain reading of the rules, whatever is put and removed in whatever order.
    @Test
    void theIndexAgreesWithThePlainReading() {
        var random = new Random(5);
        var model = new java.util.HashMap<String, Resource>();
        for (int step = 0; step < 3_000; step++) {
            Resource resource = random.nextBoolean() ? randomRole(random) : randomBinding(random);
            String key = resource.ref().toString();
            if (random.nextInt(4) == 0 && model.containsKey(key)) {
                roles.remove(Objects.requireNonNull(model.remove(key)));
            } else {
                roles.put(resource);
                model.put(key, resource);
            }
            var subject = new Subject(pick(random, "u1", "u2"), Set.of(pick(random, "g1", "g2")));
            String verb = pick(random, "get", "list", "fly");
            String what = pick(random, "a", "b", "a/s", "b/s");
            String namespace = pick(random, "", "n1", "n2");
            String name = pick(random, "", "x", "y");
            var request = new Request(verb, "g", what.split("/")[0], what.contains("/") ? "s" : "", namespace, name);

            assertThat(roles.decide(subject, request) instanceof Guard.Decision.Allow)
                    .as(subject + " " + request)
                    .isEqualTo(plain(model, subject, request));
        }
    }

    private static boolean plain(Map<String, Resource> model, Subject subject, Request request) {
        return model.values().stream()
                .filter(binding -> binding.kind().kind().endsWith("Binding"))
                .filter(binding ->
                        binding.namespace().isEmpty() || binding.namespace().equals(request.namespace()))
                .filter(binding -> binding.document().objects("subjects").anyMatch(bound -> {
                    String name = bound.string("name", "");
                    return "User".equals(bound.string("kind"))
                            ? name.equals(subject.name())
                            : subject.groups().contains(name);
                }))
                .map(Roles.RoleName::of)
                .flatMap(role -> model.values().stream()
                        .filter(found -> found.kind().kind().endsWith("Role"))
                        .filter(found -> found.name().equals(role.name())
                                && found.namespace().equals(role.namespace())))
                .flatMap(role -> Rule.parseAll(role.document()).stream())
                .anyMatch(rule -> covers(rule.verbs(), request.verb())
                        && covers(rule.groups(), request.group())
                        && (covers(rule.resources(), request.resourceName())
                                || (!request.subresource().isEmpty()
                                        && rule.resources().contains("*/" + request.subresource())))
                        && (rule.names().isEmpty() || rule.names().contains(request.name())));
    }

    private static boolean covers(List<String> values, String wanted) {
        return values.contains("*") || values.contains(wanted);
    }

    private static Resource randomRole(Random random) {
        String namespace = pick(random, "", "n1", "n2");
        var rules = new ArrayList<Json>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            rules.add(Json.object(
                    "verbs", List.of(pick(random, "get", "list", "*")),
                    "apiGroups", List.of(pick(random, "g", "h", "*")),
                    "resources", List.of(pick(random, "a", "b", "a/s", "*/s", "*"), pick(random, "a", "c")),
                    "resourceNames", random.nextBoolean() ? List.of() : List.of(pick(random, "x", "y"))));
        }
        return new Resource(Json.object(
                "apiVersion",
                Roles.GROUP + "/v1",
                "kind",
                namespace.isEmpty() ? "ClusterRole" : "Role",
                "metadata",
                Json.object("name", "r" + random.nextInt(12), "namespace", namespace),
                "rules",
                rules));
    }

    private static Resource randomBinding(Random random) {
        String namespace = pick(random, "", "n1", "n2");
        boolean isOfCluster = namespace.isEmpty() || random.nextBoolean();
        return new Resource(Json.object(
                "apiVersion",
                Roles.GROUP + "/v1",
                "kind",
                namespace.isEmpty() ? "ClusterRoleBinding" : "RoleBinding",
                "metadata",
                Json.object("name", "b" + random.nextInt(20), "namespace", namespace),
                "roleRef",
                Json.object("kind", isOfCluster ? "ClusterRole" : "Role", "name", "r" + random.nextInt(12)),
                "subjects",
                List.of(
                        Json.object("kind", "User", "name", pick(random, "u1", "u2", "u3")),
                        Json.object("kind", "Group", "name", pick(random, "g1", "g2", "g3")))));
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }

    /// Five hundred bindings of one user in one namespace to as many roles: the most that can be in the way of an
    /// answer. The bound is generous, since other work runs beside the tests.
    @Test
    void aDecisionCostsMicrosecondsWhateverTheNumberOfBindings() {
        for (int i = 0; i < 500; i++) {
            roles.put(Manifests.one("kind: Role\nmetadata: {name: r" + i + ", namespace: team}\nrules: ["
                    + "{verbs: [get], apiGroups: [g" + i + "], resources: [a, b, c]}]"));
            roles.put(Manifests.one("kind: RoleBinding\nmetadata: {name: b" + i + ", namespace: team}\n"
                    + "roleRef: {kind: Role, name: r" + i + "}\nsubjects: [{kind: User, name: alice}]"));
        }
        var request = new Request("get", "none", "a", "", "team", "x");
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long began = System.nanoTime();
            for (int i = 0; i < 10_000; i++) {
                assertDenied(request);
            }
            best = Math.min(best, (System.nanoTime() - began) / 10_000);
        }

        assertThat(best).as("nanoseconds per decision").isLessThan(10_000);
        assertThat(may(ALICE, "get", "a.g499", "team", "x")).isTrue();
    }

    private void assertDenied(Request request) {
        if (roles.decide(ALICE, request) instanceof Guard.Decision.Allow) {
            throw new AssertionError("allowed");
        }
    }

    @Test
    void readersNeverSeeLessThanWhatStaysWhileOthersWrite() throws Exception {
        roles.put(Manifests.one("kind: ClusterRole\nmetadata: {name: r}\nrules: [" + rule("get") + "]"));
        roles.put(binding("ClusterRole", "r", "alice"));
        var done = new AtomicBoolean();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(executor.submit(() -> {
                    boolean always = true;
                    while (!done.get()) {
                        always &= may(ALICE, "get", "carts.shop", "team", "x");
                        Thread.yield();
                    }
                    return always;
                }));
            }
            for (int i = 0; i < 2_000; i++) {
                Resource more = Manifests.one("kind: RoleBinding\nmetadata: {name: m" + i % 7 + ", namespace: team}\n"
                        + "roleRef: {kind: ClusterRole, name: r}\nsubjects: [{kind: User, name: alice}]");
                roles.put(more);
                roles.remove(more);
            }
            done.set(true);

            for (Future<Boolean> reader : readers) {
                assertThat(reader.get()).isTrue();
            }
        }
    }

    private boolean may(Subject subject, String verb, String what, String namespace, String name) {
        String resource = what.substring(0, what.indexOf('.'));
        String[] parts = resource.split("/");
        var request = new Request(
                verb,
                what.substring(what.indexOf('.') + 1),
                parts[0],
                parts.length > 1 ? parts[1] : "",
                namespace,
                name);
        return roles.decide(subject, request) instanceof Guard.Decision.Allow;
    }

    private static String rule(String verb) {
        return "{verbs: [" + verb + "], apiGroups: [shop], resources: [carts]}";
    }

    private static Resource binding(String roleKind, String role, String user) {
        return Manifests.one("kind: RoleBinding\nmetadata: {name: b, namespace: team}\nroleRef: {kind: " + roleKind
                + ", name: " + role + "}\nsubjects: [{kind: User, name: " + user + "}]");
    }

    private static String[] golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(RolesTest.class.getResourceAsStream("decisions.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^----\n", 2);
        }
    }
}
