package io.paviour.registry;

import java.time.Duration;

/// Which state of things is to be read (Kubernetes API concepts, "Resource versions").
public sealed interface Moment {
    /// How long a reader waits for a state that this replica does not have yet.
    Duration PATIENCE = Duration.ofSeconds(3);

    /// Everything that was committed before the question was put, on any replica.
    Moment NEWEST = new Newest();

    /// Whatever is at hand.
    Moment AT_HAND = new AtHand();

    /// See [#NEWEST].
    record Newest() implements Moment {}

    /// See [#AT_HAND].
    record AtHand() implements Moment {}

    /// The state at a revision, or a later one.
    record AtLeast(long revision) implements Moment {}

    /// The state at a revision.
    record Exactly(long revision) implements Moment {}
}
