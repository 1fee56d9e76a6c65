package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.gauge.Counter;
import io.paviour.registry.Listing;
import io.paviour.registry.Moment;
import io.paviour.registry.Query;
import io.paviour.registry.Registry;
import io.paviour.registry.Watch;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Streams of what happens, one JSON object a line (Kubernetes API concepts, "Efficient detection of changes").
final class Watches {
    // A watch is authorised when it begins; its client begins another one when it ends.
    private static final int SECONDS_MAX = 60 * 60;
    private static final byte[] BLANK = {' '};
    private static final int EVENTS_PER_FLUSH_MAX = 100;

    private final Registry registry;
    private final Streams streams;
    private final WebLimits limits;
    private final InstantSource clock;

    Watches(Registry registry, Streams streams, WebLimits limits, InstantSource clock) {
        this.registry = registry;
        this.streams = streams;
        this.limits = limits;
        this.clock = clock;
    }

    /// Opens a watch. What can go wrong goes wrong here, while there is still a status code to say it with.
    Reply open(Subject subject, Query query, Call call, Rendering rendering) {
        if (!call.method().equals("GET")) {
            throw new Problem.NotAllowed("").exception();
        }
        Parameters parameters = call.parameters();
        ListRules.check(parameters, true);
        int wanted = parameters.count("timeoutSeconds", 0, SECONDS_MAX);
        Duration lasting = wanted == 0 ? limits.watch() : Duration.ofSeconds(wanted);
        boolean bookmarks = parameters.flag("allowWatchBookmarks");
        long revision = parameters.revision("resourceVersion");
        boolean sendsInitial = parameters.flag("sendInitialEvents");
        Streams.Place place = streams.take(subject);
        try {
            Listing before = sendsInitial ? registry.list(subject, query.whole(), ListRules.moment(parameters)) : null;
            long from = before == null ? Math.max(0, revision) : before.revision();
            if (before == null && revision < 0) {
                registry.reach(Moment.NEWEST);
            }
            Watch watch = registry.watch(subject, query.whole(), from);
            var stream = new Writer(
                    watch,
                    rendering,
                    bookmarks,
                    before,
                    clock.instant().plus(lasting),
                    new Counts(
                            call.sighting().events(query.kind()),
                            call.sighting().expired(query.kind())));
            return new Reply.Stream("application/json", out -> {
                try (place;
                        watch) {
                    stream.writeTo(place.over(out));
                }
            });
        } catch (RuntimeException refused) {
            place.close();
            throw refused;
        }
    }

    /// What a watch counts.
    private record Counts(Counter events, Counter expired) {}

    /// Writes one watch.
    private final class Writer {
        private final Watch watch;
        private final Rendering rendering;
        private final boolean bookmarks;
        private final @Nullable Listing before;
        private final Instant end;
        private final Counts counts;
        private boolean isFirst = true;

        Writer(
                Watch watch,
                Rendering rendering,
                boolean bookmarks,
                @Nullable Listing before,
                Instant end,
                Counts counts) {
            this.watch = watch;
            this.rendering = rendering;
            this.bookmarks = bookmarks;
            this.before = before;
            this.end = end;
            this.counts = counts;
        }

        void writeTo(OutputStream out) throws IOException, InterruptedException {
            // Clients wait for the status line, and the engine sends it with the first byte only: a blank before the
            // first object says nothing.
            out.write(BLANK, 0, BLANK.length);
            out.flush();
            if (before != null) {
                for (Packed resource : before.items()) {
                    write(out, "ADDED", resource);
                }
                line(out, "BOOKMARK", rendering.bookmark(before.revision(), true));
                out.flush();
            }
            while (true) {
                Watch.Event event = watch.next(patience());
                if (event == null) {
                    showLife(out);
                    if (!clock.instant().isBefore(end)) {
                        return;
                    }
                    continue;
                }
                if (!writeAll(out, event)) {
                    return;
                }
                out.flush();
            }
        }

        /// Whoever is gone is noticed only by writing to them. A client that wants no bookmarks gets a blank.
        private void showLife(OutputStream out) throws IOException {
            if (bookmarks && watch.revision() > 0) {
                line(out, "BOOKMARK", rendering.bookmark(watch.revision(), false));
            } else {
                out.write(BLANK, 0, BLANK.length);
            }
            out.flush();
        }

        private Duration patience() {
            Duration left = Duration.between(clock.instant(), end);
            if (left.isNegative()) {
                return Duration.ZERO;
            }
            return left.compareTo(limits.bookmark()) < 0 ? left : limits.bookmark();
        }

        /// Writes an event and those that wait behind it.
        ///
        /// @return whether there may be more
        private boolean writeAll(OutputStream out, Watch.Event first) throws IOException, InterruptedException {
            Watch.Event event = first;
            for (int i = 0; event != null; i++) {
                switch (event) {
                    case Watch.Event.Added(Packed resource) -> write(out, "ADDED", resource);
                    case Watch.Event.Modified(Packed resource) -> write(out, "MODIFIED", resource);
                    case Watch.Event.Deleted(Packed resource) -> write(out, "DELETED", resource);
                    case Watch.Event.Expired(String message) -> {
                        counts.expired.increment();
                        line(out, "ERROR", Statuses.status(410, "Expired", message, Json.Obj.EMPTY));
                        return false;
                    }
                }
                if (i == EVENTS_PER_FLUSH_MAX) {
                    return true;
                }
                event = watch.next(Duration.ZERO);
            }
            return true;
        }

        private void write(OutputStream out, String type, Packed resource) throws IOException {
            line(out, type, rendering.event(resource, isFirst));
            counts.events.increment();
            isFirst = false;
        }

        private static void line(OutputStream out, String type, Json.Obj object) throws IOException {
            line(out, type, JsonText.bytes(object));
        }

        private static void line(OutputStream out, String type, byte[] object) throws IOException {
            byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
            var line = new byte[head.length + object.length + 2];
            System.arraycopy(head, 0, line, 0, head.length);
            System.arraycopy(object, 0, line, head.length, object.length);
            line[line.length - 2] = '}';
            line[line.length - 1] = '\n';
            out.write(line, 0, line.length);
        }
    }
}
