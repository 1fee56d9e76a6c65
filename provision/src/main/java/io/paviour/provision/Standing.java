package io.paviour.provision;

import io.paviour.plugin.Plan;
import io.paviour.provision.Blueprint.Flaw;
import io.paviour.provision.Blueprint.Part;
import io.paviour.resource.Condition;
import io.paviour.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How things stand with an environment: its conditions, told from its children.
final class Standing {
    private static final String AWAITING_RELEASE = "AwaitingRelease";
    private static final String AWAITING_VALUES = "AwaitingValues";
    private static final String NO_ENDPOINTS = "NoEndpoints";

    private final Resource environment;
    private final Blueprint blueprint;
    private final EnvironmentReconciler.Seen seen;

    Standing(Resource environment, Blueprint blueprint, EnvironmentReconciler.Seen seen) {
        this.environment = environment;
        this.blueprint = blueprint;
        this.seen = seen;
    }

    /// How one part stands.
    private sealed interface State {
        /// It is as asked.
        record Ready() implements State {}

        /// It is not, and that is nobody's fault: the environment may be ready all the same.
        record Excused(String sentence) implements State {}

        /// It is not, and the environment waits for it.
        record Awaited(String reason, String sentence) implements State {}
    }

    /// The four conditions of the parts, in the order in which they are shown.
    List<Plan.Told> conditions() {
        return Stream.of(PartKind.DATABASE, PartKind.SECRET, PartKind.WORKLOAD, PartKind.ROUTE)
                .map(this::condition)
                .toList();
    }

    private Plan.Told condition(PartKind kind) {
        for (Flaw flaw : blueprint.flaws()) {
            if (flaw.kind() == kind) {
                return new Plan.Told(kind.condition(), false, flaw.reason(), flaw.message());
            }
        }
        var excuses = new ArrayList<String>();
        int ready = 0;
        for (Part part : parts(kind)) {
            switch (state(part)) {
                case State.Awaited(String reason, String sentence) -> {
                    return new Plan.Told(kind.condition(), false, reason, sentence);
                }
                case State.Excused(String sentence) -> excuses.add(sentence);
                case State.Ready() -> ready++;
            }
        }
        for (Resource child : seen.owned()) {
            if (child.kind().kind().equals(kind.kind()) && blueprint.find(child.ref()) == null) {
                return new Plan.Told(kind.condition(), false, "Removing", removing(kind, child));
            }
        }
        return new Plan.Told(kind.condition(), true, "Ready", allIsWell(kind, ready, excuses));
    }

    private List<Part> parts(PartKind kind) {
        return blueprint.parts().stream().filter(part -> part.kind() == kind).toList();
    }

    private State state(Part part) {
        if (seen.isTaken(part.ref())) {
            return new State.Awaited(
                    "NameTaken",
                    part.ref() + " exists already and does not belong to this environment: rename "
                            + part.kind().noun() + " " + part.name() + ", or remove the other");
        }
        Resource child = seen.child(part.ref());
        if (child == null) {
            return waiting(part, "it is not there yet");
        }
        if (child.isDeleting()) {
            return waiting(part, "somebody deleted it; it is made anew once it is gone");
        }
        Condition condition = child.condition("Ready");
        if (!Likeness.isCurrent(part.wanted(), child)
                || condition == null
                || condition.observedGeneration() < child.generation()) {
            return waiting(part, "it was not looked at yet");
        }
        if (condition.status() == Condition.Status.TRUE) {
            return new State.Ready();
        }
        return switch (condition.reason()) {
            case AWAITING_RELEASE -> new State.Excused(part.name() + " waits for a first release");
            case AWAITING_VALUES -> new State.Excused(part.name() + " waits for values");
            case NO_ENDPOINTS -> behind(part, condition.message());
            default -> waiting(part, condition.message());
        };
    }

    /// A route without endpoints is excused if the service it leads to is.
    private State behind(Part route, String why) {
        boolean isExcused = parts(PartKind.WORKLOAD).stream()
                .filter(workload -> workload.name().equals(route.name()))
                .anyMatch(workload -> state(workload) instanceof State.Excused);
        return isExcused
                ? new State.Excused("nobody answers there before the first release of " + route.name())
                : waiting(route, why);
    }

    private static State waiting(Part part, String why) {
        return new State.Awaited("Waiting", "waits for " + part + ": " + why);
    }

    private String removing(PartKind kind, Resource child) {
        String prefix = environment.name() + "-";
        String name = child.name().startsWith(prefix) ? child.name().substring(prefix.length()) : child.name();
        String sentence =
                "removes " + kind.kind() + " " + name + (kind == PartKind.DATABASE ? " after a final dump" : "");
        return sentence + Departure.word(child);
    }

    private String allIsWell(PartKind kind, int ready, List<String> excuses) {
        var sentences = new ArrayList<String>();
        if (kind == PartKind.ROUTE) {
            parts(kind).stream()
                    .map(part -> part.wanted().spec().string("hostname", "") + " leads to " + part.name())
                    .forEach(sentences::add);
        } else if (ready > 0) {
            sentences.add(ready == 1 ? "1 " + kind.noun() + " is ready" : ready + " " + kind.noun() + "s are ready");
        }
        if (kind == PartKind.ROUTE && sentences.isEmpty()) {
            sentences.add("not reached from outside");
        }
        sentences.addAll(excuses);
        if (sentences.isEmpty()) {
            sentences.add("no " + kind.noun() + "s are asked for");
        }
        String egress = environment.spec().object("networking").object("egress").string("allowed", "all");
        if (kind == PartKind.ROUTE && !egress.equals("all")) {
            sentences.add("egress is not enforced: " + egress + " was asked for, all is allowed");
        }
        return String.join("; ", sentences);
    }

    /// What a ready environment still lacks through nobody's fault; empty if nothing.
    String excuses() {
        return blueprint.parts().stream()
                .filter(part -> part.kind() != PartKind.ROUTE)
                .map(this::state)
                .map(state -> state instanceof State.Excused(String sentence) ? sentence : null)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
    }
}
