package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.resource.Problem;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Counts the answers that have no end of their own (watches, logs that are followed), and ends those whose client
/// has stopped reading and, when the house closes, all of them.
final class Streams implements AutoCloseable {
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final int SWEEPS_PER_STALL = 4;

    /// About what one write to a stream takes of a processor, the kernel's and the client's part with it.
    private static final Duration SPACING_PER_STREAM = Duration.ofNanos(75_000);

    private static final Duration SPACING_MAX = Duration.ofMillis(75);

    private final WebLimits limits;
    private final Set<Place> taken = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("stream-sweeper").factory());

    Streams(WebLimits limits) {
        this.limits = limits;
        long every = Math.max(1, limits.writeStall().toMillis() / SWEEPS_PER_STALL);
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
    }

    /// Takes a place for one stream.
    ///
    /// @throws io.paviour.resource.ProblemException with [Problem.TooMany] if there is none
    synchronized Place take(Subject subject) {
        if (taken.size() >= limits.streamsMax()) {
            throw new Problem.TooMany("the server has " + limits.streamsMax() + " open streams, its most", TRY_AGAIN)
                    .exception();
        }
        long own = taken.stream()
                .filter(place -> place.owner.equals(subject.caller()))
                .count();
        if (own >= limits.streamsPerSubjectMax()) {
            throw new Problem.TooMany(
                            "User \"" + subject.caller() + "\" has " + own + " open streams, the most for one user",
                            TRY_AGAIN)
                    .exception();
        }
        var place = new Place(subject.caller());
        taken.add(place);
        return place;
    }

    /// How many streams are open.
    int count() {
        return taken.size();
    }

    /// How far apart the writes to one stream should be while there is always more to tell. To tell something to all
    /// streams takes about as long; what happens meanwhile is told together, for the price of one.
    Duration spacing() {
        return spacing(taken.size());
    }

    static Duration spacing(int streams) {
        Duration spacing = SPACING_PER_STREAM.multipliedBy(streams);
        return spacing.compareTo(SPACING_MAX) < 0 ? spacing : SPACING_MAX;
    }

    private void sweep() {
        long now = System.nanoTime();
        taken.forEach(place -> place.endIfStalled(now, limits.writeStall()));
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        taken.forEach(Place::end);
    }

    /// The place of one stream. Whoever takes it closes it, on the thread that writes.
    final class Place implements AutoCloseable {
        private final String owner;
        private @Nullable Thread writer;
        private long writingSince;
        private boolean isWriting;

        private Place(String owner) {
            this.owner = owner;
        }

        /// Watches over what this thread writes from now on.
        OutputStream over(OutputStream out) {
            synchronized (this) {
                writer = Thread.currentThread();
            }
            return new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    begin();
                    try {
                        out.write(bytes, from, length);
                    } finally {
                        done();
                    }
                }

                @Override
                public void flush() throws IOException {
                    begin();
                    try {
                        out.flush();
                    } finally {
                        done();
                    }
                }
            };
        }

        private synchronized void begin() {
            isWriting = true;
            writingSince = System.nanoTime();
        }

        private synchronized void done() {
            isWriting = false;
        }

        /// An interrupt closes the socket under a virtual thread that is stuck in writing to it.
        private synchronized void endIfStalled(long now, Duration stall) {
            if (isWriting && now - writingSince > stall.toNanos()) {
                end();
            }
        }

        private synchronized void end() {
            if (writer != null) {
                writer.interrupt();
            }
        }

        /// Gives the place back; an interrupt that came too late is forgotten.
        @Override
        public void close() {
            synchronized (this) {
                if (writer != null) {
                    writer = null;
                    boolean ignored = Thread.interrupted();
                }
            }
            taken.remove(this);
        }
    }
}
