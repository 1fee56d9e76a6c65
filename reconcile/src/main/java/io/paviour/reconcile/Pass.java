package io.paviour.reconcile;

import io.paviour.gauge.Step;
import io.paviour.gauge.Tracing;
import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reconciler;
import io.paviour.resource.Condition;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.store.Journal;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One look at one resource: observe, plan, act, and again until nothing is left to do; then tell how things stand.
final class Pass {
    /// How often a pass plans anew at most; a plan that has actions every time will never settle.
    static final int ROUNDS_MAX = 25;

    private static final Logger LOG = LoggerFactory.getLogger(Pass.class);
    private static final String ORPHAN = "orphan";
    private static final Duration ORPHANING = Duration.ofSeconds(1);
    private static final Duration BACK_OFF_MIN = Duration.ofMillis(500);
    private static final Duration BACK_OFF_MAX = Duration.ofMinutes(5);

    private final Desk desk;
    private final Journal journal;
    private final InstantSource clock;
    private final String node;
    private final Tracing tracing;
    private final LoopGauges gauges;

    Pass(Desk desk, ReconcileLoop.Ground ground, InstantSource clock, LoopGauges gauges) {
        this.desk = desk;
        this.journal = ground.journal();
        this.clock = clock;
        this.node = ground.node();
        this.tracing = ground.tracing();
        this.gauges = gauges;
    }

    /// How things stood after a pass.
    enum Ending {
        SETTLED,
        WORKING,
        STUCK,
        FAILED,
        /// There was nothing to look at.
        ABSENT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// When to look again, and how the pass ended.
    record Next(Duration lookAgain, Ending ending) {
        boolean failed() {
            return ending == Ending.FAILED;
        }
    }

    /// A plan, and the resource as it was when the plan was made: it may have changed since.
    private record Planned(Resource resource, Plan plan) {}

    Next run(Reconciler<?> reconciler, Ref ref, int attempts) throws InterruptedException {
        Resource resource = desk.find(ref);
        if (resource == null) {
            return new Next(reconciler.resync(), Ending.ABSENT);
        }
        if (resource.isDeleting() && resource.finalizers().contains(ORPHAN)) {
            // It lets go of those it owns first: a plan made before that would take them away.
            return new Next(ORPHANING, Ending.WORKING);
        }
        try {
            resource = settleIn(reconciler, resource);
            if (resource == null) {
                return new Next(reconciler.resync(), Ending.ABSENT);
            }
            Outcome outcome = tell(work(reconciler, resource));
            return new Next(lookAgain(reconciler, outcome), LoopGauges.ending(outcome));
        } catch (IOException away) {
            return failed(reconciler, ref, attempts, "Retrying", sentence(away));
        } catch (ProblemException problem) {
            return failed(reconciler, ref, attempts, "Retrying", sentence(problem));
        } catch (RuntimeException bug) {
            String id = fingerprint(bug);
            LOG.error("reconciling {} failed (error {})", ref, id, bug);
            return failed(
                    reconciler, ref, attempts, "InternalError", "the platform failed: see error " + id + " in its log");
        }
    }

    /// Holds a new resource by a finalizer and gives it a node where it needs one.
    ///
    /// @return null if the resource is being deleted and was never held: there is nothing to take away
    private @Nullable Resource settleIn(Reconciler<?> reconciler, Resource resource) {
        Resource settled = resource;
        if (!desk.isHeld(resource)) {
            if (resource.isDeleting()) {
                return null;
            }
            settled = desk.hold(resource.ref(), true);
        }
        boolean anywhere = reconciler.placement(settled) == Reconciler.Placement.ANY_NODE;
        if (anywhere || node.equals(settled.status().string("node"))) {
            return settled;
        }
        return desk.status(settled.ref(), now -> now.withStatus(now.status().with("node", node)));
    }

    private <W> Planned work(Reconciler<W> reconciler, Resource first) throws IOException, InterruptedException {
        Resource resource = first;
        for (int round = 1; round <= ROUNDS_MAX; round++) {
            Resource seen = resource;
            Plan plan = reconciler.plan(
                    seen,
                    tracing.<W, IOException, InterruptedException>in(
                            Step.internal("observe", Map.of()), _ -> reconciler.observe(seen, desk)));
            if (plan.actions().isEmpty()) {
                return new Planned(resource, plan);
            }
            for (Action action : plan.actions()) {
                act(resource, action);
            }
            Resource now = desk.find(resource.ref());
            if (now == null) {
                return new Planned(resource, plan);
            }
            resource = now;
        }
        throw new IOException("the plan has not settled after " + ROUNDS_MAX + " rounds");
    }

    private void act(Resource resource, Action action) throws IOException, InterruptedException {
        Ref ref = resource.ref();
        long entry = journal.begin(
                ref, resource.uid(), action.summary(), action.effect().name());
        try {
            tracing.<Boolean, IOException, InterruptedException>in(step(action), _ -> {
                carryOut(resource, action);
                return true;
            });
        } catch (IOException away) {
            gauges.acted(ref.kind(), action, false);
            journal.end(entry, sentence(away));
            throw new IOException(action.summary() + ": " + sentence(away), away);
        } catch (RuntimeException failed) {
            gauges.acted(ref.kind(), action, false);
            journal.end(entry, sentence(failed));
            throw failed;
        }
        gauges.acted(ref.kind(), action, true);
        journal.end(entry, null);
        LOG.info("{}: {}", ref, action.summary());
    }

    private static Step step(Action action) {
        return Step.internal(
                "act",
                Map.of(
                        "paviour.action.summary", action.summary(),
                        "paviour.action.effect", action.effect().name().toLowerCase(Locale.ROOT)));
    }

    private void carryOut(Resource resource, Action action) throws IOException, InterruptedException {
        switch (action) {
            case Action.Apply apply -> desk.apply(resource, apply.wanted());
            case Action.Delete(Ref child) -> desk.delete(child);
            case Action.Note note ->
                desk.status(resource.ref(), now -> now.withStatus(Status.merge(now.status(), note.status())));
            case Action.Do call -> call.task().run();
        }
    }

    private Outcome tell(Planned planned) {
        Plan plan = planned.plan();
        Ref ref = planned.resource().ref();
        Resource before = desk.find(ref);
        if (before == null || !before.uid().equals(planned.resource().uid())) {
            return plan.outcome();
        }
        long generation = planned.resource().generation();
        Resource told = desk.status(ref, now -> Status.of(now, generation, plan, clock.instant()));
        announce(before, told, plan.outcome());
        boolean done =
                plan.outcome() instanceof Outcome.Settled && plan.actions().isEmpty();
        // Its deletion may have been asked for since the plan was made, which then speaks of the time before.
        if (planned.resource().isDeleting() && done) {
            desk.hold(ref, false);
        }
        return plan.outcome();
    }

    private void announce(Resource before, Resource told, Outcome outcome) {
        Condition was = before.condition(Status.READY);
        boolean same = was != null
                && was.reason().equals(outcome.reason())
                && was.message().equals(outcome.message());
        if (!same) {
            desk.tell(told, outcome instanceof Outcome.Stuck, outcome.reason(), outcome.message());
            gauges.told(outcome instanceof Outcome.Stuck);
        }
    }

    private static Duration lookAgain(Reconciler<?> reconciler, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Working working -> working.lookAgain();
            case Outcome.Settled _, Outcome.Stuck _ -> reconciler.resync();
        };
    }

    private Next failed(Reconciler<?> reconciler, Ref ref, int attempts, String reason, String message) {
        Duration delay = backOff(attempts);
        try {
            Resource before = desk.find(ref);
            if (before != null) {
                var plan = Plan.of(new Outcome.Working(reason, message, delay));
                Resource told = desk.status(ref, now -> Status.of(now, before.generation(), plan, clock.instant()));
                announce(before, told, plan.outcome());
            }
        } catch (ProblemException unstored) {
            LOG.warn("{}: {}; its status could not be written: {}", ref, message, unstored.getMessage());
        }
        LOG.info("{}: {}; again in {} ms", ref, message, delay.toMillis());
        return new Next(delay.compareTo(reconciler.resync()) < 0 ? delay : reconciler.resync(), Ending.FAILED);
    }

    /// Doubles from half a second to five minutes.
    static Duration backOff(int attempts) {
        Duration delay = BACK_OFF_MIN.multipliedBy(1L << Math.min(attempts, 20));
        return delay.compareTo(BACK_OFF_MAX) < 0 ? delay : BACK_OFF_MAX;
    }

    /// The same for the same bug, so that a condition that names it stays the same too.
    private static String fingerprint(RuntimeException bug) {
        StackTraceElement[] stack = bug.getStackTrace();
        return Integer.toHexString(
                (bug.getClass().getName() + (stack.length == 0 ? "" : stack[0].toString())).hashCode());
    }

    private static String sentence(Exception failed) {
        String message = failed.getMessage();
        return message == null || message.isBlank() ? failed.getClass().getSimpleName() : message;
    }
}
