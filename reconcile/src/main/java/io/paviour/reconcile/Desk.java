package io.paviour.reconcile;

import io.paviour.plugin.Reader;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.util.function.UnaryOperator;

/// Where the loop reads and writes resources: the registry, on behalf of whoever reconciles.
///
/// Every method throws [io.paviour.resource.ProblemException] for what can be told, such as a conflict.
public interface Desk extends Reader {
    /// Waits until reads see everything up to `revision`.
    ///
    /// @throws IOException if that takes too long
    void await(long revision) throws IOException, InterruptedException;

    /// Creates `wanted` as a child of `owner`, or makes the spec, labels and annotations of the child what `wanted`
    /// says.
    void apply(Resource owner, Resource wanted);

    /// Asks for the deletion of a resource; nothing happens if it is gone.
    void delete(Ref ref);

    /// Changes the status of a resource, by a function of the resource; nothing is written if nothing changes.
    ///
    /// @return the resource as it is now
    Resource status(Ref ref, UnaryOperator<Resource> change);

    /// Whether the loop holds a resource by its finalizer.
    boolean isHeld(Resource resource);

    /// Holds a resource by a finalizer, or lets it go.
    ///
    /// @return the resource as it is now; after letting go of one that is being deleted, as it last was
    Resource hold(Ref ref, boolean held);

    /// Tells people what happened to a resource.
    void tell(Resource to, boolean warning, String reason, String message);
}
