package io.paviour.schema;

import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.schema.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the text of a [LabelSelector], left to right.
final class LabelSelectorReader {
    private static final int TEXT_CHARS_MAX = 16 << 10;

    private final String text;
    private int at;

    LabelSelectorReader(String text) {
        this.text = text;
    }

    /// @throws ProblemException with [Problem.BadRequest]
    List<Requirement> requirements() {
        if (text.length() > TEXT_CHARS_MAX) {
            throw new Problem.BadRequest("a label selector may have " + TEXT_CHARS_MAX + " characters").exception();
        }
        var requirements = new ArrayList<Requirement>();
        do {
            requirements.add(requirement());
        } while (take(","));
        if (at < text.length()) {
            throw malformed("expects a comma at position " + at);
        }
        return requirements;
    }

    private Requirement requirement() {
        if (take("!")) {
            return new Requirement.Absent(key());
        }
        String key = key();
        if (take("!=")) {
            return new Requirement.NotIn(key, Set.of(value()));
        }
        if (take("==") || take("=")) {
            return new Requirement.In(key, Set.of(value()));
        }
        if (take(">")) {
            return new Requirement.Above(key, number());
        }
        if (take("<")) {
            return new Requirement.Below(key, number());
        }
        return switch (word()) {
            case "" -> new Requirement.Exists(key);
            case "in" -> new Requirement.In(key, values());
            case "notin" -> new Requirement.NotIn(key, values());
            case String word ->
                throw malformed("has the unknown operator \"" + word + "\": supported are =, ==, !=, in, notin, >, <");
        };
    }

    private String key() {
        String key = word();
        check(key, Names.qualifiedNameFlaw(key));
        return key;
    }

    private String value() {
        String value = word();
        check(value, Names.labelValueFlaw(value));
        return value;
    }

    private long number() {
        String word = word();
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException _) {
            throw malformed("compares with \"" + word + "\", which is no whole number");
        }
    }

    private Set<String> values() {
        if (!take("(")) {
            throw malformed("expects ( at position " + at);
        }
        var values = new LinkedHashSet<String>();
        do {
            values.add(value());
        } while (take(","));
        if (!take(")")) {
            throw malformed("expects ) at position " + at);
        }
        return Set.copyOf(values);
    }

    private String word() {
        blanks();
        int start = at;
        while (at < text.length() && " \t,()=!<>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        blanks();
        return word;
    }

    private boolean take(String token) {
        blanks();
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        blanks();
        return true;
    }

    private void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private void check(String word, @Nullable String flaw) {
        if (flaw != null) {
            throw malformed("names \"" + word + "\", which is invalid: " + flaw);
        }
    }

    private ProblemException malformed(String flaw) {
        return new Problem.BadRequest("unable to parse the label selector: \"" + text + "\" " + flaw).exception();
    }
}
