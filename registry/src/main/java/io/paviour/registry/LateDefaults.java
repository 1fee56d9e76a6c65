package io.paviour.registry;

import io.paviour.plugin.Change;
import io.paviour.resource.Json;
import io.paviour.resource.Packed;
import io.paviour.resource.Resource;
import io.paviour.schema.Definition;
import io.paviour.schema.Kind;
import java.util.stream.Stream;

/// Shows resources with the defaults that their kind got after they were written, as Kubernetes does: at their old
/// revision, and without telling anybody. They are stored so with their next write.
///
/// A write is committed only under the definition that it was made by, so what is newer than its definition has all
/// defaults: only older resources are looked at, when a definition changes and when everything is read anew.
record LateDefaults(View view, Kinds kinds) {
    /// Hears of a definition, after the kinds have.
    void hear(Change change) {
        if (change instanceof Change.Stored(Resource resource)) {
            Kinds.Known known = kinds.known(Definitions.defined(resource.document()));
            if (known != null && resource.ref().equals(known.source()) && hasDefaults(known.definition())) {
                view.complete(
                        known.definition().name(), known.revision(), packed -> completed(known.definition(), packed));
            }
        }
    }

    private static boolean hasDefaults(Definition definition) {
        return Stream.concat(Stream.of(definition.stored()), definition.served().stream())
                .anyMatch(version -> version.schema().hasDefaults());
    }

    /// An equal one where nothing is missing.
    private static Packed completed(Definition definition, Packed packed) {
        Kind kind = Stream.concat(Stream.of(definition.stored()), definition.served().stream())
                .filter(version -> version.apiVersion().equals(packed.apiVersion()))
                .findFirst()
                .orElse(definition.stored());
        Json.Obj document = packed.resource().document();
        Json.Obj complete = kind.schema().withDefaults(document);
        return complete.equals(document) ? packed : Packed.of(new Resource(complete));
    }
}
