package io.paviour.access;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Decides by roles that `RoleBinding`s (for a namespace) and `ClusterRoleBinding`s (everywhere) give to users and
/// groups: `viewer` reads, `editor` also writes, `admin` also gives roles away. No role writes a status: only members
/// of [Subject#ADMINS] do, who may do everything.
public final class Roles implements Guard {
    /// The API group of the bindings.
    public static final String GROUP = "rbac.authorization.k8s.io";

    /// The roles there are, from weak to strong.
    public enum Role {
        /// Reads everything but the values of secrets.
        VIEWER,
        /// Also writes everything but bindings, and reveals secrets.
        EDITOR,
        /// Also writes bindings.
        ADMIN
    }

    private static final Set<String> READS = Set.of("get", "list", "watch");

    private record Binding(String namespace, Role role, Set<String> users, Set<String> groups) {}

    private final Map<String, Binding> bindings = new ConcurrentHashMap<>();

    /// Takes a binding into account; one that names no role of these has no effect.
    public void put(Resource binding) {
        Json.Obj role = binding.document().object("roleRef");
        List<Json.Obj> subjects = binding.document().objects("subjects").toList();
        for (Role known : Role.values()) {
            if (known.name().toLowerCase(java.util.Locale.ROOT).equals(role.string("name"))) {
                bindings.put(
                        binding.ref().toString(),
                        new Binding(binding.namespace(), known, names(subjects, "User"), names(subjects, "Group")));
                return;
            }
        }
        remove(binding);
    }

    /// Takes a binding out of account.
    public void remove(Resource binding) {
        bindings.remove(binding.ref().toString());
    }

    private static Set<String> names(List<Json.Obj> subjects, String kind) {
        return Set.copyOf(subjects.stream()
                .filter(subject -> kind.equals(subject.string("kind")))
                .map(subject -> subject.string("name", ""))
                .toList());
    }

    @Override
    public Decision decide(Subject subject, Request request) {
        if (subject.groups().contains(Subject.ADMINS)) {
            return new Decision.Allow();
        }
        boolean allowed = applying(subject, request.namespace()).anyMatch(role -> allows(role, request));
        return allowed ? new Decision.Allow() : new Decision.Deny(refusal(subject, request));
    }

    /// The namespaces in which a subject has any role; the empty string stands for all of them.
    public List<String> namespaces(Subject subject) {
        if (subject.groups().contains(Subject.ADMINS)) {
            return List.of("");
        }
        var names = new ArrayList<String>();
        bindings.values().stream().filter(binding -> isFor(binding, subject)).forEach(binding -> {
            if (!names.contains(binding.namespace)) {
                names.add(binding.namespace);
            }
        });
        return names;
    }

    private Stream<Role> applying(Subject subject, String namespace) {
        return bindings.values().stream()
                .filter(binding -> binding.namespace.isEmpty() || binding.namespace.equals(namespace))
                .filter(binding -> isFor(binding, subject))
                .map(Binding::role);
    }

    private static boolean isFor(Binding binding, Subject subject) {
        return binding.users.contains(subject.name()) || binding.groups.stream().anyMatch(subject.groups()::contains);
    }

    private static boolean allows(Role role, Request request) {
        if (request.subresource().equals("reveal")) {
            return role != Role.VIEWER;
        }
        if (READS.contains(request.verb())) {
            return true;
        }
        // A status is told by whoever makes it true; the ingress goes where it leads.
        if (request.subresource().equals("status")) {
            return false;
        }
        boolean isBinding = request.group().equals(GROUP);
        boolean isOfCluster = request.namespace().isEmpty();
        return switch (role) {
            case VIEWER -> false;
            case EDITOR -> !isBinding && !isOfCluster;
            case ADMIN -> true;
        };
    }

    private static String refusal(Subject subject, Request request) {
        String where = request.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace \"" + request.namespace() + "\"";
        return "User \"" + subject.name() + "\" cannot " + request.verb() + " resource \"" + request.resourceName()
                + "\" in API group \"" + request.group() + "\" " + where;
    }
}
