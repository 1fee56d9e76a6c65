package io.paviour.plugin;

import io.paviour.resource.Json;
import java.util.List;

/// A feature of the platform, ours or a stranger's.
///
/// Name the class in `META-INF/services/io.paviour.plugin.Plugin`, give it a public constructor without parameters,
/// and drop its jars into `plugins/<name>/` of the data directory. Each method is called at most once per start, in
/// the order below; `site` is the same object every time.
public interface Plugin {
    /// The plugin's name: lower-case letters, digits and `-`; unique in the house. Its settings and its directory
    /// are found under this name.
    String name();

    /// The kinds it brings, as `CustomResourceDefinition` manifests (`apiextensions.k8s.io/v1`). The group
    /// `platform.example.com` in them stands for the organisation's own group.
    default List<Json.Obj> kinds() {
        return List.of();
    }

    /// Its drivers. The house closes them, the last one first, when it closes.
    default List<Driver<?>> drivers(Site site) {
        return List.of();
    }

    /// Its reconcilers, at most one a kind in the whole house.
    default List<Reconciler<?>> reconcilers(Site site) {
        return List.of();
    }

    /// What it answers below a resource's own path.
    default List<Subresource> subresources(Site site) {
        return List.of();
    }
}
