package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.schema.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What there is to ask for, in the two forms of Kubernetes API discovery: one document for everything
/// (`APIGroupDiscoveryList`), and the older tree of small ones.
record Discovery(List<Entry> entries) {
    private static final Json.Arr NO_ADDRESSES = new Json.Arr(List.of());

    /// `/api` in the plain form.
    Json.Obj core() {
        List<String> versions = List.copyOf(versions(""));
        return Json.object("kind", "APIVersions", "versions", versions, "serverAddressByClientCIDRs", NO_ADDRESSES);
    }

    /// `/apis` in the plain form.
    Json.Obj groups() {
        var groups = names().map(this::groupFields).toList();
        return Json.object("kind", "APIGroupList", "apiVersion", "v1", "groups", groups);
    }

    /// `/apis/{group}`, or null if there is none of that name.
    Json.@Nullable Obj group(String name) {
        if (versions(name).isEmpty()) {
            return null;
        }
        var fields = new java.util.LinkedHashMap<>(
                Json.object("kind", "APIGroup", "apiVersion", "v1").fields());
        fields.putAll(groupFields(name).fields());
        return new Json.Obj(fields);
    }

    /// `/apis/{group}/{version}` and `/api/{version}`, or null if there is nothing in it.
    Json.@Nullable Obj resources(String group, String version) {
        var resources = new ArrayList<Json.Obj>();
        for (Entry entry : of(group, version)) {
            resources.add(resource(entry));
            entry.subresources().forEach(part -> resources.add(subresource(entry, part)));
        }
        if (resources.isEmpty()) {
            return null;
        }
        String groupVersion = group.isEmpty() ? version : group + "/" + version;
        return Json.object(
                "kind", "APIResourceList", "apiVersion", "v1", "groupVersion", groupVersion, "resources", resources);
    }

    /// `/api` or `/apis` as one document.
    ///
    /// @param version of the form itself: `v2` or `v2beta1`
    Json.Obj aggregated(boolean isCore, String version) {
        var items =
                (isCore ? Stream.of("") : names()).map(this::aggregatedGroup).toList();
        return Json.object(
                "kind",
                "APIGroupDiscoveryList",
                "apiVersion",
                "apidiscovery.k8s.io/" + version,
                "metadata",
                Json.Obj.EMPTY,
                "items",
                items);
    }

    private Json.Obj aggregatedGroup(String group) {
        var versions = versions(group).stream()
                .map(version -> Json.object(
                        "version",
                        version,
                        "resources",
                        of(group, version).stream()
                                .map(Discovery::aggregatedResource)
                                .toList(),
                        "freshness",
                        "Current"))
                .toList();
        Json.Obj metadata = group.isEmpty() ? Json.Obj.EMPTY : Json.object("name", group);
        return Json.object("metadata", metadata, "versions", versions);
    }

    private static Json.Obj aggregatedResource(Entry entry) {
        var subresources = entry.subresources().stream()
                .map(part -> Json.object(
                        "subresource", part.name(),
                        "responseKind", part.answer().json(),
                        "verbs", part.verbs()))
                .toList();
        return Json.object(
                "resource", entry.plural(),
                "responseKind", entry.kind().json(),
                "scope", entry.namespaced() ? "Namespaced" : "Cluster",
                "singularResource", entry.singular(),
                "verbs", entry.verbs(),
                "shortNames", orNull(entry.shortNames()),
                "categories", orNull(entry.categories()),
                "subresources", orNull(subresources));
    }

    private static Json.Obj resource(Entry entry) {
        return Json.object(
                "name", entry.plural(),
                "singularName", entry.singular(),
                "namespaced", entry.namespaced(),
                "kind", entry.kind().name().kind(),
                "verbs", entry.verbs(),
                "shortNames", orNull(entry.shortNames()),
                "categories", orNull(entry.categories()));
    }

    /// The group and version are said only where they are not those of the resource.
    private static Json.Obj subresource(Entry entry, Entry.Part part) {
        boolean isForeign = !part.answer().groupVersion().equals(entry.kind().groupVersion());
        return Json.object(
                "name",
                entry.plural() + "/" + part.name(),
                "singularName",
                "",
                "namespaced",
                entry.namespaced(),
                "group",
                isForeign ? part.answer().name().group() : null,
                "version",
                isForeign ? part.answer().version() : null,
                "kind",
                part.answer().name().kind(),
                "verbs",
                part.verbs());
    }

    private static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    private Json.Obj groupFields(String name) {
        var versions = versions(name).stream()
                .map(version -> Json.object("groupVersion", name + "/" + version, "version", version))
                .toList();
        return Json.object("name", name, "versions", versions, "preferredVersion", versions.getFirst());
    }

    /// The named groups, in order.
    private Stream<String> names() {
        return entries.stream()
                .map(Entry::group)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream();
    }

    /// The versions of a group, the preferred one first.
    private TreeSet<String> versions(String group) {
        return entries.stream()
                .filter(entry -> entry.group().equals(group))
                .map(Entry::version)
                .collect(Collectors.toCollection(() -> new TreeSet<>(Definition::compareVersions)));
    }

    private List<Entry> of(String group, String version) {
        Map<String, Entry> byPlural = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.group().equals(group) && entry.version().equals(version)) {
                byPlural.put(entry.plural(), entry);
            }
        }
        return List.copyOf(byPlural.values());
    }
}
