package io.paviour.plugin;

import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads resources, from memory and therefore cheaply.
public interface Reader {
    /// The resource, or null if there is none.
    @Nullable
    Resource find(Ref ref);

    /// All resources of a kind in a namespace, or in all namespaces if `namespace` is empty, in the order of their
    /// names.
    List<Resource> list(KindName kind, String namespace);

    /// The resources that `owner` controls, in the order of their kinds and names.
    List<Resource> ownedBy(Resource owner);
}
