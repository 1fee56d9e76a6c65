package io.paviour.plugin;

import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.util.Set;

/// Fulfils claims of one kind by an outside engine: a database server, the processes of this machine, a cluster.
///
/// For one claim the house calls `observe`, then `plan`, carries out the plan's actions in order, and starts over
/// until a plan has no actions. It calls for one claim at a time, and for many claims at once. After a crash it
/// starts over too: so a driver must find out by looking what it did before.
///
/// @param <W> what it sees of the world for one claim: a record of its own
public interface Driver<W> extends AutoCloseable {
    /// Its name for people, such as `embedded-postgres`.
    String name();

    /// The kind of claim it fulfils, such as `Database`.
    String kind();

    /// The types of that kind it fulfils (`spec.type`), such as `postgres`; a kind without types has one driver, and
    /// its type is the empty string.
    Set<String> types();

    /// Whether what it makes lives on one node. The house then writes `status.node` once before the first plan, and
    /// only that node calls the driver for this claim, unless the node is gone and [#mayMove] allows another.
    default boolean onOneNode() {
        return false;
    }

    /// Whether another node may take over a claim when its node is gone. A driver that keeps data says no.
    default boolean mayMove() {
        return false;
    }

    /// Other resources that the plan depends on: when one of them changes, the claim is looked at again.
    default Set<Ref> references(Resource claim) {
        return Set.of();
    }

    /// Looks at the world. It changes nothing.
    ///
    /// @throws IOException if the engine is away: the house tries again later
    W observe(Resource claim, Reader reader) throws IOException, InterruptedException;

    /// Says what is to be done next: a pure function of its arguments. If `claim.isDeleting()`, the plan takes away
    /// what there is.
    Plan plan(Resource claim, W seen);

    @Override
    default void close() {}
}
