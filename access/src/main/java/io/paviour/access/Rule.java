package io.paviour.access;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One line of a role, as Kubernetes has it: verbs on resources, or verbs on paths. `*` stands for all.
///
/// @param groups API groups, the empty text for the core group
/// @param resources `environments`, `environments/status`, `*`, or `*/status`
/// @param names the only resources that it is about; empty for all
/// @param paths such as `/openapi/*`
public record Rule(
        List<String> verbs, List<String> groups, List<String> resources, List<String> names, List<String> paths) {
    /// Everything there is.
    static final Rule ALL_RESOURCES = new Rule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of());

    static final Rule ALL_PATHS = new Rule(List.of("*"), List.of(), List.of(), List.of(), List.of("*"));

    /// Copies the lists.
    public Rule {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        names = List.copyOf(names);
        paths = List.copyOf(paths);
    }

    /// Verbs on resources of one group.
    public static Rule of(String group, List<String> resources, List<String> verbs) {
        return new Rule(verbs, List.of(group), resources, List.of(), List.of());
    }

    /// Verbs on paths.
    public static Rule ofPaths(List<String> paths, List<String> verbs) {
        return new Rule(verbs, List.of(), List.of(), List.of(), paths);
    }

    /// Reads an item of a role's `rules`.
    static Rule parse(Json.Obj rule) {
        return new Rule(
                rule.strings("verbs").toList(),
                rule.strings("apiGroups").toList(),
                rule.strings("resources").toList(),
                rule.strings("resourceNames").toList(),
                rule.strings("nonResourceURLs").toList());
    }

    /// The rules of a role.
    static List<Rule> parseAll(Json.Obj role) {
        return role.objects("rules").map(Rule::parse).toList();
    }

    /// As it stands in a role.
    public Json.Obj json() {
        return Json.object(
                "verbs", verbs,
                "apiGroups", orNull(groups),
                "resources", orNull(resources),
                "resourceNames", orNull(names),
                "nonResourceURLs", orNull(paths));
    }

    private static @org.jspecify.annotations.Nullable List<String> orNull(List<String> list) {
        return list.isEmpty() ? null : list;
    }

    /// How many single rights it is made of.
    long atoms() {
        long onResources = (long) groups.size() * resources.size() * Math.max(1, names.size());
        return verbs.size() * (onResources + paths.size());
    }

    /// As the API server of Kubernetes writes it in messages: `{APIGroups:["a"], Resources:["b"], Verbs:["get"]}`.
    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        add(parts, "APIGroups", groups);
        add(parts, "Resources", resources);
        add(parts, "NonResourceURLs", paths);
        add(parts, "ResourceNames", names);
        add(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void add(List<String> parts, String title, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(title + ":" + quoted(values));
        }
    }

    /// `["a" "b"]`
    static String quoted(Iterable<String> values) {
        var quoted = new ArrayList<String>();
        values.forEach(value -> quoted.add(new Json.Str(value).toString()));
        return quoted.stream().collect(Collectors.joining(" ", "[", "]"));
    }
}
