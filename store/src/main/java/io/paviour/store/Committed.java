package io.paviour.store;

import io.paviour.resource.Packed;
import io.paviour.resource.Resource;

/// A change as it was committed.
///
/// @param packed the resource at its new revision; for a removal, as it last was, at the revision of the removal
public record Committed(Packed packed, boolean removed) {
    /// The resource, parsed anew.
    public Resource resource() {
        return packed.resource();
    }

    /// The revision of the change.
    public long revision() {
        return packed.revision();
    }
}
