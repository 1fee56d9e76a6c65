package io.paviour.access;

/// Says whether a subject may do something.
@FunctionalInterface
public interface Guard {
    /// Decides. It reads from memory only.
    Decision decide(Subject subject, Request request);

    /// The answer.
    sealed interface Decision {
        /// Yes.
        record Allow() implements Decision {}

        /// No, and why, for the one who asked.
        record Deny(String reason) implements Decision {}
    }
}
