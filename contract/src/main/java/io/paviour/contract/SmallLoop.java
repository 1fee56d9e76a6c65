package io.paviour.contract;

import io.paviour.plugin.Action;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.util.List;

/// The loop in small: looks, plans and acts for one claim at a time.
public record SmallLoop<W>(TestSite site, Driver<W> driver) {
    private static final int ROUNDS_MAX = 20;

    /// What the driver would do now.
    public Plan plan(Resource claim) throws IOException, InterruptedException {
        return driver.plan(claim, driver.observe(claim, site));
    }

    /// Carries out plans until one has no actions.
    public Outcome settle(Resource claim) throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Plan plan = plan(claim);
            if (plan.actions().isEmpty()) {
                return plan.outcome();
            }
            for (Action action : plan.actions()) {
                carryOut(claim, action);
            }
        }
        throw new AssertionError("still not settled: " + summaries(plan(claim)));
    }

    /// Carries out one action.
    public void carryOut(Resource claim, Action action) throws IOException, InterruptedException {
        switch (action) {
            case Action.Apply(Resource wanted, var _) ->
                site.store(wanted.withMetadata(
                        wanted.metadata().with("ownerReferences", new Json.Arr(List.of(claim.ownerReference())))));
            case Action.Delete(Ref ref) -> site.delete(ref);
            case Action.Do doing -> doing.task().run();
            case Action.Note _ -> throw new AssertionError("claims stay as they are here, so nothing can be noted");
        }
    }

    /// What a plan would do, as people read it.
    public static List<String> summaries(Plan plan) {
        return plan.actions().stream().map(Action::summary).toList();
    }
}
