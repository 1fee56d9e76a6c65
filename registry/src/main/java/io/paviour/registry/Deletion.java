package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a resource is to be deleted.
///
/// @param uid only if it has this uid, or null
/// @param revision only if it is at this revision, or 0
/// @param propagation what becomes of those that it owns, or null for what its finalizers say
public record Deletion(
        boolean dryRun,
        @Nullable String uid,
        long revision,
        @Nullable Propagation propagation) {
    /// The finalizer of a resource that goes after those it owns.
    public static final String FOREGROUND = "foregroundDeletion";

    /// The finalizer of a resource that lets go of those it owns before it goes.
    public static final String ORPHAN = "orphan";

    /// A deletion without conditions.
    public static final Deletion PLAIN = new Deletion(false, null, 0, null);

    /// What becomes of the resources that a deleted one owns (Kubernetes documentation, "Garbage Collection").
    public enum Propagation {
        /// They go after it.
        BACKGROUND,
        /// They go before it.
        FOREGROUND,
        /// They stay and have no owner.
        ORPHAN
    }

    /// The deletion of exactly this resource, and none of the same name that may come after it.
    public static Deletion of(Resource resource, @Nullable Propagation propagation) {
        return new Deletion(false, resource.uid(), 0, propagation);
    }

    void check(Resource live) {
        if (uid != null && !uid.equals(live.uid())) {
            throw new Problem.Conflict(
                            live.ref(),
                            "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + live.uid())
                    .exception();
        }
        if (revision != 0 && revision != live.revision()) {
            throw new Problem.Conflict(
                            live.ref(),
                            "Precondition failed: ResourceVersion in precondition: " + revision
                                    + ", ResourceVersion in object meta: " + live.revision())
                    .exception();
        }
    }

    /// The resource as it waits for those who hold it, or as it is if nobody does.
    Resource begun(Resource live, Instant now) {
        Resource held = held(live);
        if (Namespaces.isFree(held) || held.isDeleting()) {
            return held;
        }
        Json.Obj metadata = held.metadata()
                .with("deletionTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .with("deletionGracePeriodSeconds", 0)
                .with("generation", live.generation() + 1);
        Resource begun = held.withMetadata(metadata);
        if (begun.kind().equals(Namespaces.KIND)) {
            return Namespaces.terminating(begun);
        }
        return begun.kind().equals(Definitions.KIND) ? Definitions.terminating(begun, now) : begun;
    }

    private Resource held(Resource live) {
        if (propagation == null) {
            return live;
        }
        List<String> before = live.finalizers();
        var finalizers = new ArrayList<>(before);
        finalizers.removeAll(List.of(FOREGROUND, ORPHAN));
        switch (propagation) {
            case BACKGROUND -> {}
            case FOREGROUND -> finalizers.add(FOREGROUND);
            case ORPHAN -> finalizers.add(ORPHAN);
        }
        boolean isSame = before.size() == finalizers.size() && before.containsAll(finalizers);
        return isSame ? live : live.withMetadata(live.metadata().with("finalizers", Json.of(finalizers)));
    }
}
