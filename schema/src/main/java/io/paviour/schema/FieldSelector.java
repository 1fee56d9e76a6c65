package io.paviour.schema;

import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.util.ArrayList;
import java.util.List;

/// One requirement of a field selector: a field is, or is not, a value.
///
/// @param field such as `metadata.name`; which fields there are is the business of whoever lists
/// @param equal whether the field has to be the value, or must not
public record FieldSelector(String field, boolean equal, String value) {
    private static final int TEXT_CHARS_MAX = 16 << 10;

    /// Reads a selector such as `metadata.name=a,spec.type!=b`, whose requirements all have to hold; `\,`, `\=` and
    /// `\\`
    /// stand for the characters themselves. An empty text has no requirements.
    ///
    /// @throws ProblemException with [Problem.BadRequest]
    public static List<FieldSelector> parse(String text) {
        if (text.length() > TEXT_CHARS_MAX) {
            throw new Problem.BadRequest("a field selector may have " + TEXT_CHARS_MAX + " characters").exception();
        }
        var requirements = new ArrayList<FieldSelector>();
        int start = 0;
        while (start < text.length()) {
            int end = next(text, start, ',');
            if (end > start) {
                requirements.add(requirement(text, text.substring(start, end)));
            }
            start = end + 1;
        }
        return List.copyOf(requirements);
    }

    private static FieldSelector requirement(String text, String term) {
        int equals = next(term, 0, '=');
        if (equals <= 0 || equals == term.length()) {
            throw malformed(text, term);
        }
        boolean equal = term.charAt(equals - 1) != '!';
        String field = term.substring(0, equal ? equals : equals - 1).strip();
        int value = equal && term.startsWith("==", equals) ? equals + 2 : equals + 1;
        if (field.isEmpty() || next(term, value, '=') < term.length()) {
            throw malformed(text, term);
        }
        return new FieldSelector(field, equal, plain(text, term.substring(value)));
    }

    /// The index of the next unescaped `wanted`, or the end.
    private static int next(String text, int from, char wanted) {
        int at = from;
        while (at < text.length() && text.charAt(at) != wanted) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    private static String plain(String text, String value) {
        var plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '\\') {
                i++;
                if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
                    throw malformed(text, value);
                }
            }
            plain.append(value.charAt(i));
        }
        return plain.toString();
    }

    /// Whether the field's actual value meets this requirement.
    public boolean matches(String actual) {
        return actual.equals(value) == equal;
    }

    private static ProblemException malformed(String text, String term) {
        return new Problem.BadRequest("invalid field selector: \"" + text + "\"; can't understand \"" + term + "\"")
                .exception();
    }
}
