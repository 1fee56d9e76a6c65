package io.paviour.registry;

import io.paviour.resource.Packed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A stream of what happens to the resources of a query. A watcher that falls behind too far is cut off with
/// [Event.Expired] and lists again.
public interface Watch extends AutoCloseable {
    /// The next event, or null if none came within `patience`.
    @Nullable
    Event next(Duration patience) throws InterruptedException;

    /// The revision up to which everything was handed out by [#next]; 0 while events are still waiting.
    long revision();

    @Override
    void close();

    /// Something that happened.
    sealed interface Event {
        /// It came to match the query.
        record Added(Packed resource) implements Event {}

        /// It matched before and still does.
        record Modified(Packed resource) implements Event {}

        /// It is gone or no longer matches; this is what it last was, at the revision of the change.
        record Deleted(Packed resource) implements Event {}

        /// Nothing more will come: list again.
        record Expired(String message) implements Event {}
    }
}
