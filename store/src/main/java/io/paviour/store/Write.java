package io.paviour.store;

import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One write of a resource, decided upon a revision that the writer saw.
///
/// @param resource what is to be stored, or what is to be removed
/// @param removes whether the resource goes
/// @param expectedRevision the revision the writer saw; 0 if there was no such resource
/// @param required other resources that the decision rests on, each with the revision the writer saw, 0 if there was
///     none: if one of them has changed, the write is refused
/// @param entry what the audit trail says of it, or null for what the platform tells all the time
/// @param waking whom it wakes
public record Write(
        Resource resource,
        boolean removes,
        long expectedRevision,
        Map<Ref, Long> required,
        @Nullable AuditEntry entry,
        Waking waking) {
    /// Copies `required`.
    public Write {
        required = Map.copyOf(required);
    }

    /// A write that rests on nothing but the resource itself.
    public Write(Resource resource, boolean removes, long expectedRevision, @Nullable AuditEntry entry, Waking waking) {
        this(resource, removes, expectedRevision, Map.of(), entry, waking);
    }

    /// Whom a write wakes.
    ///
    /// @param reconciled whether somebody reconciles this resource: only then it has a place in the work queue
    /// @param self whether the resource itself is to be looked at
    /// @param node the node that has to look, or null for any
    /// @param movable whether another node may take over when that one is gone
    /// @param owner the resource that controls this one, to be looked at too, or null
    /// @param uses what the resource refers to; it is looked at again when one of these changes
    public record Waking(
            boolean reconciled,
            boolean self,
            @Nullable String node,
            boolean movable,
            @Nullable Ref owner,
            Set<Ref> uses) {
        /// Wakes nobody but those who use the resource.
        public static final Waking NOBODY = new Waking(false, false, null, true, null, Set.of());

        /// Copies `uses`.
        public Waking {
            uses = Set.copyOf(uses);
        }
    }
}
