package io.paviour.resource;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// One condition of a status (Kubernetes API conventions, "Conditions").
///
/// @param type what is spoken of, such as `Ready`
/// @param status whether it holds
/// @param reason one CamelCase word for programs
/// @param message a sentence for people; it stays the same while the same thing is seen
/// @param observedGeneration the generation of the spec that this speaks of
/// @param since when `status` last changed, in whole seconds
public record Condition(
        String type, Status status, String reason, String message, long observedGeneration, Instant since) {
    /// Whether a condition holds.
    public enum Status {
        /// It holds.
        TRUE("True"),
        /// It does not hold.
        FALSE("False"),
        /// Nobody can tell.
        UNKNOWN("Unknown");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /// As the API writes it.
        public String text() {
            return text;
        }

        static Status of(String text) {
            return switch (text) {
                case "True" -> TRUE;
                case "False" -> FALSE;
                default -> UNKNOWN;
            };
        }
    }

    /// Truncates `since` to the second, as the API has it.
    public Condition {
        since = since.truncatedTo(ChronoUnit.SECONDS);
    }

    /// Reads one entry of `status.conditions`.
    public static Condition of(Json.Obj json) {
        return new Condition(
                json.string("type", ""),
                Status.of(json.string("status", "")),
                json.string("reason", ""),
                json.string("message", ""),
                json.integer("observedGeneration", 0),
                parse(json.string("lastTransitionTime", "")));
    }

    private static Instant parse(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.format.DateTimeParseException unreadable) {
            return Instant.EPOCH;
        }
    }

    /// As an entry of `status.conditions`.
    public Json.Obj json() {
        return Json.object(
                "type", type,
                "status", status.text(),
                "reason", reason,
                "message", message,
                "observedGeneration", observedGeneration,
                "lastTransitionTime", since.toString());
    }

    /// Sets conditions among those there are, by type. One that says the same as before keeps its time; those of
    /// other types, perhaps written by other controllers, stay.
    public static Json.Arr merge(List<Json> before, List<Condition> now) {
        var merged = new ArrayList<Json>(before);
        for (Condition condition : now) {
            int at = -1;
            for (int i = 0; i < merged.size(); i++) {
                if (merged.get(i) instanceof Json.Obj entry && condition.type.equals(entry.string("type"))) {
                    at = i;
                }
            }
            if (at < 0) {
                merged.add(condition.json());
                continue;
            }
            Json.Obj entry = (Json.Obj) merged.get(at);
            Condition old = of(entry);
            Condition kept = old.status == condition.status ? condition.at(old.since) : condition;
            merged.set(at, kept.json());
        }
        return new Json.Arr(merged);
    }

    private Condition at(Instant time) {
        return new Condition(type, status, reason, message, observedGeneration, time);
    }
}
