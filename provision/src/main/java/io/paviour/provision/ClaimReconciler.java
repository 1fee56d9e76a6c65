package io.paviour.provision;

import io.paviour.plugin.Action;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Drivers;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Reconciler;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hands claims of one kind over to the driver for their type.
///
/// Before a driver acts for the first time, `status.driver` and `status.type` note it: from then on the claim belongs
/// to the drivers of that type for its whole life, and it cannot go while there is none.
final class ClaimReconciler implements Reconciler<ClaimReconciler.Seen> {
    private final String kind;
    private final Drivers drivers;

    ClaimReconciler(String kind, Drivers drivers) {
        this.kind = kind;
        this.drivers = drivers;
    }

    /// What is there.
    sealed interface Seen {
        /// There is a driver, and this is what it sees.
        record Fulfilled<W>(Driver<W> driver, W world) implements Seen {
            static <W> Seen look(Driver<W> driver, Resource claim, Reader reader)
                    throws IOException, InterruptedException {
                return new Fulfilled<>(driver, driver.observe(claim, reader));
            }

            Plan plan(Resource claim) {
                return driver.plan(claim, world);
            }
        }

        /// No driver fulfils the type.
        ///
        /// @param types those that some driver fulfils
        record NoDriver(List<String> types) implements Seen {
            public NoDriver {
                types = List.copyOf(types);
            }
        }
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public Set<Ref> references(Resource claim) {
        Driver<?> driver = driver(claim);
        return driver == null ? Set.of() : driver.references(claim);
    }

    @Override
    public Placement placement(Resource claim) {
        Driver<?> driver = driver(claim);
        if (driver == null || !driver.onOneNode()) {
            return Placement.ANY_NODE;
        }
        return driver.mayMove() ? Placement.ONE_NODE : Placement.BOUND;
    }

    private @Nullable Driver<?> driver(Resource claim) {
        return drivers.find(kind, type(claim));
    }

    /// The type that the claim was made with; before that, the type that is asked for.
    private static String type(Resource claim) {
        String asked = claim.spec().string("type", "");
        return wasHandedOver(claim) ? claim.status().string("type", asked) : asked;
    }

    private static boolean wasHandedOver(Resource claim) {
        return claim.status().string("driver") != null;
    }

    @Override
    public Seen observe(Resource claim, Reader reader) throws IOException, InterruptedException {
        Driver<?> driver = driver(claim);
        return driver == null ? new Seen.NoDriver(drivers.types(kind)) : Seen.Fulfilled.look(driver, claim, reader);
    }

    @Override
    public Plan plan(Resource claim, Seen seen) {
        return switch (seen) {
            case Seen.NoDriver(var types) -> Plan.of(withoutDriver(claim, types));
            case Seen.Fulfilled<?> fulfilled when claim.isDeleting() -> fulfilled.plan(claim);
            case Seen.Fulfilled<?> _
            when !type(claim).equals(claim.spec().string("type", "")) -> Plan.of(typeChanged(claim));
            case Seen.Fulfilled<?> fulfilled -> handedOver(claim, fulfilled.driver(), fulfilled.plan(claim));
        };
    }

    private Outcome withoutDriver(Resource claim, List<String> types) {
        String type = type(claim);
        String what = kind + (type.isEmpty() ? "" : " type " + type);
        if (!claim.isDeleting()) {
            return new Outcome.Stuck("NoDriver", "no driver provides " + what + "; " + thereAre(types));
        }
        if (!wasHandedOver(claim)) {
            return new Outcome.Settled("Deleted", "no driver ever acted for it");
        }
        return new Outcome.Stuck(
                "NoDriver",
                "no driver provides " + what + " any more, so nobody can take away what "
                        + claim.status().string("driver", "") + " made: bring that driver back; " + thereAre(types));
    }

    private static String thereAre(List<String> types) {
        List<String> named = types.stream().filter(type -> !type.isEmpty()).toList();
        return named.isEmpty() ? "there are none" : "there are: " + String.join(", ", named);
    }

    private Outcome typeChanged(Resource claim) {
        return new Outcome.Stuck(
                "TypeChanged",
                "a " + kind + " stays what it was made as: spec.type must be " + type(claim) + " again; for "
                        + claim.spec().string("type", "") + " make a new one");
    }

    private static Plan handedOver(Resource claim, Driver<?> driver, Plan plan) {
        if (plan.actions().isEmpty() || wasHandedOver(claim)) {
            return plan;
        }
        String type = claim.spec().string("type");
        var actions = new ArrayList<Action>();
        actions.add(new Action.Note(
                "hand over to driver " + driver.name(), Json.object("driver", driver.name(), "type", type)));
        actions.addAll(plan.actions());
        return new Plan(actions, plan.outcome(), plan.conditions(), plan.status());
    }
}
