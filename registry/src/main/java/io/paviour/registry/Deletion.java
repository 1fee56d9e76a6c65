package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// How a resource is to be deleted.
///
/// @param uid only if it has this uid, or null
/// @param revision only if it is at this revision, or 0
public record Deletion(boolean dryRun, @Nullable String uid, long revision) {
    /// A deletion without conditions.
    public static final Deletion PLAIN = new Deletion(false, null, 0);

    void check(Resource live) {
        if (uid != null && !uid.equals(live.uid())) {
            throw new Problem.Conflict(
                            live.ref(),
                            "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + live.uid())
                    .exception();
        }
        if (revision != 0 && revision != live.revision()) {
            throw Problem.Conflict.modified(live.ref()).exception();
        }
    }

    /// The resource as it waits for those who hold it.
    static Resource begun(Resource live, Instant now) {
        Json.Obj metadata = live.metadata()
                .with("deletionTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .with("deletionGracePeriodSeconds", 0)
                .with("generation", live.generation() + 1);
        return live.withMetadata(metadata);
    }
}
