package io.paviour.collect;

import io.paviour.registry.Definitions;
import io.paviour.registry.Namespaces;
import io.paviour.registry.Quotas;
import io.paviour.registry.View;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Ref;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What is still to be done: each chore once, with the time before which there is no point in trying again.
final class Chores implements View.Listener {
    private static final Duration AGAIN_MIN = Duration.ofSeconds(1);
    private static final Duration AGAIN_MAX = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<Chore, Instant> due = new LinkedHashMap<>();
    private final Map<Chore, Integer> failures = new HashMap<>();
    private final Map<KindName, Ref> leavingKinds = new HashMap<>();
    private final Set<String> leavingNamespaces = new HashSet<>();
    private final Map<String, Set<Ref>> quotas = new HashMap<>();
    private final Semaphore rung = new Semaphore(0);

    Chores(InstantSource clock) {
        this.clock = clock;
    }

    /// Notes what follows from a change.
    @Override
    public synchronized void changed(@Nullable Packed before, @Nullable Packed after) {
        if (after != null) {
            stored(before, after);
        } else if (before != null) {
            removed(before);
        }
    }

    private void stored(@Nullable Packed before, Packed after) {
        List<Packed.Owner> left = before == null ? List.of() : before.owners();
        if (!after.owners().isEmpty() && !after.owners().equals(left)) {
            add(new Chore.Dependent(after.ref()));
        }
        // An owner that goes in the foreground may have waited for this.
        left.stream()
                .filter(owner -> !after.owners().contains(owner))
                .forEach(owner -> add(new Chore.Bereaved(owner.uid())));
        if (after.ref().kind().equals(Quotas.KIND) && (before == null || isAnew(before, after))) {
            quotas.computeIfAbsent(after.ref().namespace(), namespace -> new HashSet<>())
                    .add(after.ref());
            add(new Chore.Quota(after.ref()));
        }
        if (!after.isDeleting()) {
            return;
        }
        if (after.ref().kind().equals(Namespaces.KIND)) {
            leavingNamespaces.add(after.ref().name());
            add(new Chore.Namespace(after.ref()));
        } else if (after.ref().kind().equals(Definitions.KIND)) {
            leavingKinds.put(Definitions.defined(after.resource().document()), after.ref());
            add(new Chore.Definition(after.ref()));
        }
        add(new Chore.Leaving(after.ref()));
    }

    /// Each create charges the status of a quota, which needs no counting.
    private static boolean isAnew(Packed before, Packed after) {
        return before.resource().generation() != after.resource().generation();
    }

    private void removed(Packed last) {
        add(new Chore.Bereaved(last.uid()));
        // An owner that goes in the foreground waits for this.
        last.owners().forEach(owner -> add(new Chore.Bereaved(owner.uid())));
        Ref ref = last.ref();
        if (leavingNamespaces.contains(ref.namespace())) {
            add(new Chore.Namespace(new Ref(Namespaces.KIND, "", ref.namespace())));
        }
        Set<Ref> counting = quotas.getOrDefault(ref.namespace(), Set.of());
        counting.forEach(quota -> add(new Chore.Quota(quota)));
        if (ref.kind().equals(Quotas.KIND)) {
            counting.remove(ref);
        }
        Ref definition = leavingKinds.get(ref.kind());
        if (definition != null) {
            add(new Chore.Definition(definition));
        }
        if (ref.kind().equals(Namespaces.KIND)) {
            leavingNamespaces.remove(ref.name());
        } else if (ref.kind().equals(Definitions.KIND)) {
            leavingKinds.values().remove(ref);
        }
    }

    private void add(Chore chore) {
        failures.remove(chore);
        due.put(chore, Instant.MIN);
        if (rung.availablePermits() == 0) {
            rung.release();
        }
    }

    /// Takes a chore that is due, or null if there is none within `patience`.
    @Nullable
    Chore take(Duration patience) throws InterruptedException {
        Chore chore = poll();
        if (chore == null && rung.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            chore = poll();
        }
        return chore;
    }

    private synchronized @Nullable Chore poll() {
        Instant now = clock.instant();
        for (var entry : due.entrySet()) {
            if (!entry.getValue().isAfter(now)) {
                due.remove(entry.getKey());
                return entry.getKey();
            }
        }
        return null;
    }

    /// Puts back a chore that could not be done: later and later each time.
    synchronized void failed(Chore chore) {
        int before = failures.merge(chore, 1, Integer::sum) - 1;
        Duration delay = AGAIN_MIN.multipliedBy(1L << Math.min(before, 6));
        Instant again = clock.instant().plus(delay.compareTo(AGAIN_MAX) < 0 ? delay : AGAIN_MAX);
        due.putIfAbsent(chore, again);
    }

    synchronized int size() {
        return due.size();
    }

    synchronized void done(Chore chore) {
        failures.remove(chore);
    }

    /// Forgets everything, for a replica that does not lead: it looks at all there is when it comes to
    /// lead.
    synchronized void clear() {
        due.clear();
        failures.clear();
    }
}
