package io.paviour.collect;

import io.paviour.registry.Definitions;
import io.paviour.registry.Namespaces;
import io.paviour.registry.Part;
import io.paviour.registry.Quotas;
import io.paviour.registry.View;
import io.paviour.resource.Condition;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is in a namespace, or of a kind, that is being deleted goes with it.
final class Contents {
    private final View view;
    private final Desk desk;
    private final InstantSource clock;

    Contents(View view, Desk desk, InstantSource clock) {
        this.view = view;
        this.desk = desk;
        this.clock = clock;
    }

    /// Empties a namespace and lets it go once nothing is left.
    ///
    /// Nothing new can have come into it: every create rests on the namespace as it was before its
    /// deletion began.
    boolean namespace(Ref ref) throws InterruptedException {
        Resource namespace = leaving(ref);
        if (namespace == null) {
            return true;
        }
        int left = 0;
        for (KindName kind : new TreeSet<>(view.kinds())) {
            left += empty(view.within(kind, ref.name()));
        }
        if (left == 0 || isEmpty(ref.name())) {
            desk.change(ref, Part.MAIN, Contents::released);
            return true;
        }
        tell(ref);
        // What is held by somebody else tells when it goes.
        return true;
    }

    private static Json.Obj released(Json.Obj document) {
        Json.Obj spec = document.object("spec");
        List<String> kept = spec.strings("finalizers")
                .filter(name -> !name.equals(Namespaces.CONTENT))
                .toList();
        return document.with("spec", spec.with("finalizers", Json.of(kept)));
    }

    private boolean isEmpty(String namespace) {
        return view.kinds().stream().allMatch(kind -> view.count(kind, namespace) == 0);
    }

    /// Says what a namespace still waits for.
    private void tell(Ref ref) {
        String remaining = new TreeSet<>(view.kinds())
                .stream()
                        .filter(kind -> view.count(kind, ref.name()) > 0)
                        .map(kind -> desk.resourceName(kind) + " has " + view.count(kind, ref.name())
                                + " resource instances")
                        .collect(Collectors.joining(", "));
        desk.change(ref, Part.STATUS, document -> {
            var told = new Condition(
                    "NamespaceContentRemaining",
                    Condition.Status.TRUE,
                    "SomeResourcesRemain",
                    "Some resources are remaining: " + remaining,
                    document.object("metadata").integer("generation", 0),
                    clock.instant());
            Json.Obj status = document.object("status");
            return document.with(
                    "status", status.with("conditions", Condition.merge(status.array("conditions"), List.of(told))));
        });
    }

    /// Deletes all resources of a kind and lets its definition go once none is left.
    boolean definition(Ref ref) throws InterruptedException {
        Resource definition = leaving(ref);
        if (definition == null) {
            return true;
        }
        KindName kind = Definitions.defined(definition.document());
        if (empty(view.within(kind, "")) == 0 || view.count(kind, "") == 0) {
            desk.change(ref, Part.MAIN, document -> Owners.without(document, definition.uid(), Definitions.CLEANUP));
        }
        return true;
    }

    /// Counts anew what a quota limits.
    boolean quota(Ref ref) {
        desk.change(
                ref,
                Part.STATUS,
                document ->
                        Quotas.counted(view, new Resource(document), desk::kind).document());
        return true;
    }

    private @Nullable Resource leaving(Ref ref) {
        Resource resource = view.find(ref);
        return resource == null || !resource.isDeleting() ? null : resource;
    }

    /// Asks for the deletion of all that is not asked yet.
    ///
    /// @return how many there were
    private int empty(List<Packed> resources) throws InterruptedException {
        desk.deleteAll(
                resources.stream().filter(resource -> !resource.isDeleting()).toList());
        return resources.size();
    }
}
