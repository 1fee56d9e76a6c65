package io.paviour.plugin;

import io.paviour.resource.Ref;
import io.paviour.resource.Resource;

/// Something that happened to a resource.
public sealed interface Change {
    /// Which resource.
    Ref ref();

    /// It was created or changed, and this is it now.
    record Stored(Resource resource) implements Change {
        @Override
        public Ref ref() {
            return resource.ref();
        }
    }

    /// It is gone; this is what it was.
    record Removed(Resource last) implements Change {
        @Override
        public Ref ref() {
            return last.ref();
        }
    }
}
