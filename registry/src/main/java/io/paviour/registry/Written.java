package io.paviour.registry;

import io.paviour.resource.Resource;
import java.util.List;

/// What came of a write.
///
/// @param resource as it is now; for a deletion that is complete, as it last was
/// @param warnings sentences for the writer
public record Written(Resource resource, List<String> warnings) {}
