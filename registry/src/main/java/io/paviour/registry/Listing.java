package io.paviour.registry;

import io.paviour.resource.Packed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Resources, in the order of namespace and name.
///
/// @param revision the state they were in; from here a watch goes on without a gap
/// @param continuation what to ask with for the rest, or null if this is all
/// @param remaining how many more there are; 0 if this is all, -1 if nobody counted
public record Listing(
        List<Packed> items, long revision, @Nullable String continuation, long remaining) {
    /// Copies `items`.
    public Listing {
        items = List.copyOf(items);
    }
}
