package io.paviour.reconcile;

import io.paviour.gauge.Counter;
import io.paviour.gauge.Family;
import io.paviour.gauge.Histogram;
import io.paviour.gauge.Labelled;
import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.resource.KindName;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;

/// What the loop counts.
final class LoopGauges {
    private final Labelled<Histogram> waits = Labelled.durations("name");
    private final Labelled<Histogram> works = Labelled.durations("name");
    private final Labelled<Counter> retries = Labelled.counters("name");
    private final Labelled<Counter> passes = Labelled.counters("kind", "outcome");
    private final Labelled<Counter> actions = Labelled.counters("kind", "effect", "result");
    private final Labelled<Counter> events = Labelled.counters("type");

    void taken(KindName kind, Duration wait) {
        waits.of(kind.toString()).observeNanos(Math.max(0, wait.toNanos()));
    }

    void looked(KindName kind, long nanos, Pass.Next next) {
        works.of(kind.toString()).observeNanos(nanos);
        passes.of(kind.toString(), next.ending().word()).increment();
        if (next.failed()) {
            retries.of(kind.toString()).increment();
        }
    }

    void acted(KindName kind, Action action, boolean isDone) {
        actions.of(
                        kind.toString(),
                        action.effect().name().toLowerCase(java.util.Locale.ROOT),
                        isDone ? "done" : "failed")
                .increment();
    }

    void told(boolean isWarning) {
        events.of(isWarning ? "Warning" : "Normal").increment();
    }

    static Pass.Ending ending(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Settled _ -> Pass.Ending.SETTLED;
            case Outcome.Working _ -> Pass.Ending.WORKING;
            case Outcome.Stuck _ -> Pass.Ending.STUCK;
        };
    }

    List<Family> families(IntSupplier running) {
        return List.of(
                Family.histograms(
                        "workqueue_queue_duration_seconds",
                        "How long resources were due before somebody looked at them.",
                        waits),
                Family.histograms("workqueue_work_duration_seconds", "How long one look at a resource took.", works),
                Family.counters("workqueue_retries_total", "Looks that failed and are tried again.", retries),
                Family.counters(
                        "paviour_reconcile_passes_total",
                        "Looks at resources, by how things stood afterwards: settled, working, stuck, failed or absent.",
                        passes),
                Family.gauge(
                        "paviour_reconcile_running", "Looks that are under way in this process.", running::getAsInt),
                Family.gauge(
                        "paviour_reconcile_running_max",
                        "How many looks one process has under way at most.",
                        () -> ReconcileLoop.PASSES_MAX),
                Family.counters(
                        "paviour_reconcile_actions_total",
                        "Actions of plans, by what they mean to the world and whether they were done.",
                        actions),
                Family.counters("paviour_events_told_total", "Events that reconcilers told.", events));
    }
}
