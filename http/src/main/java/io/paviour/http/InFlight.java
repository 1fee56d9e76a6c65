package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.resource.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Counts the requests that are being answered, so that no caller can take the whole server. Streams are counted by
/// [Streams] once they have begun.
final class InFlight {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final WebLimits limits;
    private final Map<String, Integer> bySubject = new HashMap<>();
    private int all;

    InFlight(WebLimits limits) {
        this.limits = limits;
    }

    /// Lets a request in, until its visit ends. Whoever acts as somebody else is counted as himself.
    ///
    /// @throws io.paviour.resource.ProblemException with [Problem.TooMany] if there is no room
    synchronized void enter(Subject subject, Visit visit) {
        String caller = subject.caller();
        int own = bySubject.getOrDefault(caller, 0);
        if (own >= limits.requestsPerSubjectMax()) {
            throw new Problem.TooMany(
                            "User \"" + caller + "\" has " + own + " requests in flight, the most for one user",
                            TRY_AGAIN)
                    .exception();
        }
        if (all >= limits.requestsMax()) {
            throw new Problem.TooMany("the server has " + all + " requests in flight, its most", TRY_AGAIN).exception();
        }
        all++;
        bySubject.put(caller, own + 1);
        visit.onEnd(() -> leave(caller));
    }

    private synchronized void leave(String caller) {
        all--;
        bySubject.computeIfPresent(caller, (_, own) -> own == 1 ? null : own - 1);
    }
}
