package io.paviour.registry;

import io.paviour.resource.Resource;
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

    void begin(List<Resource> resources) {
        initial = resources.size();
        resources.forEach(resource -> events.add(new Event.Added(resource)));
    }

    /// What happened before the watch began, however much that is.
    void replay(List<View.Step> steps) {
        for (View.Step step : steps) {
            Event event = event(step);
            if (event != null) {
                events.add(event);
            }
            offered = step.revision();
        }
        initial = events.size();
    }

    void offer(View.Step step) {
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

    private @Nullable Event event(View.Step step) {
        Resource before = step.before();
        Resource after = step.after();
        boolean did = before != null && concerns(before);
        boolean does = after != null && concerns(after);
        if (does && after != null) {
            return did ? new Event.Modified(after) : new Event.Added(after);
        }
        if (did && before != null) {
            return new Event.Deleted(before.withRevision(step.revision()));
        }
        return null;
    }

    private boolean concerns(Resource resource) {
        return resource.kind().equals(query.kind().name())
                && (query.namespace().isEmpty() || query.namespace().equals(resource.namespace()))
                && query.matches(resource);
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
