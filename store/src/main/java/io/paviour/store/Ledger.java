package io.paviour.store;

import io.paviour.gauge.Counter;
import io.paviour.gauge.Family;
import io.paviour.gauge.Histogram;
import io.paviour.gauge.Labelled;
import io.paviour.gauge.Step;
import io.paviour.gauge.Tracing;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Writes resources: many at once in one transaction, each succeeding or failing by itself, or with those that it was
/// handed in with.
///
/// One thread gathers the writes that are waiting and commits them as a batch. The batch holds the lock on the
/// counter of revisions until its commit, so revisions have no gaps and rise in the order of commits, on every
/// replica, and the price of the lock and of the flush to disk is shared by the whole batch.
public final class Ledger implements AutoCloseable {
    /// A resource's size at most, in bytes of JSON.
    public static final int RESOURCE_BYTES_MAX = 3 << 19;

    /// How many writes one transaction carries at most.
    public static final int BATCH_MAX = 256;

    /// How many writes may wait; another one waits for its place.
    public static final int WAITING_MAX = 4096;

    private static final long PATIENCE_SECONDS = 30;

    private record Waiting(List<Batch.Prepared> group, CompletableFuture<Committed> done) {}

    private final Batch batch;
    private final ChangeFeed feed;
    private final Tracing tracing;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;
    private final Histogram batchSizes = Histogram.ofSizes();
    private final Histogram batchDurations = Histogram.ofSeconds();
    private final Histogram writeDurations = Histogram.ofSeconds();
    private final Labelled<Counter> writes = Labelled.counters("result");
    private volatile boolean closed;

    /// Starts the writing thread. What it commits is told to `feed` at once.
    public Ledger(Database database, ChangeFeed feed, InstantSource clock) {
        this(database, feed, clock, Tracing.NONE);
    }

    /// The same, with somebody who is told of each transaction.
    public Ledger(Database database, ChangeFeed feed, InstantSource clock, Tracing tracing) {
        this.batch = new Batch(database, clock);
        this.feed = feed;
        this.tracing = tracing;
        this.thread = Thread.ofPlatform().name("ledger").daemon().start(this::run);
    }

    /// Writes one resource if nobody wrote it since the caller looked, and returns once the feed has told it.
    ///
    /// @throws ProblemException with [Problem.Conflict], [Problem.AlreadyExists] or
    ///     [Problem.NotFound] if somebody did: read again and retry
    /// @throws ProblemException with [Problem.TooLarge] if it has more than [#RESOURCE_BYTES_MAX]
    /// @throws IOException if the database is away; the write may or may not have been done
    public Committed write(Write write) throws IOException, InterruptedException {
        return writeAll(List.of(write));
    }

    /// Writes several resources, all or none; see [#write].
    ///
    /// @param group no two of the same resource
    /// @return the first one's change
    public Committed writeAll(List<Write> group) throws IOException, InterruptedException {
        long began = System.nanoTime();
        var done = new CompletableFuture<Committed>();
        if (closed
                || !waiting.offer(
                        new Waiting(group.stream().map(Batch.Prepared::of).toList(), done),
                        PATIENCE_SECONDS,
                        TimeUnit.SECONDS)) {
            throw new IOException(closed ? "the platform is stopping" : "too many writes are waiting");
        }
        try {
            Committed committed = done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            feed.await(committed.revision());
            writeDurations.observeNanos(System.nanoTime() - began);
            return committed;
        } catch (TimeoutException late) {
            throw new IOException("the write took longer than " + PATIENCE_SECONDS + " s", late);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case ProblemException problem -> throw problem;
                case null, default -> throw new IOException("the write failed: " + failed.getMessage(), failed);
            }
        }
    }

    private void run() {
        while (!closed) {
            try {
                Waiting first = waiting.take();
                var gathered = new ArrayList<Waiting>();
                gathered.add(first);
                waiting.drainTo(gathered, BATCH_MAX - 1);
                commit(gathered);
            } catch (InterruptedException closing) {
                break;
            }
        }
        waiting.forEach(item -> item.done.completeExceptionally(new IOException("the platform is stopping")));
    }

    private void commit(List<Waiting> gathered) {
        try {
            List<Batch.Result> results = store(gathered);
            var committed = new ArrayList<Committed>();
            boolean refused = false;
            for (Batch.Result result : results) {
                switch (result) {
                    case Batch.Result.Done(var changes) -> committed.addAll(changes);
                    case Batch.Result.Refused _ -> refused = true;
                }
            }
            feed.offer(committed);
            if (refused) {
                // Whoever is refused reads again, and must then find what was written by the faster one.
                feed.catchUp();
            }
            for (int i = 0; i < results.size(); i++) {
                switch (results.get(i)) {
                    case Batch.Result.Done(var changes) -> {
                        writes.of("done").increment();
                        gathered.get(i).done.complete(changes.getFirst());
                    }
                    case Batch.Result.Refused(Problem problem) -> {
                        writes.of("refused").increment();
                        gathered.get(i).done.completeExceptionally(problem.exception());
                    }
                }
            }
        } catch (IOException | RuntimeException failed) {
            if (gathered.size() > 1 && Database.isAboutData(failed)) {
                gathered.forEach(item -> commit(List.of(item)));
                return;
            }
            writes.of("failed").add(gathered.size());
            gathered.forEach(item -> item.done.completeExceptionally(failed));
        }
    }

    private List<Batch.Result> store(List<Waiting> gathered) throws IOException {
        long began = System.nanoTime();
        try {
            return tracing.in(Step.internal("store batch", Map.of()), span -> {
                span.tell("paviour.batch.writes", gathered.size());
                return batch.commit(gathered.stream().map(Waiting::group).toList());
            });
        } finally {
            batchSizes.observe(gathered.size());
            batchDurations.observeNanos(System.nanoTime() - began);
        }
    }

    /// What the ledger shows.
    public List<Family> gauges() {
        return List.of(
                Family.histogram("paviour_store_batch_writes", "How many writes one transaction carried.", batchSizes),
                Family.histogram(
                        "paviour_store_batch_duration_seconds", "How long the transactions took.", batchDurations),
                Family.histogram(
                        "paviour_store_write_duration_seconds",
                        "How long a write took from its arrival until every reader here could see it.",
                        writeDurations),
                Family.counters(
                        "paviour_store_writes_total",
                        "Writes, by what became of them: done, refused (somebody was faster) or failed.",
                        writes),
                Family.gauge("paviour_store_waiting_writes", "Writes that wait for a transaction.", waiting::size));
    }

    /// Whether a write finds the resource as its writer saw it, and the problem if not.
    static @Nullable Problem refusal(Write write, long revisionNow) {
        Resource resource = write.resource();
        Ref ref = resource.ref();
        if (write.expectedRevision() == revisionNow) {
            return null;
        }
        if (write.expectedRevision() == 0) {
            return new Problem.AlreadyExists(ref);
        }
        return revisionNow == 0 ? new Problem.NotFound(ref) : Problem.Conflict.modified(ref);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }
}
