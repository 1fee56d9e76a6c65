package io.paviour.server;

import io.paviour.gauge.Counter;
import io.paviour.gauge.Family;
import io.paviour.gauge.Histogram;
import io.paviour.gauge.Labelled;
import io.paviour.gauge.Step;
import io.paviour.gauge.Tracing;
import io.paviour.plugin.Action;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts what drivers do, and tells of it.
final class DriverCalls {
    private final Tracing tracing;
    private final Labelled<Counter> calls = Labelled.counters("driver", "call", "result");
    private final Labelled<Histogram> durations = Labelled.durations("driver", "call");

    DriverCalls(Tracing tracing) {
        this.tracing = tracing;
    }

    List<Family> gauges() {
        return List.of(
                Family.counters(
                        "paviour_driver_calls_total",
                        "Calls of drivers (observe, or an action of a plan), by whether they were done.",
                        calls),
                Family.histograms(
                        "paviour_driver_call_duration_seconds", "How long calls of drivers took.", durations));
    }

    /// A driver whose calls are counted.
    <W> Driver<W> counted(Driver<W> driver) {
        return new Counted<>(driver, this);
    }

    private interface Call<T> {
        T make() throws IOException, InterruptedException;
    }

    private <T> T count(String driver, String name, Map<String, String> attributes, Call<T> call)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        String result = "failed";
        try {
            var step = new Step(driver + " " + name, Step.Role.CLIENT, attributes, null);
            T made = tracing.<T, IOException, InterruptedException>in(step, _ -> call.make());
            result = "done";
            return made;
        } finally {
            calls.of(driver, name, result).increment();
            durations.of(driver, name).observeNanos(System.nanoTime() - began);
        }
    }

    private record Counted<W>(Driver<W> driver, DriverCalls calls) implements Driver<W> {
        @Override
        public String name() {
            return driver.name();
        }

        @Override
        public String kind() {
            return driver.kind();
        }

        @Override
        public Set<String> types() {
            return driver.types();
        }

        @Override
        public boolean onOneNode() {
            return driver.onOneNode();
        }

        @Override
        public boolean mayMove() {
            return driver.mayMove();
        }

        @Override
        public Set<Ref> references(Resource claim) {
            return driver.references(claim);
        }

        @Override
        public W observe(Resource claim, Reader reader) throws IOException, InterruptedException {
            return calls.count(driver.name(), "observe", attributes(claim), () -> driver.observe(claim, reader));
        }

        @Override
        public Plan plan(Resource claim, W seen) {
            Plan plan = driver.plan(claim, seen);
            List<Action> actions = plan.actions().stream()
                    .map(action -> counted(claim, action))
                    .toList();
            return new Plan(actions, plan.outcome(), plan.conditions(), plan.status());
        }

        private Action counted(Resource claim, Action action) {
            return switch (action) {
                case Action.Do(String summary, Action.Effect effect, Action.Task task) ->
                    new Action.Do(
                            summary,
                            effect,
                            () -> calls.count(driver.name(), "act", attributes(claim), () -> {
                                task.run();
                                return true;
                            }));
                case Action.Apply _, Action.Delete _, Action.Note _ -> action;
            };
        }

        private static Map<String, String> attributes(Resource claim) {
            return Map.of("paviour.kind", claim.kind().toString());
        }

        @Override
        public void close() {
            driver.close();
        }
    }
}
