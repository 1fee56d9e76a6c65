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
///
/// @param subresources the verbs of each, by name
record Entry(
        KindName kind,
        String version,
        String plural,
        String singular,
        boolean namespaced,
        List<String> verbs,
        List<String> shortNames,
        List<String> categories,
        Map<String, List<String>> subresources) {
    private static final List<String> STORED_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> STATUS_VERBS = List.of("get", "patch", "update");

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

    private static Entry review(String group, String version, String kind, boolean namespaced) {
        String singular = kind.toLowerCase(java.util.Locale.ROOT);
        return new Entry(
                new KindName(group, kind),
                version,
                singular + "s",
                singular,
                namespaced,
                List.of("create"),
                List.of(),
                List.of(),
                Map.of());
    }

    static Entry of(Kind kind, List<Subresource> asked) {
        var subresources = new LinkedHashMap<String, List<String>>();
        if (kind.hasStatus()) {
            subresources.put("status", STATUS_VERBS);
        }
        for (Subresource subresource : asked) {
            var verbs = new TreeSet<>(subresources.getOrDefault(subresource.name(), List.of()));
            verbs.add(subresource.verb());
            subresources.put(subresource.name(), new ArrayList<>(verbs));
        }
        return new Entry(
                kind.name(),
                kind.version(),
                kind.plural(),
                kind.singular(),
                kind.namespaced(),
                STORED_VERBS,
                kind.shortNames(),
                kind.categories(),
                subresources);
    }

    String group() {
        return kind.group();
    }

    /// `group/version`, or `version` for the core group.
    String groupVersion() {
        return group().isEmpty() ? version : group() + "/" + version;
    }
}
