package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A kind of resource, read from its `CustomResourceDefinition` manifest (`apiextensions.k8s.io/v1`).
///
/// Of several versions the storage version counts.
///
/// @param version such as `v1`
/// @param plural the name in paths, such as `environments`
/// @param singular the name that people may type, such as `environment`
/// @param shortNames shorter ones, such as `env`
/// @param categories the groups of kinds it is listed with, such as `all`
/// @param namespaced whether its resources live in namespaces
/// @param hasStatus whether `/status` is written apart from the rest
/// @param columns what a table shows after the name: those of the manifest, or the age where it has none
/// @param manifest the manifest as it was given
public record Kind(
        KindName name,
        String version,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories,
        boolean namespaced,
        boolean hasStatus,
        Schema schema,
        List<Column> columns,
        Json.Obj manifest) {
    /// Copies the lists.
    public Kind {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        columns = List.copyOf(columns);
    }

    /// Reads a manifest.
    ///
    /// @throws ProblemException with [Problem.Invalid] that lists everything that is wrong with it
    public static Kind parse(Json.Obj crd) {
        return new KindReader(crd).kind();
    }

    /// A manifest with its group changed, for kinds that an installation serves under a group of its own. A manifest
    /// of any other group than `from` is answered as it is.
    public static Json.Obj inGroup(Json.Obj crd, String from, String to) {
        Json.Obj spec = crd.object("spec");
        if (!from.equals(spec.string("group", ""))) {
            return crd;
        }
        String name = resourceName(spec.object("names").string("plural", ""), to);
        return crd.with("metadata", crd.object("metadata").with("name", name)).with("spec", spec.with("group", to));
    }

    /// `group/version`, or `version` for the core group.
    public String apiVersion() {
        return name.group().isEmpty() ? version : name.group() + "/" + version;
    }

    /// `environments.platform.example.com`, or `namespaces` for the core group.
    public String resourceName() {
        return resourceName(plural, name.group());
    }

    static String resourceName(String plural, String group) {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /// Everything in which `metadata` breaks the rules that hold for all resources: names, labels, annotations,
    /// finalizers, owner references, and a namespace exactly where the kind has one.
    ///
    /// What the schema says of metadata is checked by [Schema#validate(Json.Obj)].
    public List<Violation> validateMetadata(Json.Obj document) {
        return MetadataRules.validate(namespaced, document);
    }

    /// The field that somebody meant who wrote an unknown one; see [Schema#suggest(String)].
    public @Nullable String suggest(String unknownField) {
        return schema.suggest(unknownField);
    }
}
