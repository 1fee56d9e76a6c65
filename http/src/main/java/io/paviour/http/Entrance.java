package io.paviour.http;

import io.paviour.access.Guard;
import io.paviour.access.Subject;
import io.paviour.resource.Problem;

/// What is the same for every request behind a door, before it is known where it leads: whether there is room for it,
/// and whom the caller acts as.
record Entrance(InFlight inFlight, Impersonation impersonation, Guard guard) {
    /// Lets a caller in.
    ///
    /// @return whom he acts as: mostly himself
    Subject enter(Subject caller, Call call) {
        inFlight.enter(caller, call.visit());
        return impersonation.of(caller, call);
    }

    /// Asks whether a path that leads to no resource is open to a subject.
    ///
    /// @throws io.paviour.resource.ProblemException with [Problem.Forbidden] if it is not
    void requirePath(Subject subject, String verb, String path) {
        if (guard.decide(subject, verb, path) instanceof Guard.Decision.Deny(String reason)) {
            throw new Problem.Forbidden("forbidden: " + reason).exception();
        }
    }
}
