package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A kind of resource in one of its versions, read from a `CustomResourceDefinition`
/// (`apiextensions.k8s.io/v1`).
///
/// @param version such as `v1`
/// @param naming what people and paths call it
/// @param namespaced whether its resources live in namespaces
/// @param facets what the version has besides its schema
/// @param columns what a table shows after the name: those of the manifest, or the age where it has none
/// @param storage how resources of the kind are stored, whichever version they are written in
/// @param deprecation the warning to whoever uses this version, or null if it is not deprecated
public record Kind(
        KindName name,
        String version,
        Naming naming,
        boolean namespaced,
        Facets facets,
        Schema schema,
        List<Column> columns,
        Storage storage,
        @Nullable String deprecation) {
    /// The groups whose resources may have any name that fits into a path.
    private static final Set<String> PATH_NAMES = Set.of("rbac.authorization.k8s.io");

    /// Copies the list.
    public Kind {
        columns = List.copyOf(columns);
    }

    /// What a kind is called.
    ///
    /// @param plural the name in paths, such as `environments`
    /// @param singular the name that people may type, such as `environment`
    /// @param shortNames shorter ones, such as `env`
    /// @param categories the groups of kinds it is listed with, such as `all`
    public record Naming(String plural, String singular, List<String> shortNames, List<String> categories) {
        /// Copies the lists.
        public Naming {
            shortNames = List.copyOf(shortNames);
            categories = List.copyOf(categories);
        }
    }

    /// What a version has besides its schema.
    ///
    /// @param hasStatus whether `/status` is written apart from the rest
    /// @param scale what `/scale` reads and writes, or null if there is no such subresource
    /// @param selectable the fields by which resources can be selected, such as `spec.type`, besides name
    ///     and
    ///     namespace
    public record Facets(boolean hasStatus, @Nullable Scale scale, List<String> selectable) {
        /// Copies the list.
        public Facets {
            selectable = List.copyOf(selectable);
        }
    }

    /// How resources are stored.
    ///
    /// @param version the storage version
    /// @param schema its schema
    public record Storage(String version, Schema schema) {}

    /// Reads the storage version of a manifest; see [Definition#parse(Json.Obj)].
    ///
    /// @throws ProblemException with [io.paviour.resource.Problem.Invalid] that lists everything that is
    ///     wrong
    public static Kind parse(Json.Obj crd) {
        return Definition.parse(crd).stored();
    }

    /// A manifest with its group changed, for kinds that an installation serves under a group of its own.
    /// A manifest
    /// of any other group than `from` is answered as it is.
    public static Json.Obj inGroup(Json.Obj crd, String from, String to) {
        Json.Obj spec = crd.object("spec");
        if (!from.equals(spec.string("group", ""))) {
            return crd;
        }
        String name = resourceName(spec.object("names").string("plural", ""), to);
        return crd.with("metadata", crd.object("metadata").with("name", name)).with("spec", spec.with("group", to));
    }

    /// The name in paths, such as `environments`.
    public String plural() {
        return naming.plural();
    }

    /// The name that people may type, such as `environment`.
    public String singular() {
        return naming.singular();
    }

    /// Shorter names, such as `env`.
    public List<String> shortNames() {
        return naming.shortNames();
    }

    /// The groups of kinds it is listed with, such as `all`.
    public List<String> categories() {
        return naming.categories();
    }

    /// Whether `/status` is written apart from the rest.
    public boolean hasStatus() {
        return facets.hasStatus();
    }

    /// `group/version`, or `version` for the core group.
    public String apiVersion() {
        return apiVersion(version);
    }

    private String apiVersion(String version) {
        return name.group().isEmpty() ? version : name.group() + "/" + version;
    }

    /// `environments.platform.example.com`, or `namespaces` for the core group.
    public String resourceName() {
        return resourceName(plural(), name.group());
    }

    static String resourceName(String plural, String group) {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /// A stored resource as this version shows it (conversion strategy `None`): another version's gets
    /// this one's
    /// `apiVersion`, loses the fields this version does not know, and gets the defaults that it has.
    public Resource shown(Resource stored) {
        if (stored.apiVersion().equals(apiVersion())) {
            return stored;
        }
        Json.Obj converted = stored.document().with("apiVersion", apiVersion());
        return new Resource(schema.withDefaults(schema.prune(converted).document()));
    }

    /// A resource of this version as it is stored.
    public Resource stored(Resource shown) {
        if (version.equals(storage.version())) {
            return shown;
        }
        Json.Obj converted = shown.document().with("apiVersion", apiVersion(storage.version()));
        return new Resource(storage.schema().prune(converted).document());
    }

    /// Everything in which `metadata` breaks the rules that hold for all resources: names, labels,
    /// annotations,
    /// finalizers, owner references, and a namespace exactly where the kind has one.
    ///
    /// What the schema says of metadata is checked by [Schema#validate(Json.Obj)].
    public List<Violation> validateMetadata(Json.Obj document) {
        boolean isPath = PATH_NAMES.contains(name.group());
        return MetadataRules.validate(namespaced, isPath ? Names::pathSegmentFlaw : Names::subdomainFlaw, document);
    }

    /// The field that somebody meant who wrote an unknown one; see [Schema#suggest(String)].
    public @Nullable String suggest(String unknownField) {
        return schema.suggest(unknownField);
    }
}
