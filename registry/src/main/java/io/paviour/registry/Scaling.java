package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Kind;
import io.paviour.schema.Scale;
import java.util.List;
import java.util.function.UnaryOperator;

/// Writes of the subresource `/scale`: a change of a `Scale` becomes a change of the resource that it speaks of.
final class Scaling {
    private static final KindName SCALE = new KindName("autoscaling", "Scale");

    private Scaling() {}

    /// The change of the resource that a change of its `Scale` comes to.
    static UnaryOperator<Json.Obj> of(Kind kind, UnaryOperator<Json.Obj> revision) {
        Scale scale = kind.facets().scale();
        if (scale == null) {
            throw new Problem.NoSuchPath("").exception();
        }
        return document -> {
            Json.Obj wanted = revision.apply(scale.of(new Resource(document)));
            requireScale(wanted);
            // Whoever names a name, a uid or a revision means it: the usual checks follow.
            Json.Obj metadata = document.object("metadata");
            for (String field : List.of("name", "uid", "resourceVersion")) {
                Json named = wanted.object("metadata").get(field);
                metadata = named == null ? metadata : metadata.with(field, named);
            }
            return scale.with(document, replicas(wanted)).with("metadata", metadata);
        };
    }

    private static void requireScale(Json.Obj wanted) {
        boolean isScale = "Scale".equals(wanted.string("kind", "Scale"))
                && "autoscaling/v1".equals(wanted.string("apiVersion", "autoscaling/v1"));
        if (!isScale) {
            throw new Problem.BadRequest("this path holds autoscaling/v1 Scale").exception();
        }
    }

    private static long replicas(Json.Obj wanted) {
        Json replicas = wanted.object("spec").get("replicas");
        if (replicas == null) {
            return 0;
        }
        if (replicas instanceof Json.Int(long number) && number >= 0 && number <= Integer.MAX_VALUE) {
            return number;
        }
        var ref = new Ref(SCALE, "", wanted.object("metadata").string("name", ""));
        throw new Problem.Invalid(
                        ref,
                        List.of(new Violation(
                                "spec.replicas",
                                Violation.Reason.INVALID,
                                "Invalid value: " + replicas + ": must be a whole number of at least 0")))
                .exception();
    }
}
