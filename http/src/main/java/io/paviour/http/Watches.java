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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Streams of what happens, one JSON object a line (Kubernetes API concepts, "Efficient detection of changes").
final class Watches {
    // A watch is authorised when it begins; its client begins another one when it ends.
    private static final int SECONDS_MAX = 60 * 60;
    private static final byte[] BLANK = {' '};

    /// How much is gathered before it is written: what one record of TLS takes (RFC 8446, 5.1).
    private static final int GATHERED_BYTES = 16 << 10;

    private static final int EVENT_BYTES_USUAL = 4 << 10;

    /// A shorter pause is not worth its timer.
    private static final long PAUSE_NANOS_MIN = 1_000_000;

    private final Registry registry;
    private final Streams streams;
    private final WebLimits limits;
    private final InstantSource clock;
    private final SharedEvents shared = new SharedEvents();

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
        private long written = System.nanoTime();

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
                var gathered = new ByteArrayOutputStream();
                for (Packed resource : before.items()) {
                    gather(gathered, "ADDED", resource);
                    if (gathered.size() >= GATHERED_BYTES) {
                        gathered.writeTo(out);
                        gathered.reset();
                    }
                }
                line(gathered, "BOOKMARK", rendering.bookmark(before.revision(), true));
                gathered.writeTo(out);
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
                keepApart();
                if (!writeAll(out, event)) {
                    return;
                }
                out.flush();
                written = System.nanoTime();
            }
        }

        /// Waits, if it has only just written. What happens after a while of silence is told at once.
        private void keepApart() throws InterruptedException {
            long left = streams.spacing().toNanos() - (System.nanoTime() - written);
            if (left >= PAUSE_NANOS_MIN) {
                TimeUnit.NANOSECONDS.sleep(left);
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

        /// Writes an event and those that wait behind it, as many at once as are due: each write costs a record of
        /// TLS and a call of the system, however little it holds.
        ///
        /// @return whether there may be more
        private boolean writeAll(OutputStream out, Watch.Event first) throws IOException, InterruptedException {
            var gathered = new ByteArrayOutputStream(EVENT_BYTES_USUAL);
            boolean isOver = false;
            for (Watch.Event event = first; event != null; event = nextAtHand(gathered, isOver)) {
                switch (event) {
                    case Watch.Event.Added(Packed resource) -> gather(gathered, "ADDED", resource);
                    case Watch.Event.Modified(Packed resource) -> gather(gathered, "MODIFIED", resource);
                    case Watch.Event.Deleted(Packed resource) -> gather(gathered, "DELETED", resource);
                    case Watch.Event.Expired(String message) -> {
                        counts.expired.increment();
                        line(gathered, "ERROR", Statuses.status(410, "Expired", message, Json.Obj.EMPTY));
                        isOver = true;
                    }
                }
            }
            gathered.writeTo(out);
            return !isOver;
        }

        private Watch.@Nullable Event nextAtHand(ByteArrayOutputStream gathered, boolean isOver)
                throws InterruptedException {
            return isOver || gathered.size() >= GATHERED_BYTES ? null : watch.next(Duration.ZERO);
        }

        private void gather(ByteArrayOutputStream gathered, String type, Packed resource) {
            line(gathered, type, isFirst ? rendering.event(resource, true) : shared.event(rendering, type, resource));
            counts.events.increment();
            isFirst = false;
        }

        private static void line(OutputStream out, String type, Json.Obj object) throws IOException {
            var line = new ByteArrayOutputStream();
            line(line, type, JsonText.bytes(object));
            line.writeTo(out);
        }

        private static void line(ByteArrayOutputStream gathered, String type, byte[] object) {
            gathered.writeBytes(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII));
            gathered.writeBytes(object);
            gathered.write('}');
            gathered.write('\n');
        }
    }
}
