package io.paviour.registry;

import io.paviour.plugin.Change;
import io.paviour.plugin.Reader;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.store.ChangeFeed;
import io.paviour.store.Committed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All resources in memory, as they are after some revision, and the last changes that led there.
///
/// Fed by the change feed; everybody else only reads. A reader sees the state after a whole batch, never half of one.
public final class View implements ChangeFeed.Listener, Reader {
    /// How many changes are remembered for watches that begin at an earlier revision.
    public static final int CHANGES_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(View.class);

    /// A change with what was there before.
    record Step(
            long revision,
            @Nullable Resource before,
            @Nullable Resource after,
            Resource last) {}

    private record Follower(Set<KindName> kinds, Consumer<Change> listener) {}

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<KindName, NavigableMap<Ref, Resource>> kinds = new HashMap<>();
    private final Map<String, TreeSet<Ref>> byController = new HashMap<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private final List<Follower> followers = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private long revision;

    @Override
    public void reset(List<Resource> resources, long at) {
        lock.writeLock().lock();
        try {
            List<Resource> before = kinds.values().stream()
                    .flatMap(byRef -> byRef.values().stream())
                    .toList();
            kinds.clear();
            byController.clear();
            steps.clear();
            resources.forEach(resource -> put(resource));
            revision = at;
            watchers.forEach(watcher -> watcher.expire("the history was cut off"));
            watchers.clear();
            for (Resource old : before) {
                if (find(old.ref()) == null) {
                    tell(new Change.Removed(old));
                }
            }
            resources.forEach(resource -> tell(new Change.Stored(resource)));
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void changed(List<Committed> changes) {
        lock.writeLock().lock();
        try {
            for (Committed change : changes) {
                take(change);
            }
            watchers.removeIf(Watcher::isOver);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void take(Committed change) {
        Resource resource = change.resource();
        Resource before = find(resource.ref());
        if (before != null) {
            drop(before);
        }
        if (!change.removed()) {
            put(resource);
        }
        revision = change.revision();
        var step = new Step(revision, before, change.removed() ? null : resource, resource);
        steps.addLast(step);
        if (steps.size() > CHANGES_MAX) {
            steps.removeFirst();
        }
        watchers.forEach(watcher -> watcher.offer(step));
        tell(change.removed() ? new Change.Removed(resource) : new Change.Stored(resource));
    }

    private void put(Resource resource) {
        kinds.computeIfAbsent(resource.kind(), kind -> new TreeMap<>()).put(resource.ref(), resource);
        String controller = controllerUid(resource);
        if (controller != null) {
            byController.computeIfAbsent(controller, uid -> new TreeSet<>()).add(resource.ref());
        }
    }

    private void drop(Resource resource) {
        NavigableMap<Ref, Resource> byRef = kinds.get(resource.kind());
        if (byRef != null) {
            byRef.remove(resource.ref());
        }
        String controller = controllerUid(resource);
        Set<Ref> children = controller == null ? null : byController.get(controller);
        if (controller != null && children != null) {
            children.remove(resource.ref());
            if (children.isEmpty()) {
                byController.remove(controller);
            }
        }
    }

    private static @Nullable String controllerUid(Resource resource) {
        return resource.metadata()
                .objects("ownerReferences")
                .filter(owner -> owner.bool("controller", false))
                .map(owner -> owner.string("uid", ""))
                .findFirst()
                .orElse(null);
    }

    private void tell(Change change) {
        KindName kind = change.ref().kind();
        for (Follower follower : followers) {
            if (follower.kinds.contains(kind)) {
                tell(follower, change);
            }
        }
    }

    /// A follower's bug must not keep the others, and every reader, from what happens next.
    private static void tell(Follower follower, Change change) {
        try {
            follower.listener.accept(change);
        } catch (RuntimeException bug) {
            LOG.error("a follower failed at {}", change.ref(), bug);
        }
    }

    /// Follows some kinds: first what is there, then what changes. `listener` is called with the view locked: it must
    /// return quickly and must not write.
    public void follow(Set<KindName> wanted, Consumer<Change> listener) {
        lock.writeLock().lock();
        try {
            for (KindName kind : wanted) {
                all(kind).forEach(resource -> listener.accept(new Change.Stored(resource)));
            }
            followers.add(new Follower(Set.copyOf(wanted), listener));
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public @Nullable Resource find(Ref ref) {
        lock.readLock().lock();
        try {
            NavigableMap<Ref, Resource> byRef = kinds.get(ref.kind());
            return byRef == null ? null : byRef.get(ref);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public List<Resource> list(KindName kind, String namespace) {
        lock.readLock().lock();
        try {
            return List.copyOf(namespace.isEmpty() ? all(kind) : within(kind, namespace));
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public List<Resource> ownedBy(Resource owner) {
        lock.readLock().lock();
        try {
            var children = new ArrayList<Resource>();
            for (Ref ref : byController.getOrDefault(owner.uid(), new TreeSet<>())) {
                Resource child = find(ref);
                if (child != null) {
                    children.add(child);
                }
            }
            return children;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// How many resources of any kind a namespace holds, those of `except` not counted.
    int count(String namespace, Set<KindName> except) {
        lock.readLock().lock();
        try {
            return kinds.keySet().stream()
                    .filter(kind -> !except.contains(kind))
                    .mapToInt(kind -> within(kind, namespace).size())
                    .sum();
        } finally {
            lock.readLock().unlock();
        }
    }

    /// The revision that the view is at.
    public long revision() {
        lock.readLock().lock();
        try {
            return revision;
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Some resources at one revision.
    Listing list(Query query) {
        lock.readLock().lock();
        try {
            KindName kind = query.kind().name();
            var found = new ArrayList<Resource>();
            Continuation from = query.continuation() == null ? null : Continuation.parse(kind, query.continuation());
            // A watch after the last part must not miss what changed in the first one since.
            long since = from == null ? revision : Math.min(from.revision(), revision);
            String next = null;
            long remaining = 0;
            for (Resource resource : within(kind, query.namespace(), from)) {
                if (!query.matches(resource)) {
                    continue;
                }
                if (query.limit() > 0 && found.size() == query.limit()) {
                    next = new Continuation(since, found.getLast().ref()).token();
                    remaining++;
                    continue;
                }
                found.add(resource);
            }
            return new Listing(found, since, next, remaining);
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Starts a watch after a revision; after 0, it begins with what is there.
    Watcher watch(Query query, long after) {
        lock.writeLock().lock();
        try {
            var watcher = new Watcher(query, after == 0 ? revision : after);
            if (after == 0) {
                watcher.begin(list(query).items());
            } else if (after < revision) {
                replay(watcher, after);
            }
            if (!watcher.isOver()) {
                watchers.add(watcher);
            }
            return watcher;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void replay(Watcher watcher, long after) {
        if (steps.isEmpty() || steps.getFirst().revision > after + 1) {
            long oldest = steps.isEmpty() ? revision : steps.getFirst().revision - 1;
            watcher.expire("too old resource version: " + after + " (" + oldest + ")");
            return;
        }
        watcher.replay(steps.stream().filter(step -> step.revision > after).toList());
    }

    private Collection<Resource> all(KindName kind) {
        NavigableMap<Ref, Resource> byRef = kinds.get(kind);
        return byRef == null ? List.of() : byRef.values();
    }

    private Collection<Resource> within(KindName kind, String namespace, @Nullable Continuation from) {
        NavigableMap<Ref, Resource> byRef = kinds.get(kind);
        if (from == null || byRef == null) {
            return namespace.isEmpty() ? all(kind) : within(kind, namespace);
        }
        Ref end = new Ref(kind, namespace + "\0", "");
        if (namespace.isEmpty()) {
            return byRef.tailMap(from.last(), false).values();
        }
        return from.last().compareTo(end) < 0
                ? byRef.subMap(from.last(), false, end, false).values()
                : List.of();
    }

    private Collection<Resource> within(KindName kind, String namespace) {
        NavigableMap<Ref, Resource> byRef = kinds.get(kind);
        return byRef == null
                ? List.of()
                : byRef.subMap(new Ref(kind, namespace, ""), new Ref(kind, namespace + "\0", ""))
                        .values();
    }
}
