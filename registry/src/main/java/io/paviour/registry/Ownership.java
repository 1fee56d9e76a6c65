package io.paviour.registry;

import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What of a resource belongs to the platform, whoever may write the rest: the finalizer by which it holds a resource
/// until everything behind that is gone, and who controls whom. Administrators may change even these.
public final class Ownership {
    /// The name, behind the organisation's group and a slash, of the finalizer of reconciled resources.
    public static final String FINALIZER = "reconciled";

    private Ownership() {}

    /// What somebody sent, with the platform's finalizer as it is on the live resource.
    static Json.Obj held(Subject subject, Resource live, Json.Obj sent) {
        if (isFree(subject)) {
            return sent;
        }
        Json.Obj metadata = sent.object("metadata");
        List<String> wanted = metadata.strings("finalizers").toList();
        List<String> kept = Stream.concat(
                        live.finalizers().stream().filter(Ownership::isOurs),
                        wanted.stream().filter(name -> !isOurs(name)))
                .toList();
        return kept.equals(wanted) || sameMembers(kept, wanted)
                ? sent
                : sent.with("metadata", metadata.with("finalizers", Json.of(new ArrayList<>(kept))));
    }

    private static boolean sameMembers(List<String> some, List<String> others) {
        return some.size() == others.size() && some.containsAll(others);
    }

    private static boolean isOurs(String finalizer) {
        return finalizer.endsWith("/" + FINALIZER);
    }

    /// Refuses a change of who controls a resource.
    static void check(Subject subject, @Nullable Resource live, Resource wanted) {
        boolean changes = !Objects.equals(live == null ? null : live.controller(), wanted.controller());
        if (changes && !isFree(subject)) {
            throw new Problem.Invalid(
                            wanted.ref(),
                            List.of(new Violation(
                                    "metadata.ownerReferences",
                                    Violation.Reason.FORBIDDEN,
                                    "Forbidden: which resource controls another is written by the platform")))
                    .exception();
        }
    }

    private static boolean isFree(Subject subject) {
        return subject.groups().contains(Subject.ADMINS);
    }
}
