package io.paviour.collect;

import io.paviour.registry.Deletion;
import io.paviour.registry.Part;
import io.paviour.registry.View;
import io.paviour.resource.Json;
import io.paviour.resource.Packed;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Owners and those that they own (Kubernetes documentation, "Garbage Collection" and "Owners and Dependents").
final class Owners {
    private final View view;
    private final Desk desk;

    Owners(View view, Desk desk) {
        this.view = view;
        this.desk = desk;
    }

    /// What an owner is to a resource that names it.
    private enum Standing {
        /// It is there.
        PRESENT,
        /// It is there, and goes as soon as those that it owns are gone.
        WAITING,
        /// It is not there.
        ABSENT,
        /// It cannot be told: an owner in a namespace cannot own what is in none.
        UNRESOLVABLE
    }

    /// Looks at those that an owner owns, and at the owner itself if it waits for them.
    ///
    /// @return false if any of them has to be looked at again
    boolean bereaved(String uid) throws InterruptedException {
        Packed owner = view.packed(uid);
        if (owner != null) {
            return leaving(owner.ref());
        }
        return lookAt(view.dependents(uid));
    }

    private boolean lookAt(List<Packed> dependents) throws InterruptedException {
        var going = new ArrayList<Packed>();
        boolean isDone = true;
        for (Packed dependent : dependents) {
            if (isOwnerless(dependent)) {
                going.add(dependent);
            } else {
                isDone &= dependent(dependent.ref());
            }
        }
        return desk.deleteAllAsSeen(
                        going.stream()
                                .filter(resource -> !resource.isDeleting())
                                .toList(),
                        Deletion.Propagation.BACKGROUND)
                && isDone;
    }

    /// Whether all owners of a resource are gone, and none of them asked for anything else than the usual.
    private boolean isOwnerless(Packed resource) {
        return !resource.owners().isEmpty()
                && resource.owners().stream().allMatch(owner -> standing(resource, owner) == Standing.ABSENT);
    }

    /// Looks at a resource that names owners.
    ///
    /// @return false if it has to be looked at again
    boolean dependent(Ref ref) {
        Packed resource = view.packed(ref);
        if (resource == null || resource.owners().isEmpty()) {
            return true;
        }
        Set<String> let = new HashSet<>();
        boolean isHeld = false;
        boolean isWaitedFor = false;
        for (Packed.Owner owner : resource.owners()) {
            switch (standing(resource, owner)) {
                case PRESENT, UNRESOLVABLE -> isHeld = true;
                case WAITING -> {
                    isWaitedFor = true;
                    let.add(owner.uid());
                }
                case ABSENT -> let.add(owner.uid());
            }
        }
        if (isHeld) {
            letGo(resource, let);
        } else if (!resource.isDeleting()) {
            boolean isOwner = !view.dependents(resource.uid()).isEmpty();
            return desk.deleteAsSeen(
                    resource,
                    isWaitedFor && isOwner ? Deletion.Propagation.FOREGROUND : Deletion.Propagation.BACKGROUND);
        }
        return true;
    }

    private Standing standing(Packed resource, Packed.Owner reference) {
        Packed owner = view.packed(reference.uid());
        String namespace = resource.ref().namespace();
        if (owner == null) {
            boolean isElsewhere = namespace.isEmpty() && desk.isNamespaced(reference.kind());
            return isElsewhere ? Standing.UNRESOLVABLE : Standing.ABSENT;
        }
        Ref ref = owner.ref();
        if (!ref.kind().equals(reference.kind()) || !ref.name().equals(reference.name())) {
            return Standing.ABSENT;
        }
        if (!ref.namespace().isEmpty() && !ref.namespace().equals(namespace)) {
            return namespace.isEmpty() ? Standing.UNRESOLVABLE : Standing.ABSENT;
        }
        return owner.isDeleting() && isHeldBy(owner.resource(), Deletion.FOREGROUND)
                ? Standing.WAITING
                : Standing.PRESENT;
    }

    private static boolean isHeldBy(Resource resource, String finalizer) {
        return resource.finalizers().contains(finalizer);
    }

    /// Takes references to owners out of a resource.
    private void letGo(Packed resource, Set<String> owners) {
        if (owners.isEmpty()) {
            return;
        }
        desk.change(resource.ref(), Part.MAIN, document -> {
            Json.Obj metadata = document.object("metadata");
            List<Json> kept = metadata.array("ownerReferences").stream()
                    .filter(reference ->
                            !(reference instanceof Json.Obj owner && owners.contains(owner.string("uid", ""))))
                    .toList();
            return document.with(
                    "metadata",
                    kept.isEmpty()
                            ? metadata.without("ownerReferences")
                            : metadata.with("ownerReferences", new Json.Arr(kept)));
        });
    }

    /// Looks at a resource that is being deleted: does it take those that it owns with it, or let them go?
    boolean leaving(Ref ref) throws InterruptedException {
        Packed packed = view.packed(ref);
        Resource resource = packed == null ? null : packed.resource();
        if (resource == null || !resource.isDeleting()) {
            return true;
        }
        if (isHeldBy(resource, Deletion.ORPHAN)) {
            for (Packed dependent : view.dependents(resource.uid())) {
                letGo(dependent, Set.of(resource.uid()));
            }
            release(resource, Deletion.ORPHAN);
        } else if (isHeldBy(resource, Deletion.FOREGROUND)) {
            if (isUnblocked(resource.uid())) {
                release(resource, Deletion.FOREGROUND);
            }
            return lookAt(view.dependents(resource.uid()));
        }
        return true;
    }

    /// Whether an owner that goes in the foreground has nobody left to wait for. Those that wait for it in turn, by
    /// whatever round, would never go: they do not count.
    private boolean isUnblocked(String uid) {
        return blocking(uid).allMatch(dependent -> isWaitingFor(uid, dependent));
    }

    private boolean isWaitingFor(String uid, Packed resource) {
        Set<String> seen = new HashSet<>();
        Deque<Packed> left = new ArrayDeque<>(List.of(resource));
        while (!left.isEmpty()) {
            Packed next = left.pop();
            if (next.uid().equals(uid)) {
                return true;
            }
            if (seen.add(next.uid()) && next.isDeleting() && isHeldBy(next.resource(), Deletion.FOREGROUND)) {
                blocking(next.uid()).forEach(left::push);
            }
        }
        return false;
    }

    private Stream<Packed> blocking(String uid) {
        return view.dependents(uid).stream()
                .filter(dependent -> dependent.owners().stream()
                        .anyMatch(owner -> owner.uid().equals(uid) && owner.blocks()));
    }

    private void release(Resource resource, String finalizer) {
        desk.change(resource.ref(), Part.MAIN, document -> without(document, resource.uid(), finalizer));
    }

    /// A document without a finalizer, if it is still the resource that was looked at.
    static Json.Obj without(Json.Obj document, @Nullable String uid, String finalizer) {
        Json.Obj metadata = document.object("metadata");
        if (uid != null && !uid.equals(metadata.string("uid"))) {
            return document;
        }
        List<String> kept = metadata.strings("finalizers")
                .filter(name -> !name.equals(finalizer))
                .toList();
        return document.with("metadata", metadata.with("finalizers", Json.of(kept)));
    }
}
