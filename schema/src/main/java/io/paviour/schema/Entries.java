package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// All managers of a resource, while a write changes what they own. Who owns nothing is not among them.
final class Entries {
    /// How many entries of ordinary writers are kept apart; of more, the oldest become one.
    private static final int UPDATERS_MAX = 10;

    private static final String OLDEST = "ancient-changes";

    private final Json.@Nullable Arr stored;
    private List<Entry> entries;

    private Entries(Json.@Nullable Arr stored, List<Entry> entries) {
        this.stored = stored;
        this.entries = entries;
    }

    /// The entries of a document as it is stored.
    static Entries of(Json.@Nullable Obj document) {
        Json stored = document == null ? null : document.object("metadata").get("managedFields");
        if (!(stored instanceof Json.Arr array)) {
            return new Entries(null, new ArrayList<>());
        }
        var entries = new ArrayList<Entry>(array.items().size());
        for (Json item : array.items()) {
            if (item instanceof Json.Obj entry) {
                entries.add(new Entry(entry));
            }
        }
        return new Entries(array, entries);
    }

    /// The entries that a client wants to have.
    static Entries of(List<Entry> sent) {
        var entries = new Entries(null, new ArrayList<>());
        sent.stream().filter(entry -> !entry.fields().isEmpty()).forEach(entries::put);
        entries.entries.sort(Entry.ORDER);
        return entries;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    List<Entry> list() {
        return List.copyOf(entries);
    }

    /// The entry of the same manager, or null.
    @Nullable
    Entry find(Entry wanted) {
        for (Entry entry : entries) {
            if (entry.isOfTheManagerOf(wanted)) {
                return entry;
            }
        }
        return null;
    }

    /// Changes what each owns.
    void change(UnaryOperator<FieldSet> change) {
        var changed = new ArrayList<Entry>(entries.size() + 1);
        for (Entry entry : entries) {
            FieldSet fields = change.apply(entry.fields());
            if (!fields.isEmpty()) {
                changed.add(entry.with(fields));
            }
        }
        entries = changed;
    }

    /// Puts an entry in the place of that of the same manager.
    void put(Entry entry) {
        remove(entry);
        entries.add(entry);
    }

    void remove(Entry unwanted) {
        entries.removeIf(entry -> entry.isOfTheManagerOf(unwanted));
    }

    /// Adds to what an ordinary writer owns.
    void add(Entry entry) {
        if (!entry.fields().isEmpty()) {
            Entry known = find(entry);
            put(known == null ? entry : entry.with(known.fields().with(entry.fields())));
        }
    }

    /// Makes the oldest entries of ordinary writers one for each version, until there are few enough.
    void limit() {
        var updaters = new ArrayList<>(
                entries.stream().filter(entry -> !entry.isApplied()).toList());
        updaters.sort(Entry.ORDER);
        for (int i = 0; i < updaters.size() && count() > UPDATERS_MAX; i++) {
            fold(updaters.get(i), updaters.subList(i + 1, updaters.size()));
        }
    }

    private long count() {
        return entries.stream().filter(entry -> !entry.isApplied()).count();
    }

    /// Puts an old entry and the next younger one of its version together.
    private void fold(Entry old, List<Entry> younger) {
        Entry bucket = bucket(old, old.fields());
        Entry known = find(bucket);
        if (known != null && !known.equals(old) && entries.contains(old)) {
            String time = known.time().compareTo(old.time()) > 0 ? known.time() : old.time();
            entries.remove(old);
            put(bucket.with(known.fields().with(old.fields())).at(time));
            return;
        }
        for (Entry next : younger) {
            if (next.apiVersion().equals(old.apiVersion()) && entries.contains(old)) {
                entries.remove(old);
                entries.remove(next);
                put(bucket(next, old.fields().with(next.fields())));
                return;
            }
        }
    }

    private static Entry bucket(Entry like, FieldSet fields) {
        return new Entry(like.with(fields).json().with("manager", OLDEST).without("subresource"));
    }

    /// `metadata.managedFields` in order, the very same array where nothing changed; null where nobody owns
    /// anything.
    Json.@Nullable Arr json() {
        if (entries.isEmpty()) {
            return null;
        }
        if (stored != null && items().equals(stored.items())) {
            return stored;
        }
        entries.sort(Entry.ORDER);
        return new Json.Arr(items());
    }

    private List<Json> items() {
        return entries.stream().<Json>map(Entry::json).toList();
    }
}
