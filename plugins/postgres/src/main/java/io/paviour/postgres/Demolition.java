package io.paviour.postgres;

import io.paviour.plugin.Action;
import io.paviour.plugin.Action.Effect;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Says how a claim's database goes: lock out, dump, drop, forget; and that nothing goes without a way back.
record Demolition(Works works) {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    Plan plan(Claim claim, Seen seen) {
        boolean ownsRole = seen.role() != null && Blueprint.isOurs(claim, seen.role());
        boolean ownsDatabase = seen.database() != null && Blueprint.isOurs(claim, seen.role(), seen.database());
        List<Action> actions = new ArrayList<>();
        if (ownsDatabase) {
            Seen.FinalDump dump = seen.dump();
            List<String> unknown = dump == null ? List.of() : dump.unknown();
            boolean lose = claim.mayGoWithoutDump();
            if (!unknown.isEmpty() && !lose) {
                return Blueprint.stuck(
                        "CannotDump",
                        "a dump would miss " + String.join(", ", unknown) + ": remove these, or say "
                                + claim.withoutDumpAnnotation() + ": "
                                + claim.resource().name()
                                + " in an annotation to lose the data");
            }
            dropDatabase(claim, seen, lose, actions);
        }
        if (ownsRole) {
            String name = claim.identifier();
            actions.add(new Action.Do("drop role " + name, Effect.DELETE, () -> works.dropRole(claim)));
        }
        return forget(claim, seen, actions);
    }

    private void dropDatabase(Claim claim, Seen seen, boolean lose, List<Action> actions) {
        String name = claim.identifier();
        boolean lockedOut = seen.role() == null || !seen.role().mayLogin();
        if (!lockedOut) {
            actions.add(new Action.Do(
                    "lock role " + name + " out and end its sessions", Effect.CHANGE, () -> works.lockOut(claim)));
        }
        if (lose) {
            actions.add(new Action.Do(
                    "drop database " + name + " without a dump, as its owner says",
                    Effect.DESTROY,
                    () -> works.dropDatabase(claim, false)));
            return;
        }
        String dump = "dump " + claim.dumpId();
        String kept = works.undeleteWindowText();
        // A dump that was made while the tenant could still write is not the final one.
        if (lockedOut && seen.dump() != null && seen.dump().complete()) {
            kept = seen.dump().keptUntil();
        } else {
            actions.add(
                    new Action.Do("write " + dump + " of database " + name, Effect.CREATE, () -> works.dump(claim)));
        }
        actions.add(new Action.Do(
                "drop database " + name + " (" + dump + " is kept " + kept + ")",
                Effect.DELETE,
                () -> works.dropDatabase(claim, true)));
    }

    private Plan forget(Claim claim, Seen seen, List<Action> actions) {
        var ours = new ArrayList<>(seen.otherSecrets());
        if (seen.secret() != null && claim.resource().ref().equals(seen.secret().controller())) {
            ours.add(seen.secret());
        }
        ours.stream()
                .filter(secret -> !secret.isDeleting())
                .forEach(secret -> actions.add(new Action.Delete(secret.ref())));
        if (actions.isEmpty() && !ours.isEmpty()) {
            return Plan.of(new Outcome.Working(
                    "Deleting", "waits until " + ours.getFirst().ref() + " is gone", LOOK_AGAIN));
        }
        if (seen.secret() == null && seen.stored() != Seen.Stored.MISSING) {
            actions.add(new Action.Do(
                    "forget the credentials of " + claim.identifier(), Effect.DELETE, () -> works.forget(claim)));
        }
        return Plan.of(
                actions,
                actions.isEmpty()
                        ? new Outcome.Settled("the database is gone")
                        : new Outcome.Working("Deleting", "the database is being dumped and dropped", LOOK_AGAIN));
    }
}
