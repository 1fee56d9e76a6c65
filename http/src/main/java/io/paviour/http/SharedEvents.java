package io.paviour.http;

import io.paviour.resource.Packed;
import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The last events in forms that have to be made of a resource, such as rows of tables: of many watchers that ask for
/// one form, the first makes it for all.
final class SharedEvents {
    /// How many are kept.
    static final int EVENTS_MAX = 256;

    /// Larger ones are made by each watcher for itself.
    static final int EVENT_BYTES_MAX = 64 << 10;

    /// @param type of the event: of one change, those who lose sight of a resource see its last state, and
    ///     the others its new one
    /// @param second of the clock, from which a table takes the age
    private record Form(Rendering rendering, String type, long revision, long second) {
        /// A kind has its whole schema in it, and no two resources have one revision.
        @Override
        public int hashCode() {
            return Long.hashCode(revision);
        }
    }

    private final Map<Form, byte[]> made = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Form, byte[]> eldest) {
            return size() > EVENTS_MAX;
        }
    });

    /// The object of an event that is not the first of its watch. Nobody may change it.
    byte[] event(Rendering rendering, String type, Packed resource) {
        if (rendering.accept().isPlain()) {
            return rendering.event(resource, false);
        }
        long second = rendering.clock().instant().getEpochSecond();
        var form = new Form(rendering, type, resource.revision(), second);
        byte[] known = made.get(form);
        if (known != null) {
            return known;
        }
        byte[] own = rendering.event(resource, false);
        if (own.length <= EVENT_BYTES_MAX) {
            made.put(form, own);
        }
        return own;
    }
}
