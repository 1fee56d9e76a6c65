package io.paviour.provision;

import io.paviour.resource.Condition;
import io.paviour.resource.Resource;

/// Words about a child that goes.
final class Departure {
    private Departure() {}

    /// What an environment that goes waits for.
    static String waitsFor(Resource child) {
        return "waits for " + child.kind().kind() + " " + child.name() + " to go" + word(child);
    }

    /// What the child itself has to say about it, after a colon; empty while it has said nothing.
    static String word(Resource child) {
        Condition condition = child.condition("Ready");
        // Until its own reconciler has looked, the condition speaks of the time before.
        if (!child.isDeleting() || condition == null || condition.status() == Condition.Status.TRUE) {
            return "";
        }
        return ": " + condition.message();
    }
}
