package io.paviour.registry;

import io.paviour.plugin.Change;
import io.paviour.plugin.Reader;
import io.paviour.registry.Recent.Step;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.store.ChangeFeed;
import io.paviour.store.Committed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All resources in memory, as they are after some revision, and the last changes that led there.
///
/// Fed by the change feed; everybody else only reads. A reader sees the state after a whole batch, never half of one.
public final class View implements ChangeFeed.Listener, Reader {
    private static final Logger LOG = LoggerFactory.getLogger(View.class);

    /// Hears of every change. It is called with the view locked: it must return quickly and must not write.
    @FunctionalInterface
    public interface Listener {
        /// A resource came, changed or went.
        ///
        /// @param before what it was, or null if it is new
        /// @param after what it is now, or null if it is gone
        void changed(@Nullable Packed before, @Nullable Packed after);
    }

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Condition advanced = lock.writeLock().newCondition();
    private final Shelves shelves = new Shelves();
    private final Recent recent = new Recent();
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<KindName, List<Watcher>> watchers = new HashMap<>();
    private long revision;

    @Override
    public void reset(List<Packed> resources, long at) {
        lock.writeLock().lock();
        try {
            var before = new HashMap<Ref, Packed>();
            for (KindName kind : shelves.kinds()) {
                shelves.all(kind).forEach(resource -> before.put(resource.ref(), resource));
            }
            shelves.clear();
            recent.clear(at);
            resources.forEach(shelves::put);
            revision = at;
            watchers.values().forEach(all -> all.forEach(watcher -> watcher.expire("the history was cut off")));
            watchers.clear();
            for (Packed resource : resources) {
                tell(before.remove(resource.ref()), resource);
            }
            before.values().forEach(gone -> tell(gone, null));
            advanced.signalAll();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void changed(List<Committed> changes) {
        lock.writeLock().lock();
        try {
            changes.forEach(this::take);
            advanced.signalAll();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void take(Committed change) {
        Packed resource = change.packed();
        Packed before = shelves.find(resource.ref());
        if (!change.removed()) {
            shelves.put(resource);
        } else if (before != null) {
            shelves.drop(before);
        }
        revision = change.revision();
        Packed after = change.removed() ? null : resource;
        var step = new Step(revision, before, after, resource);
        recent.add(step);
        List<Watcher> concerned = watchers.get(resource.ref().kind());
        if (concerned != null) {
            concerned.forEach(watcher -> watcher.offer(step));
            concerned.removeIf(Watcher::isOver);
        }
        tell(before, after);
    }

    private void tell(@Nullable Packed before, @Nullable Packed after) {
        for (Listener listener : listeners) {
            tell(listener, before, after);
        }
    }

    /// A listener's bug must not keep the others, and every reader, from what happens next.
    private static void tell(Listener listener, @Nullable Packed before, @Nullable Packed after) {
        try {
            listener.changed(before, after);
        } catch (RuntimeException bug) {
            LOG.error("a listener failed at {}", after == null ? before : after, bug);
        }
    }

    /// Follows all kinds: first what is there, then what changes.
    public void followAll(Listener listener) {
        lock.writeLock().lock();
        try {
            follow(shelves.kinds(), listener);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Follows some kinds: first what is there, then what changes. `listener` is called with the view locked: it must
    /// return quickly and must not write.
    public void follow(Set<KindName> wanted, Consumer<Change> listener) {
        follow(wanted, (before, after) -> {
            Packed last = after == null ? before : after;
            if (last != null && wanted.contains(last.ref().kind())) {
                listener.accept(
                        after == null ? new Change.Removed(last.resource()) : new Change.Stored(last.resource()));
            }
        });
    }

    private void follow(Set<KindName> present, Listener listener) {
        lock.writeLock().lock();
        try {
            for (KindName kind : present) {
                shelves.all(kind).forEach(resource -> tell(listener, null, resource));
            }
            listeners.add(listener);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private interface Question<T extends @Nullable Object> {
        T ask();
    }

    private <T extends @Nullable Object> T read(Question<T> question) {
        lock.readLock().lock();
        try {
            return question.ask();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public @Nullable Resource find(Ref ref) {
        Packed packed = packed(ref);
        return packed == null ? null : packed.resource();
    }

    /// A resource as it is kept, or null if there is none.
    public @Nullable Packed packed(Ref ref) {
        return this.<@Nullable Packed>read(() -> shelves.find(ref));
    }

    /// The resource of a uid, or null if there is none.
    public @Nullable Packed packed(String uid) {
        return this.<@Nullable Packed>read(() -> shelves.find(uid));
    }

    @Override
    public List<Resource> list(KindName kind, String namespace) {
        return within(kind, namespace).stream().map(Packed::resource).toList();
    }

    /// The resources of a kind in a namespace, or in all of them if it is empty.
    public List<Packed> within(KindName kind, String namespace) {
        return read(() -> List.copyOf(shelves.within(kind, namespace, null).values()));
    }

    /// How many resources of a kind a namespace has, or all of them together if it is empty.
    public int count(KindName kind, String namespace) {
        return read(() -> shelves.count(kind, namespace));
    }

    @Override
    public List<Resource> ownedBy(Resource owner) {
        return dependents(owner.uid()).stream()
                .filter(child -> child.owners().stream()
                        .anyMatch(reference ->
                                reference.controller() && reference.uid().equals(owner.uid())))
                .map(Packed::resource)
                .toList();
    }

    /// The resources that name an owner by its uid, in the order of their kinds and places.
    public List<Packed> dependents(String uid) {
        return read(() -> shelves.dependents(uid));
    }

    /// The kinds of which there are, or were, resources.
    public Set<KindName> kinds() {
        return read(() -> Set.copyOf(shelves.kinds()));
    }

    /// The revision that the view is at.
    public long revision() {
        return read(() -> revision);
    }

    /// How much there is of a kind.
    ///
    /// @param bytes of text
    /// @param watches that are open
    record Load(int resources, long bytes, long watches) {}

    /// How much there is of each kind.
    Map<KindName, Load> loads() {
        return read(() -> {
            var loads = new HashMap<KindName, Load>();
            for (KindName kind : shelves.kinds()) {
                long open = watchers.getOrDefault(kind, List.of()).stream()
                        .filter(watcher -> !watcher.isOver())
                        .count();
                loads.put(kind, new Load(shelves.all(kind).size(), shelves.textBytes(kind), open));
            }
            return loads;
        });
    }

    /// How many changes are remembered for watches that begin at an earlier revision.
    int remembered() {
        return read(recent::size);
    }

    /// Puts others in place of the resources of a kind that are older than a revision: each stays at its own revision,
    /// and nobody is told.
    ///
    /// @param completion answers with an equal resource where nothing changes
    void complete(KindName kind, long before, UnaryOperator<Packed> completion) {
        lock.writeLock().lock();
        try {
            for (Packed stored : List.copyOf(shelves.all(kind))) {
                Packed complete = stored.revision() < before ? completion.apply(stored) : stored;
                if (!complete.equals(stored)) {
                    shelves.put(complete);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Waits until the view is at a revision.
    ///
    /// @return whether it is, within `patience`
    boolean await(long wanted, Duration patience) throws InterruptedException {
        lock.writeLock().lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (revision < wanted && left > 0) {
                left = advanced.awaitNanos(left);
            }
            return revision >= wanted;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Some resources at one revision.
    ///
    /// @param wanted the revision, if it has to be a certain one and the query begins; 0 for the state at hand
    Listing list(Query query, long wanted) {
        Continuation from = query.continuation() == null
                ? null
                : Continuation.parse(query.kind().name(), query.continuation());
        return read(() -> new Lister(shelves, recent, revision).list(query, from, wanted));
    }

    /// Starts a watch after a revision; after 0, it begins with what is there.
    Watcher watch(Query query, long after) {
        lock.writeLock().lock();
        try {
            var watcher = new Watcher(query, after == 0 ? revision : after);
            if (after == 0) {
                watcher.begin(new Lister(shelves, recent, revision)
                        .list(query.whole(), null, 0)
                        .items());
            } else if (after < recent.beginning()) {
                watcher.expire("too old resource version: " + after + " (" + recent.beginning() + ")");
            } else {
                watcher.replay(recent.after(after).toList());
            }
            if (!watcher.isOver()) {
                watchers.computeIfAbsent(query.kind().name(), kind -> new ArrayList<>())
                        .add(watcher);
            }
            return watcher;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// The news that a state is no longer known, with a way to go on all the same if there is one.
    static Problem expired(@Nullable Continuation from) {
        return from == null
                ? new Problem.Expired("The resourceVersion for the provided list is too old.", null)
                : new Problem.Expired(
                        "The provided continue parameter is too old to display a consistent list result. You can start"
                                + " a new list without the continue parameter, or use the continue token in this"
                                + " response to retrieve the remainder of the results. Continuing with the provided"
                                + " token results in an inconsistent list - objects that were created, modified, or"
                                + " deleted between the time the first chunk was returned and now may show up in the"
                                + " list.",
                        from.anyhow().token());
    }
}
