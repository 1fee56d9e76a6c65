package io.paviour.reconcile;

import io.paviour.gauge.Family;
import io.paviour.gauge.Step;
import io.paviour.gauge.Tracing;
import io.paviour.plugin.Reconciler;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.store.Journal;
import io.paviour.store.WorkQueue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what is due from the work queue and looks at it, many resources at once, each by one pass at a time.
public final class ReconcileLoop implements AutoCloseable {
    /// How many passes one process runs at once.
    public static final int PASSES_MAX = 32;

    private static final int CLAIM_MAX = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration RENEW_EVERY = WorkQueue.LEASE.dividedBy(4);
    private static final Duration END_PATIENCE = Duration.ofSeconds(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);

    private final WorkQueue queue;
    private final Map<KindName, Reconciler<?>> reconcilers;
    private final Desk desk;
    private final Pass pass;
    private final Tracing tracing;
    private final LoopGauges gauges = new LoopGauges();
    private final InstantSource clock;

    private final Semaphore bell = new Semaphore(0);
    private final Semaphore free = new Semaphore(PASSES_MAX);
    private final Map<Ref, Thread> held = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ThreadFactory virtual = Thread.ofVirtual().name("pass-", 0).factory();
    private final Thread taking;
    private final Thread renewing;

    /// What the loop keeps in the database, and as which node.
    ///
    /// @param tracing is told of each pass and what it does
    public record Ground(WorkQueue queue, Journal journal, String node, Tracing tracing) {
        /// With nobody who is told.
        public Ground(WorkQueue queue, Journal journal, String node) {
            this(queue, journal, node, Tracing.NONE);
        }
    }

    /// Starts the loop.
    public ReconcileLoop(Ground ground, Map<KindName, Reconciler<?>> reconcilers, Desk desk, InstantSource clock) {
        this.queue = ground.queue();
        this.reconcilers = Map.copyOf(reconcilers);
        this.desk = desk;
        this.pass = new Pass(desk, ground, clock, gauges);
        this.tracing = ground.tracing();
        this.clock = clock;
        this.taking = Thread.ofPlatform().name("loop").daemon().start(this::take);
        this.renewing = Thread.ofPlatform().name("lease").daemon().start(this::renew);
    }

    /// Says that something may be due. Returns at once.
    public void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    private void take() {
        boolean away = false;
        while (closed.getCount() > 0) {
            try {
                free.acquire();
                free.release();
                List<WorkQueue.Item> items = queue.claim(Math.min(CLAIM_MAX, free.availablePermits()));
                items.forEach(this::start);
                away = false;
                if (items.isEmpty()) {
                    await();
                }
            } catch (IOException gone) {
                if (!away) {
                    LOG.warn("no work can be taken: {}", gone.getMessage());
                }
                away = true;
                await();
            } catch (RuntimeException bug) {
                LOG.error("no work can be taken", bug);
                await();
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    private void await() {
        try {
            if (bell.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                bell.drainPermits();
            }
        } catch (InterruptedException closing) {
            closed.countDown();
        }
    }

    private void start(WorkQueue.Item item) {
        if (held.containsKey(item.ref())) {
            // This process stood still until the lease ran out, and its own pass goes on: it has the lease again.
            return;
        }
        free.acquireUninterruptibly();
        Thread pass = virtual.newThread(() -> {
            try {
                look(item);
            } catch (RuntimeException bug) {
                LOG.error("the pass for {} failed; its lease runs out", item.ref(), bug);
            } finally {
                held.remove(item.ref(), Thread.currentThread());
                free.release();
            }
        });
        held.put(item.ref(), pass);
        pass.start();
    }

    private void look(WorkQueue.Item item) {
        Reconciler<?> reconciler = reconcilers.get(item.ref().kind());
        try {
            if (reconciler == null) {
                // Its plugin is not installed here; a replica that has it, or will have it, looks again.
                held.remove(item.ref());
                queue.finish(item, clock.instant().plus(Pass.backOff(item.attempts())), item.attempts() + 1);
                return;
            }
            desk.await(item.revision());
            Pass.Next next = run(reconciler, item);
            int attempts = next.failed() ? item.attempts() + 1 : 0;
            // Before it is handed back: from then on it may be claimed anew, by this process too.
            held.remove(item.ref());
            queue.finish(item, clock.instant().plus(next.lookAgain()), attempts);
            ring();
        } catch (IOException away) {
            // The lease runs out, and somebody looks again.
            LOG.warn("{} could not be handed back: {}", item.ref(), away.getMessage());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private Pass.Next run(Reconciler<?> reconciler, WorkQueue.Item item) throws InterruptedException {
        KindName kind = item.ref().kind();
        gauges.taken(kind, Duration.between(item.due(), clock.instant()));
        long began = System.nanoTime();
        var attributes = Map.of(
                "paviour.kind", kind.toString(),
                "paviour.namespace", item.ref().namespace(),
                "paviour.name", item.ref().name());
        Pass.Next next = tracing.in(Step.internal("reconcile " + kind.kind(), attributes), span -> {
            Pass.Next ended = pass.run(reconciler, item.ref(), item.attempts());
            span.tell("paviour.outcome", ended.ending().word());
            return ended;
        });
        gauges.looked(kind, System.nanoTime() - began, next);
        return next;
    }

    /// What the loop shows.
    public List<Family> gauges() {
        return gauges.families(held::size);
    }

    /// Stops a pass that no longer has its lease: another node looks, or soon will.
    private void abandon(Ref ref) {
        Thread pass = held.get(ref);
        if (pass != null) {
            LOG.warn("the lease of {} is lost: its pass is cut short", ref);
            pass.interrupt();
        }
    }

    private void renew() {
        Instant renewed = clock.instant();
        try {
            while (!closed.await(RENEW_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    queue.beat();
                    queue.renew(Set.copyOf(held.keySet())).forEach(this::abandon);
                    renewed = clock.instant();
                } catch (IOException away) {
                    LOG.warn("the leases could not be renewed: {}", away.getMessage());
                    if (clock.instant().isAfter(renewed.plus(WorkQueue.LEASE.minus(RENEW_EVERY)))) {
                        Set.copyOf(held.keySet()).forEach(this::abandon);
                    }
                } catch (RuntimeException bug) {
                    LOG.error("the leases could not be renewed", bug);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        taking.interrupt();
        renewing.interrupt();
        try {
            taking.join(STOP_PATIENCE);
            // Most passes end by themselves; one in the middle of something long is cut short and resumed later.
            if (!free.tryAcquire(PASSES_MAX, END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                held.values().forEach(Thread::interrupt);
                free.tryAcquire(PASSES_MAX, STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }
}
