package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.util.ArrayList;
import java.util.List;

/// Reads the text of a [JsonPath], left to right.
final class JsonPathReader {
    private final String whole;
    private final String text;
    private int at;

    JsonPathReader(String whole) {
        this.whole = whole;
        String stripped = whole.strip();
        this.text = stripped.startsWith("{") && stripped.endsWith("}")
                ? stripped.substring(1, stripped.length() - 1)
                : stripped;
    }

    /// @throws ProblemException with [Problem.BadRequest]
    JsonPath path() {
        if (text.length() > JsonPath.TEXT_CHARS_MAX) {
            throw malformed("is longer than " + JsonPath.TEXT_CHARS_MAX + " characters");
        }
        if (at < text.length() && (peek() == '$' || peek() == '@')) {
            at++;
        } else if (at < text.length() && peek() != '.' && peek() != '[') {
            throw malformed("must start with a dot or a bracket");
        }
        var steps = new ArrayList<JsonPath.Step>();
        while (at < text.length()) {
            steps.add(step());
        }
        return new JsonPath(whole, steps);
    }

    private JsonPath.Step step() {
        if (take("[")) {
            return bracket();
        }
        if (!take(".")) {
            throw malformed("expects a dot or a bracket at position " + at);
        }
        if (take("*")) {
            return new JsonPath.Step.All();
        }
        return new JsonPath.Step.Field(name());
    }

    private String name() {
        var name = new StringBuilder();
        while (at < text.length() && ".[]{}()=!<>\"' ".indexOf(peek()) < 0) {
            if (peek() == '\\' && at + 1 < text.length()) {
                at++;
            }
            name.append(text.charAt(at++));
        }
        if (name.isEmpty()) {
            throw malformed("expects a name at position " + at);
        }
        return name.toString();
    }

    private JsonPath.Step bracket() {
        JsonPath.Step step;
        if (take("?(")) {
            step = filter();
        } else if (take("*")) {
            step = new JsonPath.Step.All();
        } else if (peek() == '\'' || peek() == '"') {
            step = new JsonPath.Step.Field(quoted());
        } else {
            step = new JsonPath.Step.Item(index());
        }
        if (!take("]")) {
            throw malformed("expects ] at position " + at);
        }
        return step;
    }

    private int index() {
        int start = at;
        while (peek() == '-' || Character.isDigit(peek())) {
            at++;
        }
        try {
            return Integer.parseInt(text.substring(start, at));
        } catch (NumberFormatException none) {
            throw malformed("expects a number at position " + start);
        }
    }

    private String quoted() {
        char quote = text.charAt(at++);
        var value = new StringBuilder();
        while (peek() != quote) {
            if (peek() == '\\') {
                at++;
            }
            if (at >= text.length()) {
                throw malformed("has a string without an end");
            }
            value.append(text.charAt(at++));
        }
        at++;
        return value.toString();
    }

    private JsonPath.Step filter() {
        blanks();
        if (!take("@")) {
            throw malformed("expects @ at position " + at);
        }
        var steps = new ArrayList<JsonPath.Step>();
        while (peek() == '.' || peek() == '[') {
            steps.add(step());
        }
        var path = new JsonPath("@", steps);
        blanks();
        if (take(")")) {
            return new JsonPath.Step.Filter(path, true, null);
        }
        boolean equal = take("==");
        if (!equal && !take("!=")) {
            throw malformed("expects == or != at position " + at);
        }
        blanks();
        Json value = literal();
        blanks();
        if (!take(")")) {
            throw malformed("expects ) at position " + at);
        }
        return new JsonPath.Step.Filter(path, equal, value);
    }

    private Json literal() {
        if (peek() == '\'' || peek() == '"') {
            return new Json.Str(quoted());
        }
        for (boolean value : List.of(true, false)) {
            if (take(Boolean.toString(value))) {
                return new Json.Bool(value);
            }
        }
        return new Json.Int(index());
    }

    private void blanks() {
        while (peek() == ' ') {
            at++;
        }
    }

    /// The next character, or NUL at the end.
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean take(String token) {
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    private ProblemException malformed(String flaw) {
        return new Problem.BadRequest("the JSON path " + whole + " " + flaw).exception();
    }
}
