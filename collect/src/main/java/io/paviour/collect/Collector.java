package io.paviour.collect;

import io.paviour.gauge.Counter;
import io.paviour.gauge.Family;
import io.paviour.gauge.Labelled;
import io.paviour.registry.Quotas;
import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.ProblemException;
import io.paviour.store.Leadership;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the chores, one after another, on one replica at a time.
public final class Collector implements AutoCloseable {
    /// Tells this office from others of the house.
    public static final long OFFICE = 0x70617631;

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private final View view;
    private final Leadership leadership;
    private final InstantSource clock;
    private final Chores chores;
    private final Owners owners;
    private final Contents contents;
    private final Thread thread;
    private final Labelled<Counter> done = Labelled.counters("chore", "result");
    private volatile boolean leads;
    private Instant lookAgain = Instant.MIN;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Starts the broom.
    public Collector(Registry registry, View view, Leadership leadership, InstantSource clock) {
        this.view = view;
        this.leadership = leadership;
        this.clock = clock;
        this.chores = new Chores(clock);
        var desk = new Desk(registry);
        this.owners = new Owners(view, desk);
        this.contents = new Contents(view, desk, clock);
        view.followAll(chores);
        this.thread = Thread.ofPlatform().name("collector").daemon().start(this::run);
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                if (isLeading()) {
                    Chore chore = chores.take(PATIENCE);
                    if (chore != null) {
                        attempt(chore);
                    }
                } else {
                    chores.clear();
                    closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isLeading() {
        Instant now = clock.instant();
        if (now.isBefore(lookAgain)) {
            return leads;
        }
        lookAgain = now.plus(PATIENCE);
        boolean led = leads;
        leads = leadership.holds();
        if (leads && !led) {
            lookAtAll();
        }
        return leads;
    }

    /// What happened while nobody led, or was not finished by the one who did, shows in what there is.
    private void lookAtAll() {
        for (KindName kind : view.kinds()) {
            for (Packed resource : view.within(kind, "")) {
                boolean isQuota = kind.equals(Quotas.KIND);
                if (isQuota || resource.isDeleting() || !resource.owners().isEmpty()) {
                    chores.changed(null, resource);
                }
            }
        }
    }

    private void attempt(Chore chore) throws InterruptedException {
        try {
            if (act(chore)) {
                chores.done(chore);
                count(chore, "done");
            } else {
                putOff(chore);
            }
        } catch (ProblemException problem) {
            LOG.info("{} is put off: {}", chore, problem.getMessage());
            putOff(chore);
        } catch (RuntimeException bug) {
            LOG.error("{} failed", chore, bug);
            putOff(chore);
        }
    }

    private void putOff(Chore chore) {
        chores.failed(chore);
        count(chore, "put_off");
    }

    private void count(Chore chore, String result) {
        String word = switch (chore) {
            case Chore.Bereaved _ -> "bereaved";
            case Chore.Dependent _ -> "dependent";
            case Chore.Leaving _ -> "leaving";
            case Chore.Namespace _ -> "namespace";
            case Chore.Definition _ -> "definition";
            case Chore.Quota _ -> "quota";
        };
        done.of(word, result).increment();
    }

    /// What the broom shows.
    public List<Family> gauges() {
        return List.of(
                Family.gauge(
                        "paviour_collector_leads",
                        "1 on the replica that collects what has lost its owner, 0 on the others.",
                        () -> leads ? 1 : 0),
                Family.gauge("paviour_collector_chores", "Chores that are still to be done.", chores::size),
                Family.counters(
                        "paviour_collector_chores_total", "Chores, by what became of them: done or put_off.", done));
    }

    /// Does a chore.
    ///
    /// @return whether nothing is left to do until something changes
    private boolean act(Chore chore) throws InterruptedException {
        return switch (chore) {
            case Chore.Bereaved(String uid) -> owners.bereaved(uid);
            case Chore.Dependent(var ref) -> owners.dependent(ref);
            case Chore.Leaving(var ref) -> owners.leaving(ref);
            case Chore.Namespace(var ref) -> contents.namespace(ref);
            case Chore.Definition(var ref) -> contents.definition(ref);
            case Chore.Quota(var ref) -> contents.quota(ref);
        };
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
        leadership.close();
    }
}
