package io.paviour.reconcile;

import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Reconciler;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// A world in which a `Thing` has as many parts as its spec lists, made one after the other.
///
/// It counts how often each part was really made, and whether two passes for one thing ever overlapped.
final class World implements Reconciler<Set<String>> {
    final Map<String, Set<String>> parts = new ConcurrentHashMap<>();
    final Map<String, AtomicInteger> made = new ConcurrentHashMap<>();
    final AtomicInteger overlaps = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();
    final AtomicReference<Hook> whileObserving = new AtomicReference<>(_ -> {});
    final AtomicReference<Hook> beforeMaking = new AtomicReference<>(_ -> {});
    final AtomicReference<Hook> afterMaking = new AtomicReference<>(_ -> {});
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    volatile Placement placement = Placement.ANY_NODE;

    /// What a test does in between.
    @FunctionalInterface
    interface Hook {
        void on(String what) throws IOException, InterruptedException;
    }

    @Override
    public String kind() {
        return "Thing";
    }

    @Override
    public Placement placement(Resource resource) {
        return placement;
    }

    @Override
    public Set<Ref> references(Resource resource) {
        String used = resource.spec().string("uses");
        return used == null ? Set.of() : Set.of(TestHouse.ref(used));
    }

    @Override
    public Set<String> observe(Resource resource, Reader reader) throws IOException, InterruptedException {
        looks.incrementAndGet();
        if (!busy.add(resource.name())) {
            overlaps.incrementAndGet();
        }
        try {
            whileObserving.get().on(resource.name());
            return Set.copyOf(parts.getOrDefault(resource.name(), Set.of()));
        } finally {
            busy.remove(resource.name());
        }
    }

    @Override
    public Plan plan(Resource resource, Set<String> seen) {
        String name = resource.name();
        if (resource.spec().bool("stuck", false)) {
            return Plan.of(new Outcome.Stuck("Nonsense", "nobody can do this"));
        }
        List<Action> actions = new ArrayList<>();
        Set<String> wanted = new TreeSet<>(
                resource.isDeleting()
                        ? List.of()
                        : resource.spec().strings("parts").toList());
        for (String part : wanted) {
            if (!seen.contains(part)) {
                actions.add(new Action.Do("make " + part, Action.Effect.CREATE, () -> make(name, part)));
            }
        }
        for (String part : seen) {
            if (!wanted.contains(part)) {
                actions.add(new Action.Do(
                        "unmake " + part,
                        Action.Effect.DELETE,
                        () -> parts.get(name).remove(part)));
            }
        }
        if (resource.spec().bool("restless", false)) {
            actions.add(new Action.Do("fidget", Action.Effect.CHANGE, () -> {}));
        }
        return Plan.of(actions, new Outcome.Settled("all parts are there"));
    }

    private void make(String name, String part) throws IOException, InterruptedException {
        beforeMaking.get().on(part);
        if (parts.computeIfAbsent(name, _ -> ConcurrentHashMap.newKeySet()).add(part)) {
            made.computeIfAbsent(part, _ -> new AtomicInteger()).incrementAndGet();
        }
        afterMaking.get().on(part);
    }
}
