package io.paviour.provision;

import io.paviour.plugin.Action;
import io.paviour.plugin.Action.Effect;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Reconciler;
import io.paviour.provision.Blueprint.Flaw;
import io.paviour.provision.Blueprint.Part;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Gives an environment the child resources that its spec asks for, and takes away those it no longer does.
///
/// The children do the work: this reconciler reads their `Ready` conditions and never talks to a driver.
final class EnvironmentReconciler implements Reconciler<EnvironmentReconciler.Seen> {
    // Children wake their environment whenever they change: this is only a second thought.
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    /// The kinds of children in the order in which they go: first nobody may come in, then nobody may write.
    private static final List<PartKind> LEAVING =
            List.of(PartKind.ROUTE, PartKind.WORKLOAD, PartKind.DATABASE, PartKind.SECRET);

    /// What is there.
    ///
    /// @param owned the children that the environment controls, wanted or not
    /// @param taken wanted names that belong to somebody else
    record Seen(List<Resource> owned, Set<Ref> taken) {
        Seen {
            owned = List.copyOf(owned);
            taken = Set.copyOf(taken);
        }

        @Nullable
        Resource child(Ref ref) {
            return owned.stream()
                    .filter(child -> child.ref().equals(ref))
                    .findFirst()
                    .orElse(null);
        }

        boolean isTaken(Ref ref) {
            return taken.contains(ref);
        }

        Stream<Resource> owned(PartKind kind) {
            return owned.stream().filter(child -> child.kind().kind().equals(kind.kind()));
        }
    }

    @Override
    public String kind() {
        return "Environment";
    }

    @Override
    public Set<Ref> references(Resource environment) {
        return Blueprint.of(environment).parts().stream().map(Part::ref).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Seen observe(Resource environment, Reader reader) {
        // A preview may ask for a document that says nothing of the stored environment it speaks of.
        Resource stored = environment.uid().isEmpty() ? reader.find(environment.ref()) : environment;
        List<Resource> owned = stored == null ? List.of() : reader.ownedBy(stored);
        Set<Ref> own = owned.stream().map(Resource::ref).collect(Collectors.toSet());
        var taken = new HashSet<Ref>();
        for (Part part : Blueprint.of(environment).parts()) {
            if (!own.contains(part.ref()) && reader.find(part.ref()) != null) {
                taken.add(part.ref());
            }
        }
        return new Seen(owned, taken);
    }

    @Override
    public Plan plan(Resource environment, Seen seen) {
        if (environment.isDeleting()) {
            return farewell(seen);
        }
        Blueprint blueprint = Blueprint.of(environment);
        var standing = new Standing(environment, blueprint, seen);
        List<Plan.Told> conditions = standing.conditions();
        return new Plan(
                blueprint.flaws().isEmpty() ? actions(blueprint, seen) : List.of(),
                outcome(blueprint, conditions, standing),
                conditions,
                Json.object("url", url(blueprint, seen)));
    }

    private static List<Action> actions(Blueprint blueprint, Seen seen) {
        var actions = new ArrayList<Action>();
        // A route that goes lets go of its hostname before another one takes it.
        remove(PartKind.ROUTE, blueprint, seen, actions);
        for (Part part : blueprint.parts()) {
            Resource child = seen.child(part.ref());
            if (child == null && !seen.isTaken(part.ref())) {
                actions.add(new Action.Apply(part.wanted(), Effect.CREATE));
            }
            if (child != null && !child.isDeleting() && !Likeness.isCurrent(part.wanted(), child)) {
                actions.add(new Action.Apply(part.wanted(), Effect.CHANGE));
            }
        }
        LEAVING.stream().filter(kind -> kind != PartKind.ROUTE).forEach(kind -> remove(kind, blueprint, seen, actions));
        return actions;
    }

    private static void remove(PartKind kind, Blueprint blueprint, Seen seen, List<Action> actions) {
        seen.owned(kind)
                .filter(child -> blueprint.find(child.ref()) == null && !child.isDeleting())
                .map(child -> new Action.Delete(child.ref()))
                .forEach(actions::add);
    }

    private static Outcome outcome(Blueprint blueprint, List<Plan.Told> conditions, Standing standing) {
        if (!blueprint.flaws().isEmpty()) {
            Flaw flaw = blueprint.flaws().getFirst();
            return new Outcome.Stuck(flaw.reason(), flaw.message());
        }
        // The first thing waited for: nothing is more useful than what the rest depends on.
        for (Plan.Told condition : conditions) {
            if (!condition.holds()) {
                return condition.reason().equals("NameTaken")
                        ? new Outcome.Stuck(condition.reason(), condition.message())
                        : new Outcome.Working(condition.reason(), condition.message(), LOOK_AGAIN);
            }
        }
        String excuses = standing.excuses();
        return new Outcome.Settled("everything asked for is there" + (excuses.isEmpty() ? "" : "; " + excuses));
    }

    private static Json url(Blueprint blueprint, Seen seen) {
        return blueprint.parts().stream()
                .filter(part -> part.kind() == PartKind.ROUTE)
                .map(part -> seen.child(part.ref()))
                .map(route -> route == null ? Json.NULL : route.status().get("url"))
                .map(url -> url == null ? Json.NULL : url)
                .findFirst()
                .orElse(Json.NULL);
    }

    private static Plan farewell(Seen seen) {
        for (PartKind kind : LEAVING) {
            List<Resource> children =
                    seen.owned(kind).sorted(Comparator.comparing(Resource::ref)).toList();
            if (children.isEmpty()) {
                continue;
            }
            List<Action> deletions = children.stream()
                    .filter(child -> !child.isDeleting())
                    .<Action>map(child -> new Action.Delete(child.ref()))
                    .toList();
            return Plan.of(
                    deletions, new Outcome.Working("Deleting", Departure.waitsFor(children.getFirst()), LOOK_AGAIN));
        }
        return Plan.of(new Outcome.Settled("Deleted", "all parts are gone"));
    }
}
