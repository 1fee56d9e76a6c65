package io.paviour.access;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Decides by roles that `RoleBinding`s (in a namespace) and `ClusterRoleBinding`s (everywhere) give to users, groups
/// and service accounts, with the semantics of Kubernetes RBAC. Members of [Subject#ADMINS] may do everything.
///
/// What somebody may do is laid out when a role or a binding changes, so that a decision is a few look-ups, by any
/// number of threads at once and without locks.
public final class Roles implements Guard {
    /// The API group of roles and bindings.
    public static final String GROUP = "rbac.authorization.k8s.io";

    /// The kinds that [#put] wants to hear of.
    public static final Set<KindName> KINDS =
            Set.of(kind("Role"), kind("ClusterRole"), kind("RoleBinding"), kind("ClusterRoleBinding"));

    /// Up to so many roles of one user in one place are asked one by one; more are merged.
    private static final int MERGED_FROM = 8;

    private static final String EVERYWHERE = "";

    /// A role by its namespace, empty for a `ClusterRole`, and its name.
    record RoleName(String namespace, String name) {
        /// The role that a binding refers to.
        static RoleName of(Resource binding) {
            Json.Obj role = binding.document().object("roleRef");
            boolean isOfCluster = "ClusterRole".equals(role.string("kind"));
            return new RoleName(isOfCluster ? "" : binding.namespace(), role.string("name", ""));
        }
    }

    private record Binding(String namespace, RoleName role, Set<String> users, Set<String> groups) {}

    private final Escalation escalation;
    private final Map<String, Map<String, List<Rights>>> ofUsers = new ConcurrentHashMap<>();
    private final Map<String, Map<String, List<Rights>>> ofGroups = new ConcurrentHashMap<>();
    private final Map<RoleName, Rights> roles = new ConcurrentHashMap<>();

    // What follows is for whoever writes, one at a time.
    private final Map<Ref, Binding> bindings = new HashMap<>();
    private final Map<RoleName, Set<Ref>> byRole = new HashMap<>();
    private final Map<String, Map<String, Set<Ref>>> byUser = new HashMap<>();
    private final Map<String, Map<String, Set<Ref>>> byGroup = new HashMap<>();

    /// With accounts in the group that the manifests have as they are.
    public Roles() {
        this("platform.example.com");
    }

    /// @param group the organisation's API group
    public Roles(String group) {
        this.escalation = new Escalation(this, new KindName(group, "Account"));
    }

    private static KindName kind(String name) {
        return new KindName(GROUP, name);
    }

    /// Takes a role or binding into account, in place of an earlier one of that name.
    public synchronized void put(Resource resource) {
        if (isRole(resource)) {
            var name = new RoleName(resource.namespace(), resource.name());
            roles.put(name, new Rights(Rule.parseAll(resource.document())));
            touched(name);
        } else {
            forget(resource.ref());
            keep(resource.ref(), binding(resource));
        }
    }

    /// Takes a role or binding out of account.
    public synchronized void remove(Resource resource) {
        if (isRole(resource)) {
            var name = new RoleName(resource.namespace(), resource.name());
            roles.remove(name);
            touched(name);
        } else {
            forget(resource.ref());
        }
    }

    private static boolean isRole(Resource resource) {
        return resource.kind().kind().endsWith("Role");
    }

    private static Binding binding(Resource resource) {
        var users = new HashSet<String>();
        var groups = new HashSet<String>();
        resource.document().objects("subjects").forEach(subject -> {
            String name = subject.string("name", "");
            switch (subject.string("kind", "")) {
                case "User" -> users.add(name);
                case "Group" -> groups.add(name);
                case "ServiceAccount" -> users.add(ServiceAccounts.user(subject.string("namespace", ""), name));
                default -> {}
            }
        });
        return new Binding(resource.namespace(), RoleName.of(resource), users, groups);
    }

    private void keep(Ref ref, Binding binding) {
        bindings.put(ref, binding);
        byRole.computeIfAbsent(binding.role, _ -> new HashSet<>()).add(ref);
        binding.users.forEach(user -> place(byUser, user, binding.namespace).add(ref));
        binding.groups.forEach(group -> place(byGroup, group, binding.namespace).add(ref));
        layOut(binding);
    }

    private void forget(Ref ref) {
        Binding binding = bindings.remove(ref);
        if (binding == null) {
            return;
        }
        Set<Ref> same = byRole.getOrDefault(binding.role, new HashSet<>());
        same.remove(ref);
        if (same.isEmpty()) {
            byRole.remove(binding.role);
        }
        binding.users.forEach(user -> drop(byUser, user, binding.namespace, ref));
        binding.groups.forEach(group -> drop(byGroup, group, binding.namespace, ref));
        layOut(binding);
    }

    private static Set<Ref> place(Map<String, Map<String, Set<Ref>>> places, String who, String namespace) {
        return places.computeIfAbsent(who, _ -> new HashMap<>()).computeIfAbsent(namespace, _ -> new LinkedHashSet<>());
    }

    private static void drop(Map<String, Map<String, Set<Ref>>> places, String who, String namespace, Ref ref) {
        Set<Ref> refs = place(places, who, namespace);
        refs.remove(ref);
        if (refs.isEmpty()) {
            Map<String, Set<Ref>> all = places.getOrDefault(who, new HashMap<>());
            all.remove(namespace);
            if (all.isEmpty()) {
                places.remove(who);
            }
        }
    }

    private void touched(RoleName role) {
        byRole.getOrDefault(role, Set.of()).forEach(ref -> {
            Binding binding = bindings.get(ref);
            if (binding != null) {
                layOut(binding);
            }
        });
    }

    private void layOut(Binding binding) {
        binding.users.forEach(user -> layOut(ofUsers, byUser, user, binding.namespace));
        binding.groups.forEach(group -> layOut(ofGroups, byGroup, group, binding.namespace));
    }

    private void layOut(
            Map<String, Map<String, List<Rights>>> rights,
            Map<String, Map<String, Set<Ref>>> places,
            String who,
            String namespace) {
        var found = new LinkedHashSet<Rights>();
        for (Ref ref : places.getOrDefault(who, Map.of()).getOrDefault(namespace, Set.of())) {
            Binding binding = bindings.get(ref);
            Rights given = binding == null ? null : roles.get(binding.role);
            if (given != null) {
                found.add(given);
            }
        }
        if (!found.isEmpty()) {
            rights.computeIfAbsent(who, _ -> new ConcurrentHashMap<>()).put(namespace, merged(found));
            return;
        }
        Map<String, List<Rights>> there = rights.get(who);
        if (there != null) {
            there.remove(namespace);
            if (there.isEmpty()) {
                rights.remove(who);
            }
        }
    }

    private static List<Rights> merged(Set<Rights> found) {
        if (found.size() < MERGED_FROM) {
            return List.copyOf(found);
        }
        return List.of(new Rights(
                found.stream().flatMap(rights -> rights.rules().stream()).toList()));
    }

    @Override
    public Decision decide(Subject subject, Request request) {
        // A namespace lies in itself, and a resource that is created has no name yet.
        boolean isNamespace =
                request.resource().equals("namespaces") && request.group().isEmpty();
        boolean isNew = request.verb().equals("create") && request.subresource().isEmpty();
        String name = isNew ? "" : request.name();
        String namespace = isNamespace && !isNew ? request.name() : request.namespace();
        return holds(subject, request.verb(), request.group(), request.resourceName(), name, namespace)
                ? new Decision.Allow()
                : new Decision.Deny(refusal(subject, request, namespace));
    }

    @Override
    public Decision decide(Subject subject, String verb, String path) {
        return holds(subject, verb, path)
                ? new Decision.Allow()
                : new Decision.Deny("User \"" + subject.name() + "\" cannot " + verb + " path \"" + path + "\"");
    }

    /// Whether a subject has one right on resources in a namespace, or everywhere if it is empty.
    boolean holds(Subject subject, String verb, String group, String resource, String name, String namespace) {
        if (subject.isAdmin()) {
            return true;
        }
        String kin = Rights.kin(resource);
        if (allow(ofUsers.get(subject.name()), verb, group, resource, kin, name, namespace)) {
            return true;
        }
        for (String member : subject.groups()) {
            if (allow(ofGroups.get(member), verb, group, resource, kin, name, namespace)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allow(
            @Nullable Map<String, List<Rights>> places,
            String verb,
            String group,
            String resource,
            String kin,
            String name,
            String namespace) {
        if (places == null) {
            return false;
        }
        return allow(places.get(EVERYWHERE), verb, group, resource, kin, name)
                || (!namespace.isEmpty() && allow(places.get(namespace), verb, group, resource, kin, name));
    }

    private static boolean allow(
            @Nullable List<Rights> given, String verb, String group, String resource, String kin, String name) {
        if (given != null) {
            for (Rights rights : given) {
                if (rights.allow(verb, group, resource, kin, name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether a subject has one right on paths, which only bindings of the cluster give.
    boolean holds(Subject subject, String verb, String path) {
        return subject.isAdmin()
                || places(subject).stream()
                        .flatMap(place -> place.getOrDefault(EVERYWHERE, List.of()).stream())
                        .anyMatch(rights -> rights.allow(verb, path));
    }

    /// All that is laid out for a subject, by namespace: its own and that of its groups.
    List<Map<String, List<Rights>>> places(Subject subject) {
        var places = new ArrayList<Map<String, List<Rights>>>();
        places.add(ofUsers.getOrDefault(subject.name(), Map.of()));
        subject.groups().stream().sorted().forEach(group -> places.add(ofGroups.getOrDefault(group, Map.of())));
        return places;
    }

    /// The rules of a role, or null if there is no such role.
    @Nullable
    List<Rule> rules(RoleName role) {
        Rights rights = roles.get(role);
        return rights == null ? null : rights.rules();
    }

    @Override
    public List<Rule> rules(Subject subject, String namespace) {
        var rules = new LinkedHashSet<Rule>();
        if (subject.isAdmin()) {
            rules.add(Rule.ALL_RESOURCES);
            rules.add(Rule.ALL_PATHS);
        }
        for (Map<String, List<Rights>> place : places(subject)) {
            place.getOrDefault(EVERYWHERE, List.of()).forEach(rights -> rules.addAll(rights.rules()));
            if (!namespace.isEmpty()) {
                place.getOrDefault(namespace, List.of()).forEach(rights -> rules.addAll(rights.rules()));
            }
        }
        return List.copyOf(rules);
    }

    @Override
    public void admit(Subject subject, @Nullable Resource live, Resource wanted) {
        if (KINDS.contains(wanted.kind())) {
            RoleRules.check(live, wanted);
        }
        escalation.check(subject, live, wanted);
    }

    @Override
    public void admit(Subject subject, Resource asked, String subresource) {
        if (subresource.equals("token")) {
            escalation.checkToken(subject, asked);
        }
    }

    private static String refusal(Subject subject, Request request, String namespace) {
        String where = namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
        return "User \"" + subject.name() + "\" cannot " + request.verb() + " resource \"" + request.resourceName()
                + "\" in API group \"" + request.group() + "\" " + where;
    }
}
