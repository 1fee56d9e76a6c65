package io.paviour.reconcile;

import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Condition;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How a plan shows in the status of its resource: pure functions.
final class Status {
    /// The condition that sums up all others.
    static final String READY = "Ready";

    private Status() {}

    /// The resource with what the plan tells: its status fields, its conditions, `Ready`, and the generation that all
    /// this speaks of.
    static Resource of(Resource resource, long generation, Plan plan, Instant now) {
        var told = new ArrayList<Condition>();
        for (Plan.Told condition : plan.conditions()) {
            told.add(condition(
                    condition.type(), condition.holds(), condition.reason(), condition.message(), generation, now));
        }
        Outcome outcome = plan.outcome();
        boolean ready = outcome instanceof Outcome.Settled;
        told.add(condition(READY, ready, outcome.reason(), outcome.message(), generation, now));
        List<Json> before = resource.status().array("conditions");
        return resource.withStatus(merge(resource.status(), plan.status())
                .with("conditions", Condition.merge(before, told))
                .with("observedGeneration", generation));
    }

    private static Condition condition(
            String type, boolean holds, String reason, String message, long generation, Instant now) {
        return new Condition(
                type, holds ? Condition.Status.TRUE : Condition.Status.FALSE, reason, message, generation, now);
    }

    /// RFC 7396, for objects.
    static Json.Obj merge(Json.Obj target, Json.Obj change) {
        Json.Obj merged = target;
        for (var field : change.fields().entrySet()) {
            merged = switch (field.getValue()) {
                case Json.Null() -> merged.without(field.getKey());
                case Json.Obj inner -> merged.with(field.getKey(), merge(merged.object(field.getKey()), inner));
                default -> merged.with(field.getKey(), field.getValue());
            };
        }
        return merged;
    }
}
