package io.paviour.registry;

import io.paviour.resource.Resource;
import io.paviour.schema.FieldSelector;
import io.paviour.schema.Kind;
import io.paviour.schema.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which resources are asked for.
///
/// @param namespace empty for all namespaces, and for kinds of cluster scope
/// @param fields what has to hold of fields; every kind has `metadata.name` and `metadata.namespace`, and events have
///     more
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

    /// The name of the only resource asked for; empty if there may be others.
    String name() {
        return fields.stream()
                .filter(field -> field.equal() && field.field().equals("metadata.name"))
                .map(FieldSelector::value)
                .findFirst()
                .orElse("");
    }

    /// Whether a resource of the kind and namespace is among those asked for.
    boolean matches(Resource resource) {
        return labels.matches(resource.labels())
                && fields.stream().allMatch(field -> field.matches(FieldLabels.value(resource, field.field())));
    }
}
