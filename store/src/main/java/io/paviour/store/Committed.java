package io.paviour.store;

import io.paviour.resource.Resource;

/// A change as it was committed.
///
/// @param resource at its new revision; for a removal, as it last was, at the revision of the removal
public record Committed(Resource resource, boolean removed) {
    /// The revision of the change.
    public long revision() {
        return resource.revision();
    }
}
