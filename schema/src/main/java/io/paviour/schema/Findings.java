package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Violation;
import io.paviour.resource.Violation.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Gathers violations and words them as the Kubernetes API server does.
final class Findings {
    /// Nobody mends more than this many things in one go.
    private static final int VIOLATIONS_MAX = 1_000;

    /// How much of a wrong value is repeated in a message.
    private static final int VALUE_CHARS_MAX = 256;

    /// How long a sentence may be that a rule makes up.
    static final int SENTENCE_CHARS_MAX = 5_120;

    private final List<Violation> violations = new ArrayList<>();

    List<Violation> list() {
        return List.copyOf(violations);
    }

    boolean isEmpty() {
        return violations.isEmpty();
    }

    /// Whether nothing more is told.
    boolean isFull() {
        return violations.size() >= VIOLATIONS_MAX;
    }

    int size() {
        return violations.size();
    }

    void addAll(Findings others) {
        others.violations.forEach(this::add);
    }

    void required(Place place) {
        add(place, Reason.REQUIRED, "Required value");
    }

    void required(Place place, String detail) {
        add(place, Reason.REQUIRED, "Required value: " + detail);
    }

    void invalid(Place place, Json value, String detail) {
        add(place, Reason.INVALID, "Invalid value: " + text(value) + ": " + detail);
    }

    void invalid(Place place, String value, String detail) {
        invalid(place, new Json.Str(value), detail);
    }

    void wrongType(Place place, String expected, Json value) {
        String found = typeOf(value);
        add(
                place,
                Reason.TYPE_INVALID,
                "Invalid value: \"" + found + "\": must be of type " + expected + ": \"" + found + "\"");
    }

    void wrongFormat(Place place, String expected, Json value) {
        invalid(place, value, "must be of type " + expected + ": " + text(value));
    }

    void unsupported(Place place, Json value, Collection<? extends Json> supported) {
        String allowed = supported.stream().map(Findings::text).collect(Collectors.joining(", "));
        add(
                place,
                Reason.NOT_SUPPORTED,
                "Unsupported value: " + text(value) + ": supported values: " + allowed + hint(value, supported));
    }

    /// One of some words has to stand here.
    void supported(Place place, @Nullable Json value, String... supported) {
        if (value == null) {
            required(place);
            return;
        }
        List<Json> values = Json.array((Object[]) supported).items();
        if (!values.contains(value)) {
            unsupported(place, value, values);
        }
    }

    private static String hint(Json value, Collection<? extends Json> supported) {
        if (!(value instanceof Json.Str(String word))) {
            return "";
        }
        var words = supported.stream()
                .filter(Json.Str.class::isInstance)
                .map(item -> ((Json.Str) item).value())
                .toList();
        @Nullable String closest = Suggestion.closest(word, words);
        return closest == null ? "" : ": did you mean \"" + closest + "\"?";
    }

    void tooLong(Place place, long lengthMax, String unit) {
        add(place, Reason.TOO_LONG, "Too long: may not be more than " + lengthMax + " " + unit);
    }

    void tooMany(Place place, int count, long countMax) {
        add(place, Reason.INVALID, "Too many: " + count + ": must have at most " + countMax + " items");
    }

    void duplicate(Place place, Json value) {
        add(place, Reason.DUPLICATE, "Duplicate value: " + text(value));
    }

    void forbidden(Place place, String detail) {
        add(place, Reason.FORBIDDEN, "Forbidden: " + detail);
    }

    /// A value that breaks a rule of `x-kubernetes-validations`.
    void rule(Place place, Reason reason, Json value, String sentence) {
        switch (reason) {
            case FORBIDDEN -> forbidden(place, sentence);
            case REQUIRED -> required(place, sentence);
            case DUPLICATE -> add(place, reason, "Duplicate value: " + text(value) + ": " + sentence);
            default -> invalid(place, value, sentence);
        }
    }

    private void add(Place place, Reason reason, String message) {
        add(new Violation(place.toString(), reason, message));
    }

    private void add(Violation violation) {
        if (violations.size() < VIOLATIONS_MAX) {
            violations.add(violation);
        }
    }

    private static String text(Json value) {
        String text = JsonText.write(value);
        return text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "...";
    }

    private static String typeOf(Json value) {
        return switch (value) {
            case Json.Obj _ -> "object";
            case Json.Arr _ -> "array";
            case Json.Str _ -> "string";
            case Json.Int _ -> "integer";
            case Json.Dec _ -> "number";
            case Json.Bool _ -> "boolean";
            case Json.Null _ -> "null";
        };
    }
}
