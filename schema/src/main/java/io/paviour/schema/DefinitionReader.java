package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a `CustomResourceDefinition` and finds everything that is wrong with it.
final class DefinitionReader {
    private static final KindName DEFINITION = new KindName("apiextensions.k8s.io", "CustomResourceDefinition");
    private static final int VERSIONS_MAX = 20;

    private final Findings found = new Findings();
    private final Json.Obj crd;
    private final Json.Obj spec;
    private final Json.Obj names;
    private final boolean rulesNow;

    /// @param rulesNow whether the expressions of rules are read now, or at their first use
    DefinitionReader(Json.Obj crd, boolean rulesNow) {
        this.crd = crd;
        this.rulesNow = rulesNow;
        this.spec = crd.object("spec");
        this.names = spec.object("names");
    }

    private static Place at(String... fields) {
        Place place = Place.ROOT;
        for (String field : fields) {
            place = place.field(field);
        }
        return place;
    }

    /// @throws ProblemException with [Problem.Invalid]
    Definition definition() {
        header();
        String group = spec.string("group", "");
        if (!group.isEmpty()) {
            flaw(at("spec", "group"), group, Names.subdomainFlaw(group));
        }
        names(group);
        boolean namespaced = namespaced();
        conversion();
        List<Version> versions = versions();
        if (!found.isEmpty()) {
            Ref ref = new Ref(DEFINITION, "", crd.object("metadata").string("name", ""));
            throw new Problem.Invalid(ref, found.list()).exception();
        }
        return definition(new KindName(group, names.string("kind", "")), namespaced, versions);
    }

    private Definition definition(KindName name, boolean namespaced, List<Version> versions) {
        Version stored = versions.stream().filter(Version::isStored).findFirst().orElseThrow();
        var storage = new Kind.Storage(stored.name, stored.schema);
        var called = new Kind.Naming(
                names.string("plural", ""),
                names.string("singular", name.kind().toLowerCase(Locale.ROOT)),
                names.strings("shortNames").toList(),
                names.strings("categories").toList());
        var served = new ArrayList<Kind>();
        Kind storedKind = null;
        for (Version version : versions) {
            var kind = new Kind(
                    name,
                    version.name,
                    called,
                    namespaced,
                    version.facets,
                    version.schema,
                    version.columns,
                    storage,
                    version.deprecation(name));
            if (version.isServed()) {
                served.add(kind);
            }
            storedKind = version.isStored() ? kind : storedKind;
        }
        served.sort(Comparator.comparing(Kind::version, VersionPriority::compare));
        return new Definition(name, served, java.util.Objects.requireNonNull(storedKind));
    }

    private void header() {
        found.supported(at("apiVersion"), crd.get("apiVersion"), DEFINITION.group() + "/v1");
        found.supported(at("kind"), crd.get("kind"), DEFINITION.kind());
    }

    private void names(String group) {
        String plural = names.string("plural", "");
        name("plural", plural);
        String kind = names.string("kind", "");
        Place kindPlace = at("spec", "names", "kind");
        if (kind.isEmpty()) {
            found.required(kindPlace);
        } else {
            flaw(kindPlace, kind, Names.letterLabelFlaw(kind.toLowerCase(Locale.ROOT)));
        }
        if (names.get("singular") instanceof Json.Str(String singular)) {
            name("singular", singular);
        }
        words("shortNames");
        words("categories");
        String expected = Kind.resourceName(plural, group);
        String actual = crd.object("metadata").string("name", "");
        if (!plural.isEmpty() && !actual.equals(expected)) {
            found.invalid(at("metadata", "name"), actual, "must be spec.names.plural+\".\"+spec.group: " + expected);
        }
    }

    private void name(String field, String value) {
        Place place = at("spec", "names", field);
        if (value.isEmpty()) {
            found.required(place);
        } else {
            flaw(place, value, Names.letterLabelFlaw(value));
        }
    }

    private void words(String field) {
        List<Json> words = names.array(field);
        for (int i = 0; i < words.size(); i++) {
            Place place = at("spec", "names", field).item(i);
            if (words.get(i) instanceof Json.Str(String word)) {
                flaw(place, word, Names.letterLabelFlaw(word));
            } else {
                found.wrongType(place, "string", words.get(i));
            }
        }
    }

    private boolean namespaced() {
        found.supported(at("spec", "scope"), spec.get("scope"), "Cluster", "Namespaced");
        return "Namespaced".equals(spec.string("scope"));
    }

    private void conversion() {
        if (spec.get("conversion") instanceof Json.Obj conversion) {
            found.supported(at("spec", "conversion", "strategy"), conversion.get("strategy"), "None");
        }
        if (spec.bool("preserveUnknownFields", false)) {
            found.invalid(
                    at("spec", "preserveUnknownFields"),
                    Json.of(true),
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                            + " spec.versions[*].schema instead");
        }
    }

    /// One entry of `spec.versions`.
    private record Version(Json.Obj manifest, String name, Schema schema, List<Column> columns, Kind.Facets facets) {
        boolean isServed() {
            return manifest.bool("served", false);
        }

        boolean isStored() {
            return manifest.bool("storage", false);
        }

        @Nullable
        String deprecation(KindName kind) {
            if (!manifest.bool("deprecated", false)) {
                return null;
            }
            String version = kind.group().isEmpty() ? name : kind.group() + "/" + name;
            return manifest.string("deprecationWarning", version + " " + kind.kind() + " is deprecated");
        }
    }

    private List<Version> versions() {
        Place place = at("spec", "versions");
        List<Json> entries = spec.array("versions");
        if (entries.isEmpty()) {
            found.required(place, "a kind has at least one version");
            return List.of();
        }
        if (entries.size() > VERSIONS_MAX) {
            found.tooMany(place, entries.size(), VERSIONS_MAX);
            return List.of();
        }
        var versions = new ArrayList<Version>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!(entries.get(i) instanceof Json.Obj entry)) {
                found.wrongType(place.item(i), "object", entries.get(i));
                continue;
            }
            Version version = version(entry, place.item(i));
            versions.add(version);
            if (!seen.add(version.name)) {
                found.duplicate(place.item(i).field("name"), new Json.Str(version.name));
            }
        }
        long stored = versions.stream().filter(Version::isStored).count();
        if (stored != 1) {
            found.invalid(place, Json.of(stored), "must have exactly one version marked as storage version");
        }
        storedVersions(seen);
        return versions;
    }

    /// A version in which resources may still be stored cannot go.
    private void storedVersions(Set<String> names) {
        List<String> stored = crd.object("status").strings("storedVersions").toList();
        for (int i = 0; i < stored.size(); i++) {
            if (!names.contains(stored.get(i))) {
                found.invalid(at("status", "storedVersions").item(i), stored.get(i), "must appear in spec.versions");
            }
        }
    }

    private Version version(Json.Obj entry, Place place) {
        String name = entry.string("name", "");
        if (name.isEmpty()) {
            found.required(place.field("name"));
        } else {
            flaw(place.field("name"), name, Names.letterLabelFlaw(name));
        }
        for (String flag : List.of("served", "storage", "deprecated")) {
            Json value = entry.get(flag);
            if (value == null && !flag.equals("deprecated")) {
                found.required(place.field(flag));
            } else if (value != null && !(value instanceof Json.Bool)) {
                found.wrongType(place.field(flag), "boolean", value);
            }
        }
        var parts = new VersionReader(found, entry, place);
        Schema schema = parts.schema();
        if (rulesNow) {
            schema.compileRules(found);
        }
        return new Version(entry, name, schema, parts.columns(), parts.facets());
    }

    private void flaw(Place place, String value, @Nullable String flaw) {
        if (flaw != null) {
            found.invalid(place, value, flaw);
        }
    }
}
