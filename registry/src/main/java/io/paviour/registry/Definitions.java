package io.paviour.registry;

import io.paviour.resource.Condition;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Definition;
import io.paviour.schema.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is special about `CustomResourceDefinition`s: a status that says whether the kind is usable, names that no
/// other kind may have, and a finalizer by which they wait for their resources.
public final class Definitions {
    /// `CustomResourceDefinition`, the kind of kinds.
    public static final KindName KIND = new KindName("apiextensions.k8s.io", "CustomResourceDefinition");

    /// The finalizer that stands for the resources of the kind.
    public static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private Definitions() {}

    /// A new or changed definition with its status and its finalizer.
    static Resource completed(@Nullable Resource live, Resource definition, Instant now) {
        Json.Obj names = definition.spec().object("names");
        Resource held = live == null ? held(definition) : definition;
        Json.Obj before = held.status();
        List<Condition> told = List.of(
                condition(held, "NamesAccepted", "NoConflicts", "no conflicts found", now),
                condition(held, "Established", "InitialNamesAccepted", "the initial names have been accepted", now));
        return held.withStatus(before.with("acceptedNames", names)
                .with("conditions", Condition.merge(before.array("conditions"), told))
                .with("storedVersions", storedVersions(held)));
    }

    private static Resource held(Resource definition) {
        Set<String> finalizers = new LinkedHashSet<>(definition.finalizers());
        finalizers.add(CLEANUP);
        return definition.withMetadata(definition.metadata().with("finalizers", Json.of(List.copyOf(finalizers))));
    }

    private static Condition condition(Resource definition, String type, String reason, String message, Instant now) {
        return new Condition(type, Condition.Status.TRUE, reason, message, definition.generation(), now);
    }

    private static Json storedVersions(Resource definition) {
        Set<String> versions = new LinkedHashSet<>(
                definition.status().strings("storedVersions").toList());
        definition
                .spec()
                .objects("versions")
                .filter(version -> version.bool("storage", false))
                .forEach(version -> versions.add(version.string("name", "")));
        return Json.of(List.copyOf(versions));
    }

    /// The definition of a kind that is being deleted.
    static Resource terminating(Resource definition, Instant now) {
        var told = new Condition(
                "Terminating",
                Condition.Status.TRUE,
                "InstanceDeletionInProgress",
                "the resources of the kind are being deleted",
                definition.generation(),
                now);
        return definition.withStatus(definition
                .status()
                .with("conditions", Condition.merge(definition.status().array("conditions"), List.of(told))));
    }

    /// What a changed definition may not change, and the names that other kinds have already.
    static List<Violation> violations(@Nullable Resource live, Resource wanted, Definition definition, Kinds kinds) {
        var violations = new ArrayList<Violation>();
        if (live != null) {
            immutable(live.spec(), wanted.spec(), "group", "spec.group", violations);
            immutable(live.spec(), wanted.spec(), "scope", "spec.scope", violations);
            immutable(
                    live.spec().object("names"), wanted.spec().object("names"), "kind", "spec.names.kind", violations);
        }
        for (Kinds.Known known : kinds.all()) {
            Kind other = known.definition().stored();
            Kind mine = definition.stored();
            boolean isOther = other.name().group().equals(mine.name().group())
                    && !wanted.ref().equals(known.source());
            if (isOther) {
                taken(mine, other, violations);
            }
        }
        return violations;
    }

    private static void immutable(
            Json.Obj before, Json.Obj now, String field, String path, List<Violation> violations) {
        if (!Objects.equals(before.get(field), now.get(field))) {
            violations.add(new Violation(
                    path, Violation.Reason.INVALID, "Invalid value: " + now.get(field) + ": field is immutable"));
        }
    }

    private static void taken(Kind mine, Kind other, List<Violation> violations) {
        if (mine.name().equals(other.name())) {
            violations.add(taken("spec.names.kind", mine.name().kind(), other));
        }
        Set<String> names = new LinkedHashSet<>(other.shortNames());
        names.add(other.plural());
        names.add(other.singular());
        if (names.contains(mine.plural())) {
            violations.add(taken("spec.names.plural", mine.plural(), other));
        }
        if (names.contains(mine.singular())) {
            violations.add(taken("spec.names.singular", mine.singular(), other));
        }
        for (int i = 0; i < mine.shortNames().size(); i++) {
            if (names.contains(mine.shortNames().get(i))) {
                violations.add(taken(
                        "spec.names.shortNames[" + i + "]", mine.shortNames().get(i), other));
            }
        }
    }

    private static Violation taken(String field, String name, Kind other) {
        return new Violation(
                field,
                Violation.Reason.INVALID,
                "Invalid value: \"" + name + "\": already in use by " + other.resourceName());
    }

    /// The kind that a definition defines.
    public static KindName defined(Json.Obj definition) {
        Json.Obj spec = definition.object("spec");
        return new KindName(spec.string("group", ""), spec.object("names").string("kind", ""));
    }
}
