package io.paviour.access;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Nobody hands out rights that he does not have: not by a role, not by a binding, not by an account or its groups,
/// and not by a token of somebody who may do more (Kubernetes documentation, "Privilege escalation prevention and
/// bootstrapping"). The verbs `escalate`, `bind` and `impersonate` lift the rule.
///
/// @param account the kind of accounts
record Escalation(Roles roles, KindName account) {
    private static final int LINES_MAX = 100;

    /// Checks what is about to be written.
    void check(Subject subject, @Nullable Resource live, Resource wanted) {
        if (subject.isAdmin()) {
            return;
        }
        if (wanted.kind().equals(account)) {
            checkAccount(subject, live, wanted);
        } else if (Roles.KINDS.contains(wanted.kind())) {
            if (wanted.kind().kind().endsWith("Role")) {
                checkRole(subject, live, wanted);
            } else {
                checkBinding(subject, live, wanted);
            }
        }
    }

    private void checkRole(Subject subject, @Nullable Resource live, Resource wanted) {
        List<Rule> rules = Rule.parseAll(wanted.document());
        if (live != null && rules.equals(Rule.parseAll(live.document()))) {
            return;
        }
        String plural = plural(wanted);
        if (!roles.holds(subject, "escalate", Roles.GROUP, plural, wanted.name(), wanted.namespace())) {
            refuse(subject, wanted, plural, missing(subject, rules, wanted.namespace()));
        }
    }

    private void checkBinding(Subject subject, @Nullable Resource live, Resource wanted) {
        boolean isSame = live != null
                && Objects.equals(
                        live.document().get("subjects"), wanted.document().get("subjects"));
        if (isSame) {
            return;
        }
        Roles.RoleName role = Roles.RoleName.of(wanted);
        boolean isOfCluster = role.namespace().isEmpty();
        String bound = isOfCluster ? "clusterroles" : "roles";
        if (roles.holds(subject, "bind", Roles.GROUP, bound, role.name(), wanted.namespace())) {
            return;
        }
        List<Rule> rules = roles.rules(role);
        if (rules == null) {
            // Somebody could fill it later, with whatever he has.
            var kind = new KindName(Roles.GROUP, isOfCluster ? "ClusterRole" : "Role");
            throw new Problem.NotFound(new Ref(kind, role.namespace(), role.name())).exception();
        }
        refuse(subject, wanted, plural(wanted), missing(subject, rules, wanted.namespace()));
    }

    private static String plural(Resource resource) {
        return resource.kind().kind().toLowerCase(java.util.Locale.ROOT) + "s";
    }

    private void checkAccount(Subject subject, @Nullable Resource live, Resource wanted) {
        Set<String> groups = groups(wanted);
        if (live == null || !groups.equals(groups(live))) {
            checkPerson(subject, wanted, "accounts", new Subject(wanted.name(), groups));
        }
    }

    private static Set<String> groups(Resource account) {
        return account.spec().strings("groups").collect(Collectors.toSet());
    }

    /// Checks that a token may be issued.
    void checkToken(Subject subject, Resource of) {
        if (subject.isAdmin()) {
            return;
        }
        if (of.kind().equals(account)) {
            checkPerson(subject, of, "accounts", new Subject(of.name(), groups(of)));
        }
        if (of.kind().equals(ServiceAccounts.KIND)) {
            String user = ServiceAccounts.user(of.namespace(), of.name());
            checkPerson(subject, of, "serviceaccounts", new Subject(user, ServiceAccounts.groups(of.namespace())));
        }
    }

    /// Whoever may act as somebody by name, or may do all that the other may, may also get at his credentials.
    private void checkPerson(Subject subject, Resource resource, String plural, Subject person) {
        if (mayBe(subject, resource, person)) {
            return;
        }
        if (person.isAdmin()) {
            refuse(subject, resource, plural, List.of(Rule.ALL_RESOURCES, Rule.ALL_PATHS));
        }
        var missing = new LinkedHashSet<Rule>();
        for (Map<String, List<Rights>> places : roles.places(person)) {
            places.forEach((namespace, given) ->
                    given.forEach(rights -> missing.addAll(missing(subject, rights.rules(), namespace))));
        }
        refuse(subject, resource, plural, missing);
    }

    private boolean mayBe(Subject subject, Resource resource, Subject person) {
        if (resource.kind().equals(ServiceAccounts.KIND)) {
            return roles.holds(subject, "impersonate", "", "serviceaccounts", resource.name(), resource.namespace());
        }
        return roles.holds(subject, "impersonate", "", "users", person.name(), "")
                && person.groups().stream()
                        .allMatch(group -> roles.holds(subject, "impersonate", "", "groups", group, ""));
    }

    /// The rights that a subject lacks of those that rules give in a namespace, or everywhere if it is empty.
    private Set<Rule> missing(Subject subject, List<Rule> rules, String namespace) {
        var verbsOf = new LinkedHashMap<Rule, Set<String>>();
        for (Rule rule : rules) {
            for (String verb : rule.verbs()) {
                for (Rule atom : missing(subject, rule, verb, namespace)) {
                    verbsOf.computeIfAbsent(atom, _ -> new LinkedHashSet<>()).add(verb);
                }
            }
        }
        var missing = new LinkedHashSet<Rule>();
        verbsOf.forEach((atom, verbs) ->
                missing.add(new Rule(List.copyOf(verbs), atom.groups(), atom.resources(), atom.names(), atom.paths())));
        return missing;
    }

    /// What is missing of one verb, each with a single group, resource and name, or a single path, and without verbs.
    private List<Rule> missing(Subject subject, Rule rule, String verb, String namespace) {
        var missing = new ArrayList<Rule>();
        List<String> names = rule.names().isEmpty() ? List.of("") : rule.names();
        for (String group : rule.groups()) {
            for (String resource : rule.resources()) {
                for (String name : names) {
                    if (!roles.holds(subject, verb, group, resource, name, namespace)) {
                        List<String> named = name.isEmpty() ? List.of() : List.of(name);
                        missing.add(new Rule(List.of(), List.of(group), List.of(resource), named, List.of()));
                    }
                }
            }
        }
        for (String path : rule.paths()) {
            if (!roles.holds(subject, verb, path)) {
                missing.add(Rule.ofPaths(List.of(path), List.of()));
            }
        }
        return missing;
    }

    private static void refuse(Subject subject, Resource wanted, String plural, java.util.Collection<Rule> missing) {
        if (missing.isEmpty()) {
            return;
        }
        var lines = new TreeSet<String>();
        missing.forEach(rule -> lines.add(rule.toString()));
        String text = lines.stream().limit(LINES_MAX).collect(Collectors.joining("\n"))
                + (lines.size() > LINES_MAX ? "\nand " + (lines.size() - LINES_MAX) + " more" : "");
        String group = wanted.kind().group();
        throw new Problem.Forbidden(plural + (group.isEmpty() ? "" : "." + group) + " \"" + wanted.name()
                        + "\" is forbidden: user " + new Json.Str(subject.name()) + " (groups="
                        + Rule.quoted(new TreeSet<>(subject.groups()))
                        + ") is attempting to grant RBAC permissions not currently held:\n" + text)
                .exception();
    }
}
