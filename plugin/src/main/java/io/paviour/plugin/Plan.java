package io.paviour.plugin;

import io.paviour.resource.Json;
import java.util.List;

/// What a reconciler or driver would do now, and how things stand.
///
/// @param actions what to do now, in order; each is journaled before and after. When all are done the house looks
///     again at once.
/// @param outcome how things stand if there is nothing to do; the `Ready` condition follows from it
/// @param conditions further conditions to show, by type
/// @param status further fields of the status, merged over those there are (RFC 7396: a null takes a field away)
public record Plan(List<Action> actions, Outcome outcome, List<Told> conditions, Json.Obj status) {
    /// Copies the lists.
    public Plan {
        actions = List.copyOf(actions);
        conditions = List.copyOf(conditions);
    }

    /// A condition without the time and generation, which the house adds.
    ///
    /// @param message stays the same while the same thing is seen
    public record Told(String type, boolean holds, String reason, String message) {}

    /// Nothing to do.
    public static Plan of(Outcome outcome) {
        return new Plan(List.of(), outcome, List.of(), Json.Obj.EMPTY);
    }

    /// Something to do; `outcome` is what is told meanwhile.
    public static Plan of(List<Action> actions, Outcome outcome) {
        return new Plan(actions, outcome, List.of(), Json.Obj.EMPTY);
    }

    /// This plan with status fields.
    public Plan withStatus(Json.Obj status) {
        return new Plan(actions, outcome, conditions, status);
    }

    /// This plan with conditions.
    public Plan withConditions(List<Told> conditions) {
        return new Plan(actions, outcome, conditions, status);
    }
}
