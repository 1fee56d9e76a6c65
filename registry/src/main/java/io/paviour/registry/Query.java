package io.paviour.registry;

import io.paviour.resource.Packed;
import io.paviour.schema.FieldSelector;
import io.paviour.schema.Kind;
import io.paviour.schema.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which resources are asked for.
///
/// @param namespace empty for all namespaces, and for kinds of cluster scope
/// @param fields what has to hold of fields; every kind has `metadata.name` and `metadata.namespace`, events have
///     more, and a definition may name some
/// @param limit how many at most in one answer; 0 for as many as there are
/// @param continuation where the last answer ended, or null to begin
public record Query(
        Kind kind,
        String namespace,
        LabelSelector labels,
        List<FieldSelector> fields,
        int limit,
        @Nullable String continuation) {
    /// Checks that the kind can be selected by these fields.
    ///
    /// @throws io.paviour.resource.ProblemException with `BadRequest` if not
    public Query {
        fields = List.copyOf(fields);
        fields.forEach(field -> FieldLabels.check(kind, field.field()));
    }

    /// The same without a limit, from the beginning.
    public Query whole() {
        return new Query(kind, namespace, labels, fields, 0, null);
    }

    /// The next part.
    public Query from(String continuation) {
        return new Query(kind, namespace, labels, fields, limit, continuation);
    }

    /// Whether every resource of the kind and namespace is asked for.
    boolean isEverything() {
        return labels.isEverything() && fields.isEmpty();
    }

    /// Whether a resource is among those asked for.
    boolean concerns(Packed resource) {
        return resource.ref().kind().equals(kind.name())
                && (namespace.isEmpty() || namespace.equals(resource.ref().namespace()))
                && matches(resource);
    }

    /// The name of the only resource asked for; empty if there may be others.
    String name() {
        return fields.stream()
                .filter(field -> field.equal() && field.field().equals("metadata.name"))
                .map(FieldSelector::value)
                .findFirst()
                .orElse("");
    }

    /// Whether a resource of the kind and namespace is among those asked for.
    boolean matches(Packed resource) {
        if (!labels.matches(resource.labels())) {
            return false;
        }
        for (FieldSelector field : fields) {
            if (!field.matches(FieldLabels.value(resource, field.field()))) {
                return false;
            }
        }
        return true;
    }

    /// A stored resource in the version that is asked for.
    Packed shown(Packed stored) {
        return shown(kind, stored);
    }

    /// A stored resource in a version of its kind.
    static Packed shown(Kind kind, Packed stored) {
        return stored.apiVersion().equals(kind.apiVersion()) ? stored : Packed.of(kind.shown(stored.resource()));
    }
}
