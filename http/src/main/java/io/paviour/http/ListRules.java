package io.paviour.http;

import io.paviour.registry.Moment;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Violation;
import java.util.ArrayList;
import java.util.List;

/// Which options of a list or watch go together (Kubernetes API concepts, "Resource versions").
final class ListRules {
    private static final Ref OPTIONS = new Ref(new KindName("meta.k8s.io", "ListOptions"), "", "");

    private ListRules() {}

    /// @throws io.paviour.resource.ProblemException with [Problem.Invalid] for every rule that is broken
    static void check(Parameters parameters, boolean isWatch) {
        String match = parameters.text("resourceVersionMatch");
        boolean sendsInitial = parameters.values().containsKey("sendInitialEvents");
        var broken = new ArrayList<Violation>();
        if (sendsInitial && !isWatch) {
            broken.add(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        if (sendsInitial && isWatch && !match.equals("NotOlderThan")) {
            broken.add(forbidden(
                    "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        if (sendsInitial && isWatch && !parameters.flag("allowWatchBookmarks")) {
            broken.add(forbidden("allowWatchBookmarks", "sendInitialEvents requires allowWatchBookmarks"));
        }
        if (!match.isEmpty() && isWatch && !sendsInitial) {
            broken.add(forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }
        if (!match.isEmpty() && !isWatch) {
            checkListMatch(match, parameters, broken);
        }
        if (!broken.isEmpty()) {
            throw new Problem.Invalid(OPTIONS, broken).exception();
        }
    }

    /// Which state a read asks for.
    static Moment moment(Parameters parameters) {
        long revision = parameters.revision("resourceVersion");
        if (revision < 0) {
            return Moment.NEWEST;
        }
        if (revision == 0) {
            return Moment.AT_HAND;
        }
        // Without a match, a page of a list is exact (Kubernetes API concepts, the table "list": legacy).
        boolean isExact = parameters.text("resourceVersionMatch").equals("Exact")
                || (parameters.text("resourceVersionMatch").isEmpty() && parameters.count("limit", 0, 1) > 0);
        return isExact ? new Moment.Exactly(revision) : new Moment.AtLeast(revision);
    }

    private static void checkListMatch(String match, Parameters parameters, List<Violation> broken) {
        long revision = parameters.revision("resourceVersion");
        if (revision < 0) {
            broken.add(forbidden(
                    "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }
        if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
            broken.add(new Violation(
                    "resourceVersionMatch",
                    Violation.Reason.NOT_SUPPORTED,
                    "Unsupported value: \"" + match + "\": supported values: \"Exact\", \"NotOlderThan\""));
        }
        if (match.equals("Exact") && revision == 0) {
            broken.add(forbidden(
                    "resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
        if (parameters.find("continue") != null) {
            broken.add(
                    forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
        }
    }

    private static Violation forbidden(String field, String message) {
        return new Violation(field, Violation.Reason.FORBIDDEN, "Forbidden: " + message);
    }
}
