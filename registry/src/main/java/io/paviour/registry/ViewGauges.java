package io.paviour.registry;

import io.paviour.gauge.Family;
import io.paviour.resource.KindName;
import io.paviour.schema.Kind;
import java.util.List;
import java.util.function.ToLongFunction;

/// What the view holds, in numbers.
record ViewGauges(View view, Kinds kinds) {
    List<Family> families() {
        return List.of(
                byKind("apiserver_storage_objects", "Resources that there are.", View.Load::resources),
                byKind("paviour_view_bytes", "The text of the resources in memory, in bytes.", View.Load::bytes),
                byKind("paviour_watches", "Watches that are open.", View.Load::watches),
                Family.gauge(
                        "paviour_view_changes",
                        "Changes that are remembered for watches that begin at an earlier revision.",
                        view::remembered));
    }

    private Family byKind(String name, String help, ToLongFunction<View.Load> number) {
        return new Family(
                name,
                Family.Type.GAUGE,
                help,
                List.of("resource"),
                samples -> view.loads()
                        .forEach((kind, load) -> samples.number(number.applyAsLong(load), resourceName(kind))));
    }

    /// Two kinds of one group never share a plural.
    private String resourceName(KindName name) {
        Kind kind = kinds.find(name);
        return kind == null ? name.toString() : kind.resourceName();
    }
}
