package io.paviour.schema;

import io.paviour.resource.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// A selector of resources by their labels: requirements that all have to hold.
///
/// In text: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, `a>1`, `a<1`, joined by commas. `!=` and
/// `notin` hold too where there is no such label; `>` and `<` hold for labels that are whole numbers only.
public final class LabelSelector {
    /// The selector that every resource matches.
    public static final LabelSelector EVERYTHING = new LabelSelector("", List.of());

    private final String text;
    private final List<Requirement> requirements;

    LabelSelector(String text, List<Requirement> requirements) {
        this.text = text;
        this.requirements = List.copyOf(requirements);
    }

    /// What one label has to be.
    sealed interface Requirement {
        /// The label is there.
        record Exists(String key) implements Requirement {}

        /// The label is not there.
        record Absent(String key) implements Requirement {}

        /// The label is there and has one of the values.
        record In(String key, Set<String> values) implements Requirement {}

        /// The label is not there or has none of the values.
        record NotIn(String key, Set<String> values) implements Requirement {}

        /// The label is a whole number above a bound.
        record Above(String key, long bound) implements Requirement {}

        /// The label is a whole number below a bound.
        record Below(String key, long bound) implements Requirement {}
    }

    /// Reads a selector; an empty text selects everything.
    ///
    /// @throws ProblemException with [Problem.BadRequest]
    public static LabelSelector parse(String text) {
        return text.isBlank() ? EVERYTHING : new LabelSelector(text, new LabelSelectorReader(text).requirements());
    }

    /// Whether labels meet every requirement.
    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!isMet(requirement, labels)) {
                return false;
            }
        }
        return true;
    }

    /// Whether every resource matches.
    public boolean isEverything() {
        return requirements.isEmpty();
    }

    private static boolean isMet(Requirement requirement, Map<String, String> labels) {
        return switch (requirement) {
            case Requirement.Exists(String key) -> labels.containsKey(key);
            case Requirement.Absent(String key) -> !labels.containsKey(key);
            case Requirement.In(String key, Set<String> values) -> {
                String value = labels.get(key);
                yield value != null && values.contains(value);
            }
            case Requirement.NotIn(String key, Set<String> values) -> {
                String value = labels.get(key);
                yield value == null || !values.contains(value);
            }
            case Requirement.Above(String key, long bound) -> isNumber(labels.get(key), number -> number > bound);
            case Requirement.Below(String key, long bound) -> isNumber(labels.get(key), number -> number < bound);
        };
    }

    private static boolean isNumber(@Nullable String value, LongPredicate meets) {
        try {
            return value != null && meets.test(Long.parseLong(value));
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /// The selector as it was written.
    @Override
    public String toString() {
        return text;
    }
}
