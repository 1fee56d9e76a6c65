package io.paviour.access;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What some rules allow together, laid out to be asked often: a question costs a few look-ups, whatever the number of
/// rules. Never changed once it is built.
final class Rights {
    private static final String ALL = "*";
    private static final Set<String> EVERY_NAME = Set.of();

    private final List<Rule> rules;

    /// Group, then resource with its subresource, then verb, then names.
    private final Map<String, Map<String, Map<String, Set<String>>>> resources = new HashMap<>();

    private final Map<String, Set<String>> paths = new HashMap<>();
    private final Map<String, Set<String>> prefixes = new HashMap<>();

    Rights(Collection<Rule> rules) {
        this.rules = List.copyOf(rules);
        this.rules.forEach(this::take);
    }

    private void take(Rule rule) {
        for (String group : rule.groups()) {
            for (String resource : rule.resources()) {
                Map<String, Set<String>> verbs = resources
                        .computeIfAbsent(group, _ -> new HashMap<>())
                        .computeIfAbsent(resource, _ -> new HashMap<>());
                rule.verbs().forEach(verb -> verbs.merge(verb, names(rule), Rights::together));
            }
        }
        for (String path : rule.paths()) {
            boolean isOpen = path.endsWith(ALL);
            (isOpen ? prefixes : paths)
                    .computeIfAbsent(isOpen ? path.replaceAll("\\*+$", "") : path, _ -> new HashSet<>())
                    .addAll(rule.verbs());
        }
    }

    private static Set<String> names(Rule rule) {
        return rule.names().isEmpty() ? EVERY_NAME : Set.copyOf(rule.names());
    }

    private static Set<String> together(Set<String> some, Set<String> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return EVERY_NAME;
        }
        var both = new HashSet<>(some);
        both.addAll(others);
        return both;
    }

    List<Rule> rules() {
        return rules;
    }

    /// Whether something may be done to resources. A `*` asked for is held only by who has it in these words, so that
    /// a rule can be held against others too.
    ///
    /// @param resource with its subresource
    /// @param kin `*/` and the subresource, or `*` where there is none
    /// @param name empty for all
    boolean allow(String verb, String group, String resource, String kin, String name) {
        return allow(resources.get(group), verb, resource, kin, name)
                || allow(resources.get(ALL), verb, resource, kin, name);
    }

    private static boolean allow(
            @Nullable Map<String, Map<String, Set<String>>> byResource,
            String verb,
            String resource,
            String kin,
            String name) {
        return byResource != null
                && (allow(byResource.get(resource), verb, name)
                        || allow(byResource.get(ALL), verb, name)
                        || allow(byResource.get(kin), verb, name));
    }

    private static boolean allow(@Nullable Map<String, Set<String>> verbs, String verb, String name) {
        return verbs != null && (isNamed(verbs.get(verb), name) || isNamed(verbs.get(ALL), name));
    }

    private static boolean isNamed(@Nullable Set<String> names, String name) {
        return names != null && (names.isEmpty() || names.contains(name));
    }

    /// Whether something may be done to a path.
    boolean allow(String verb, String path) {
        if (isAmong(paths.get(path), verb)) {
            return true;
        }
        for (Map.Entry<String, Set<String>> prefix : prefixes.entrySet()) {
            if (path.startsWith(prefix.getKey()) && isAmong(prefix.getValue(), verb)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAmong(@Nullable Set<String> verbs, String verb) {
        return verbs != null && (verbs.contains(verb) || verbs.contains(ALL));
    }

    /// The third word of [#allow]: what stands for a subresource of any resource.
    static String kin(String resource) {
        int slash = resource.indexOf('/');
        return slash < 0 ? ALL : ALL + resource.substring(slash);
    }
}
