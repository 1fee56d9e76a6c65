package io.paviour.server;

import io.paviour.access.Roles;
import io.paviour.access.Rule;
import io.paviour.access.ServiceAccounts;
import io.paviour.access.Subject;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.schema.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/// The roles that every house has, and to whom they are bound, made from the kinds there are: a wildcard
/// would also
/// cover statuses and the values of secrets, so each kind is named.
///
/// @param subresources what plugins answer below a kind
record StandardRoles(Collection<Kind> kinds, Function<Kind, List<Subresource>> subresources) {
    private static final String VERSION = Roles.GROUP + "/v1";
    private static final List<String> READING = List.of("get", "list", "watch");
    private static final List<String> WRITING = List.of("create", "delete", "deletecollection", "patch", "update");
    private static final List<String> PATHS = List.of(
            "/api",
            "/api/*",
            "/apis",
            "/apis/*",
            "/healthz",
            "/livez",
            "/openapi",
            "/openapi/*",
            "/readyz",
            "/version");

    /// What a team may read of itself but not write.
    private static final Set<KindName> LIMITS =
            Set.of(new KindName("", "ResourceQuota"), new KindName("", "LimitRange"));

    /// The manifests of the roles.
    List<Json.Obj> roles() {
        List<Rule> view = view();
        List<Rule> edit = with(view, edit());
        List<Rule> admin = with(edit, admin());
        var all = List.of(
                new Rule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
                Rule.ofPaths(List.of("*"), List.of("*")));
        var basic = List.of(
                Rule.of("authentication.k8s.io", List.of("selfsubjectreviews"), List.of("create")),
                Rule.of(
                        "authorization.k8s.io",
                        List.of("selfsubjectaccessreviews", "selfsubjectrulesreviews"),
                        List.of("create")));
        return List.of(
                role("cluster-admin", all),
                role("admin", admin),
                role("edit", edit),
                role("view", view),
                role("system:basic-user", basic),
                role("system:discovery", List.of(Rule.ofPaths(PATHS, List.of("get")))));
    }

    /// The manifests of the bindings.
    static List<Json.Obj> bindings() {
        return List.of(
                binding("cluster-admin", Subject.ADMINS),
                binding("system:basic-user", Subject.AUTHENTICATED),
                binding("system:discovery", Subject.AUTHENTICATED));
    }

    private static List<Rule> with(List<Rule> some, List<Rule> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /// Everything may be read, what answers to `get` below it included, but nothing whose reading is
    /// audited.
    private List<Rule> view() {
        var rules = new ArrayList<Rule>();
        byGroup(_ -> true).forEach((group, inside) -> {
            var resources = new TreeSet<String>();
            for (Kind kind : inside) {
                resources.add(kind.plural());
                if (kind.hasStatus()) {
                    resources.add(kind.plural() + "/status");
                }
                subresources.apply(kind).stream()
                        .filter(subresource -> subresource.verb().equals("get") && !subresource.isAudited())
                        .forEach(subresource -> resources.add(kind.plural() + "/" + subresource.name()));
            }
            rules.add(Rule.of(group, List.copyOf(resources), READING));
        });
        rules.add(Rule.of("*", List.of("*/scale"), List.of("get")));
        return rules;
    }

    /// Everything in namespaces may be written but roles, bindings and statuses, and asked but for tokens.
    private List<Rule> edit() {
        var rules = new ArrayList<Rule>();
        byGroup(StandardRoles::isTeams).forEach((group, inside) -> {
            var resources = new TreeSet<String>();
            var byVerb = new TreeMap<String, TreeSet<String>>();
            for (Kind kind : inside) {
                resources.add(kind.plural());
                for (Subresource subresource : subresources.apply(kind)) {
                    boolean isRead = subresource.verb().equals("get") && !subresource.isAudited();
                    if (!isRead && !subresource.name().equals("token")) {
                        byVerb.computeIfAbsent(subresource.verb(), _ -> new TreeSet<>())
                                .add(kind.plural() + "/" + subresource.name());
                    }
                }
            }
            rules.add(Rule.of(group, List.copyOf(resources), WRITING));
            byVerb.forEach((verb, below) -> rules.add(Rule.of(group, List.copyOf(below), List.of(verb))));
        });
        rules.add(Rule.of("*", List.of("*/scale"), List.of("patch", "update")));
        return rules;
    }

    private static List<Rule> admin() {
        return List.of(
                Rule.of(Roles.GROUP, List.of("rolebindings", "roles"), WRITING),
                Rule.of("authorization.k8s.io", List.of("localsubjectaccessreviews"), List.of("create")),
                Rule.of(ServiceAccounts.KIND.group(), List.of("serviceaccounts/token"), List.of("create")));
    }

    private static boolean isTeams(Kind kind) {
        return kind.namespaced() && !kind.name().group().equals(Roles.GROUP) && !LIMITS.contains(kind.name());
    }

    private Map<String, List<Kind>> byGroup(Predicate<Kind> wanted) {
        var byGroup = new TreeMap<String, List<Kind>>();
        kinds.stream()
                .filter(wanted)
                .forEach(kind -> byGroup.computeIfAbsent(kind.name().group(), _ -> new ArrayList<>())
                        .add(kind));
        return byGroup;
    }

    private static Json.Obj role(String name, List<Rule> rules) {
        return Json.object(
                "apiVersion",
                VERSION,
                "kind",
                "ClusterRole",
                "metadata",
                metadata(name),
                "rules",
                rules.stream().map(Rule::json).toList());
    }

    private static Json.Obj binding(String role, String group) {
        return Json.object(
                "apiVersion",
                VERSION,
                "kind",
                "ClusterRoleBinding",
                "metadata",
                metadata(role),
                "roleRef",
                Json.object("apiGroup", Roles.GROUP, "kind", "ClusterRole", "name", role),
                "subjects",
                Json.array(Json.object("apiGroup", Roles.GROUP, "kind", "Group", "name", group)));
    }

    private static Json.Obj metadata(String name) {
        return Json.object("name", name, "labels", Json.object("kubernetes.io/bootstrapping", "rbac-defaults"));
    }
}
