package io.paviour.registry;

import io.paviour.resource.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Resources, in the order of namespace and name.
///
/// @param revision from here a watch goes on without a gap, after the last part of a list in parts too
/// @param continuation what to ask with for the rest, or null if this is all
/// @param remaining how many more there are; 0 if this is all, -1 if nobody counted
public record Listing(
        List<Resource> items, long revision, @Nullable String continuation, long remaining) {}
