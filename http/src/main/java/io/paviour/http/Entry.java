package io.paviour.http;

import io.paviour.plugin.Subresource;
import io.paviour.resource.KindName;
import io.paviour.schema.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// One line of discovery: a resource and what can be done to it.
record Entry(
        VersionedKind kind,
        String plural,
        String singular,
        boolean namespaced,
        List<String> verbs,
        List<String> shortNames,
        List<String> categories,
        List<Part> subresources) {
    static final VersionedKind SCALE = new VersionedKind(new KindName("autoscaling", "Scale"), "v1");

    private static final List<String> STORED_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> PART_VERBS = List.of("get", "patch", "update");

    /// What is answered without being stored.
    static final List<Entry> REVIEWS = List.of(
            review("authentication.k8s.io", "v1", "SelfSubjectReview", false),
            review("authentication.k8s.io", "v1beta1", "SelfSubjectReview", false),
            review("authentication.k8s.io", "v1alpha1", "SelfSubjectReview", false),
            review("authentication.k8s.io", "v1", "TokenReview", false),
            review("authorization.k8s.io", "v1", "LocalSubjectAccessReview", true),
            review("authorization.k8s.io", "v1", "SelfSubjectAccessReview", false),
            review("authorization.k8s.io", "v1", "SelfSubjectRulesReview", false),
            review("authorization.k8s.io", "v1", "SubjectAccessReview", false));

    /// One subresource and what can be done to it.
    ///
    /// @param answer the kind of what is read and written there
    record Part(String name, List<String> verbs, VersionedKind answer) {}

    private static Entry review(String group, String version, String kind, boolean namespaced) {
        String singular = kind.toLowerCase(java.util.Locale.ROOT);
        return new Entry(
                new VersionedKind(new KindName(group, kind), version),
                singular + "s",
                singular,
                namespaced,
                List.of("create"),
                List.of(),
                List.of(),
                List.of());
    }

    static Entry of(Kind kind, List<Subresource> asked) {
        return new Entry(
                VersionedKind.of(kind),
                kind.plural(),
                kind.singular(),
                kind.namespaced(),
                STORED_VERBS,
                kind.shortNames(),
                kind.categories(),
                parts(kind, asked));
    }

    private static List<Part> parts(Kind kind, List<Subresource> asked) {
        VersionedKind own = VersionedKind.of(kind);
        var parts = new ArrayList<Part>();
        if (kind.hasStatus()) {
            parts.add(new Part("status", PART_VERBS, own));
        }
        if (kind.facets().scale() != null) {
            parts.add(new Part("scale", PART_VERBS, SCALE));
        }
        Map<String, TreeSet<String>> verbs = new LinkedHashMap<>();
        for (Subresource subresource : asked) {
            verbs.computeIfAbsent(subresource.name(), _ -> new TreeSet<>()).add(subresource.verb());
        }
        verbs.forEach((name, some) -> parts.add(new Part(name, List.copyOf(some), own)));
        return List.copyOf(parts);
    }

    String group() {
        return kind.name().group();
    }

    String version() {
        return kind.version();
    }
}
