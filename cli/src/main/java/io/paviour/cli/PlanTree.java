package io.paviour.cli;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A plan as the server tells it: what would be done, in the order it would be done, and what each step leads to.
record PlanTree(List<Step> steps) {
    /// Copies `steps`.
    PlanTree {
        steps = List.copyOf(steps);
    }

    /// What a step means to the world, from harmless to final; the same words as the server's.
    enum Effect {
        KEEP("=", "\033[2m"),
        CREATE("+", "\033[32m"),
        CHANGE("~", "\033[33m"),
        DELETE("-", "\033[31m"),
        DESTROY("!", "\033[1;31m");

        private final String sign;
        private final String colour;

        Effect(String sign, String colour) {
            this.sign = sign;
            this.colour = colour;
        }
    }

    /// One line of the tree.
    ///
    /// @param then what holds when it is done, or what is waited for; may be empty
    record Step(String what, Effect effect, String then, List<Step> steps) {
        /// Copies `steps`.
        Step {
            steps = List.copyOf(steps);
        }
    }

    /// Reads the `status` of a `Plan`.
    ///
    /// @throws Failure for an effect that this command line is too old to know
    static PlanTree of(Json.Obj status) throws Failure {
        return new PlanTree(steps(status));
    }

    private static List<Step> steps(Json.Obj parent) throws Failure {
        var steps = new ArrayList<Step>();
        for (Json.Obj step : parent.objects("steps").toList()) {
            steps.add(new Step(line(step, "what"), effect(step.string("effect", "")), line(step, "then"), steps(step)));
        }
        return steps;
    }

    /// Names come from users, and a terminal obeys control characters.
    private static String line(Json.Obj step, String field) {
        return step.string(field, "").replaceAll("\\p{Cntrl}", " ");
    }

    private static Effect effect(String name) throws Failure {
        for (Effect effect : Effect.values()) {
            if (effect.name().equals(name)) {
                return effect;
            }
        }
        throw new Failure("the platform plans an effect that this paviour does not know: " + name);
    }

    /// Whether carrying it out would change anything.
    boolean changesAnything() {
        Map<Effect, Integer> counts = counts();
        return counts.size() > (counts.containsKey(Effect.KEEP) ? 1 : 0);
    }

    /// The tree and a line that sums it up.
    String text(boolean coloured) {
        var text = new StringBuilder();
        for (Step step : steps) {
            write(step, "", "", coloured, text);
        }
        return text.append(summary()).append('\n').toString();
    }

    private static void write(Step step, String before, String below, boolean coloured, StringBuilder text) {
        text.append(before);
        if (coloured) {
            text.append(step.effect.colour);
        }
        text.append(step.effect.sign).append(' ').append(step.what);
        if (coloured) {
            text.append("\033[0m");
        }
        if (!step.then.isEmpty()) {
            text.append(" → ").append(step.then);
        }
        text.append('\n');
        for (int i = 0; i < step.steps.size(); i++) {
            boolean isLast = i == step.steps.size() - 1;
            write(
                    step.steps.get(i),
                    below + (isLast ? "└─ " : "├─ "),
                    below + (isLast ? "   " : "│  "),
                    coloured,
                    text);
        }
    }

    private String summary() {
        if (!changesAnything()) {
            return "plan: nothing to do";
        }
        Map<Effect, Integer> counts = counts();
        var summary = new StringBuilder("plan: ");
        for (Effect effect : List.of(Effect.CREATE, Effect.CHANGE, Effect.DELETE)) {
            summary.append(effect == Effect.CREATE ? "" : ", ").append(count(counts, effect));
        }
        // Rare and final: named only where it happens, so that it is seen.
        return counts.containsKey(Effect.DESTROY) ? summary + ", " + count(counts, Effect.DESTROY) : summary.toString();
    }

    private static String count(Map<Effect, Integer> counts, Effect effect) {
        return counts.getOrDefault(effect, 0) + " to " + effect.name().toLowerCase(Locale.ROOT);
    }

    private Map<Effect, Integer> counts() {
        var counts = new EnumMap<Effect, Integer>(Effect.class);
        count(steps, counts);
        return counts;
    }

    private static void count(List<Step> steps, Map<Effect, Integer> counts) {
        for (Step step : steps) {
            counts.merge(step.effect, 1, Integer::sum);
            count(step.steps, counts);
        }
    }
}
