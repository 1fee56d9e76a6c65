package io.paviour.registry;

import io.paviour.resource.Packed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One open watch: what it has still to tell waits in a queue, which is cut off when its reader falls too far behind.
final class Watcher implements Watch {
    /// How many events may wait for a reader, besides those that the watch began with.
    static final int BEHIND_MAX = 4_096;

    private final Query query;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private int initial;
    private volatile long offered;
    private volatile boolean over;

    Watcher(Query query, long revision) {
        this.query = query;
        this.offered = revision;
    }

    void begin(List<Packed> resources) {
        initial = resources.size();
        resources.forEach(resource -> events.add(new Event.Added(resource)));
    }

    /// What happened before the watch began, however much that is.
    void replay(List<Recent.Step> steps) {
        for (Recent.Step step : steps) {
            Event event = event(step);
            if (event != null) {
                events.add(event);
            }
            offered = step.revision();
        }
        initial = events.size();
    }

    void offer(Recent.Step step) {
        // Another replica may have been ahead of this one: its reader knows these steps.
        if (over || step.revision() <= offered) {
            return;
        }
        Event event = event(step);
        if (event != null) {
            if (events.size() >= initial + BEHIND_MAX) {
                expire("the watch fell more than " + BEHIND_MAX + " events behind");
                return;
            }
            events.add(event);
        }
        offered = step.revision();
    }

    private @Nullable Event event(Recent.Step step) {
        Packed before = step.before();
        Packed after = step.after();
        boolean did = before != null && query.concerns(before);
        boolean does = after != null && query.concerns(after);
        if (does && after != null) {
            Packed shown = query.shown(after);
            return did ? new Event.Modified(shown) : new Event.Added(shown);
        }
        if (did && before != null) {
            Packed last = after == null ? step.last() : before.withRevision(step.revision());
            return new Event.Deleted(query.shown(last));
        }
        return null;
    }

    void expire(String message) {
        over = true;
        events.clear();
        events.add(new Event.Expired(message));
    }

    boolean isOver() {
        return over;
    }

    @Override
    public @Nullable Event next(Duration patience) throws InterruptedException {
        return events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public long revision() {
        long before = offered;
        return events.isEmpty() ? before : 0;
    }

    @Override
    public void close() {
        over = true;
        events.clear();
    }
}
