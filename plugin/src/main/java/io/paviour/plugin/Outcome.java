package io.paviour.plugin;

import java.time.Duration;

/// How things stand with a resource. Messages are for people, name the one thing waited for, and stay the same while
/// the same thing is seen.
public sealed interface Outcome {
    /// One CamelCase word for programs, the reason of the `Ready` condition.
    String reason();

    /// A sentence for people.
    String message();

    /// The world is as asked. Look again when something changes, or at the resync at the latest.
    record Settled(String reason, String message) implements Outcome {
        /// Settled with the usual reason.
        public Settled(String message) {
            this("Ready", message);
        }
    }

    /// Work goes on outside, or something else has to come first; look again after `lookAgain` at the latest.
    record Working(String reason, String message, Duration lookAgain) implements Outcome {}

    /// No retry will help until somebody edits the resource or what it refers to.
    record Stuck(String reason, String message) implements Outcome {}
}
