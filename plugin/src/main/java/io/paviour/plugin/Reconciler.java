package io.paviour.plugin;

import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/// Makes the world agree with resources of one kind.
///
/// The house calls `observe`, then `plan`, carries out the plan's actions in order, and starts over until a plan has
/// no actions. It never says why it called: a resource changed, something it refers to or owns changed, the resync
/// came round, or the process started again. Passes for one resource never overlap, on any replica.
///
/// A resource of a kind with a reconciler has a finalizer: it goes only after a plan for the deleting resource has
/// settled without actions.
///
/// @param <W> what it sees of the world: a record of its own
public interface Reconciler<W> {
    /// The kind, in the organisation's group.
    String kind();

    /// Other resources that the plan depends on, besides those that the resource owns: when one of them changes, the
    /// resource is looked at again. A pure function of the resource.
    default Set<Ref> references(Resource resource) {
        return Set.of();
    }

    /// Whether the resource may be planned by any node, by one, or is bound for good; see [Driver#onOneNode].
    default Placement placement(Resource resource) {
        return Placement.ANY_NODE;
    }

    /// Where a resource may be reconciled.
    enum Placement {
        /// On every node alike.
        ANY_NODE,
        /// On the node in `status.node`; on another one if that is gone.
        ONE_NODE,
        /// On the node in `status.node` and on no other, ever.
        BOUND
    }

    /// Looks at the world. It changes nothing.
    ///
    /// @throws IOException if the outside is away: the house tries again later
    W observe(Resource resource, Reader reader) throws IOException, InterruptedException;

    /// Says what is to be done next: a pure function of its arguments.
    Plan plan(Resource resource, W seen);

    /// How often to look although nothing has changed, to notice drift.
    default Duration resync() {
        return Duration.ofMinutes(10);
    }
}
