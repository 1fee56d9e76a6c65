package io.paviour.registry;

import io.paviour.resource.Resource;
import java.util.List;

/// What came of a write.
///
/// @param resource as it is now; for a deletion that is complete, as it last was
/// @param warnings sentences for the writer
/// @param created whether a configuration that was applied made it
public record Written(Resource resource, List<String> warnings, boolean created) {
    /// Copies the list.
    public Written {
        warnings = List.copyOf(warnings);
    }

    /// What came of a write that changed something there was, or was asked to create.
    Written(Resource resource, List<String> warnings) {
        this(resource, warnings, false);
    }

    Written asCreated() {
        return new Written(resource, warnings, true);
    }
}
