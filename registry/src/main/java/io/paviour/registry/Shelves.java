package io.paviour.registry;

import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Ref;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Every resource there is, by kind and place, by uid and by owner. Not safe for threads: [View] locks.
final class Shelves {
    /// The order of lists. All resources of a shelf have the same kind.
    static final Comparator<Ref> BY_PLACE = Comparator.comparing(Ref::namespace).thenComparing(Ref::name);

    private final Map<KindName, NavigableMap<Ref, Packed>> kinds = new HashMap<>();
    // A part of a sorted map does not know its size: it would count, for every page of a list anew.
    private final Map<KindName, Map<String, Integer>> counts = new HashMap<>();
    private final Map<KindName, Long> textBytes = new HashMap<>();
    private final Map<String, Ref> byUid = new HashMap<>();
    private final Map<String, Set<Ref>> byOwner = new HashMap<>();

    void put(Packed resource) {
        Packed before = shelf(resource.ref().kind()).put(resource.ref(), resource);
        if (before != null) {
            forget(before);
        } else {
            count(resource.ref(), 1);
        }
        textBytes.merge(resource.ref().kind(), (long) resource.text().length, Long::sum);
        byUid.put(resource.uid(), resource.ref());
        for (Packed.Owner owner : resource.owners()) {
            byOwner.computeIfAbsent(owner.uid(), uid -> new TreeSet<>()).add(resource.ref());
        }
    }

    private NavigableMap<Ref, Packed> shelf(KindName kind) {
        return kinds.computeIfAbsent(kind, name -> new TreeMap<>(BY_PLACE));
    }

    void drop(Packed resource) {
        NavigableMap<Ref, Packed> shelf = kinds.get(resource.ref().kind());
        if (shelf != null && shelf.remove(resource.ref()) != null) {
            forget(resource);
            count(resource.ref(), -1);
        }
    }

    private void forget(Packed resource) {
        textBytes.merge(resource.ref().kind(), -(long) resource.text().length, Long::sum);
        byUid.remove(resource.uid(), resource.ref());
        for (Packed.Owner owner : resource.owners()) {
            Set<Ref> dependents = byOwner.get(owner.uid());
            if (dependents != null && dependents.remove(resource.ref()) && dependents.isEmpty()) {
                byOwner.remove(owner.uid());
            }
        }
    }

    private void count(Ref ref, int more) {
        counts.computeIfAbsent(ref.kind(), _ -> new HashMap<>())
                .merge(ref.namespace(), more, (before, change) -> before + change == 0 ? null : before + change);
    }

    /// How many resources of a kind a namespace has, or all of them together if it is empty.
    int count(KindName kind, String namespace) {
        return namespace.isEmpty()
                ? all(kind).size()
                : counts.getOrDefault(kind, Map.of()).getOrDefault(namespace, 0);
    }

    void clear() {
        kinds.clear();
        counts.clear();
        textBytes.clear();
        byUid.clear();
        byOwner.clear();
    }

    @Nullable
    Packed find(Ref ref) {
        NavigableMap<Ref, Packed> shelf = kinds.get(ref.kind());
        return shelf == null ? null : shelf.get(ref);
    }

    /// The resource of a uid, or null.
    @Nullable
    Packed find(String uid) {
        Ref ref = byUid.get(uid);
        return ref == null ? null : find(ref);
    }

    /// The resources that name an owner, in the order of their kinds and places.
    List<Packed> dependents(String uid) {
        return byOwner.getOrDefault(uid, Set.of()).stream()
                .map(this::find)
                .filter(resource -> resource != null)
                .toList();
    }

    Set<KindName> kinds() {
        return kinds.keySet();
    }

    /// The resources of a kind in a namespace, or in all of them if it is empty, behind a place if one is given.
    NavigableMap<Ref, Packed> within(KindName kind, String namespace, @Nullable Ref after) {
        NavigableMap<Ref, Packed> shelf = kinds.getOrDefault(kind, new TreeMap<>(BY_PLACE));
        return part(shelf, kind, namespace, after);
    }

    /// A part of a sorted map of resources of one kind.
    static <T> NavigableMap<Ref, T> part(
            NavigableMap<Ref, T> map, KindName kind, String namespace, @Nullable Ref after) {
        NavigableMap<Ref, T> part = map;
        if (!namespace.isEmpty()) {
            part = part.subMap(new Ref(kind, namespace, ""), true, new Ref(kind, namespace + "\0", ""), false);
        }
        if (after != null && !part.isEmpty()) {
            if (BY_PLACE.compare(after, part.lastKey()) >= 0) {
                return new TreeMap<>(BY_PLACE);
            }
            part = BY_PLACE.compare(after, part.firstKey()) < 0 ? part : part.tailMap(after, false);
        }
        return part;
    }

    /// How much text the resources of a kind have, in bytes.
    long textBytes(KindName kind) {
        return textBytes.getOrDefault(kind, 0L);
    }

    Collection<Packed> all(KindName kind) {
        NavigableMap<Ref, Packed> shelf = kinds.get(kind);
        return shelf == null ? List.of() : shelf.values();
    }
}
