package io.paviour.registry;

import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Ref;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lists what is, or what was a while ago: what has changed since is put back in place as it was. The view is locked
/// meanwhile.
///
/// @param revision the state of the shelves
record Lister(Shelves shelves, Recent recent, long revision) {
    /// Some resources.
    ///
    /// @param from where an earlier part ended, or null to begin
    /// @param wanted see [View#list(Query, long)]
    Listing list(Query query, @Nullable Continuation from, long wanted) {
        long continued = from == null ? wanted : from.revision();
        long at = continued == 0 ? revision : continued;
        // What lies ahead of this replica was waited for; if it does not come, the token is from another database.
        if (at < recent.beginning() || at > revision) {
            throw View.expired(from).exception();
        }
        KindName kind = query.kind().name();
        Ref after = from == null ? null : from.last();
        NavigableMap<Ref, Packed> now = shelves.within(kind, query.namespace(), after);
        int told = from == null ? 0 : from.told();
        if (at == revision) {
            // Counting what matches would mean to look at all of it.
            int all = query.isEverything() && told >= 0 ? shelves.count(kind, query.namespace()) : -1;
            return listing(query, now.values().iterator(), new Counts(told, all), at);
        }
        NavigableMap<Ref, Optional<Packed>> then =
                Shelves.part(recent.rewind(kind, at), kind, query.namespace(), after);
        return listing(query, new Rewound(now, then), new Counts(told, -1), at);
    }

    /// How many resources a list has.
    ///
    /// @param told in the parts before, or -1
    /// @param all in all parts together, or -1
    private record Counts(int told, int all) {
        int toldWith(int more) {
            return told < 0 ? -1 : told + more;
        }

        long remainingAfter(int more) {
            return told < 0 || all < 0 ? -1 : all - told - more;
        }
    }

    private static Listing listing(Query query, Iterator<Packed> resources, Counts counts, long at) {
        var found = new ArrayList<Packed>();
        while (resources.hasNext()) {
            Packed resource = resources.next();
            if (!query.matches(resource)) {
                continue;
            }
            if (query.limit() > 0 && found.size() == query.limit()) {
                int told = counts.toldWith(found.size());
                String token = new Continuation(at, told, found.getLast().ref()).token();
                return new Listing(found, at, token, counts.remainingAfter(found.size()));
            }
            found.add(query.shown(resource));
        }
        return new Listing(found, at, null, 0);
    }

    /// What was: two sorted maps merged, of which the second one counts.
    private static final class Rewound implements Iterator<Packed> {
        private final Iterator<Packed> now;
        private final NavigableMap<Ref, Optional<Packed>> then;
        private final Iterator<Map.Entry<Ref, Optional<Packed>>> changed;
        private @Nullable Packed nextNow;
        private Map.@Nullable Entry<Ref, Optional<Packed>> nextThen;
        private @Nullable Packed next;

        Rewound(NavigableMap<Ref, Packed> now, NavigableMap<Ref, Optional<Packed>> then) {
            this.now = now.values().iterator();
            this.then = then;
            this.changed = then.entrySet().iterator();
            advanceNow();
            advanceThen();
            advance();
        }

        private void advanceNow() {
            do {
                nextNow = now.hasNext() ? now.next() : null;
            } while (nextNow != null && then.containsKey(nextNow.ref()));
        }

        private void advanceThen() {
            do {
                nextThen = changed.hasNext() ? changed.next() : null;
            } while (nextThen != null && nextThen.getValue().isEmpty());
        }

        private void advance() {
            boolean takesNow = nextNow != null
                    && (nextThen == null || Shelves.BY_PLACE.compare(nextNow.ref(), nextThen.getKey()) < 0);
            if (takesNow) {
                next = nextNow;
                advanceNow();
            } else if (nextThen != null) {
                next = nextThen.getValue().orElseThrow();
                advanceThen();
            } else {
                next = null;
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Packed next() {
            Packed current = next;
            if (current == null) {
                throw new java.util.NoSuchElementException();
            }
            advance();
            return current;
        }
    }
}
