package io.paviour.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Patterns of strangers: RE2, which matches in linear time, with a bound on what repetitions such as
/// `((a{9}){9}){9}` may grow to, since each is written out before anything is matched.
final class Patterns {
    static final int CHARS_MAX = 4_096;

    /// How many single matches a pattern may be written out to.
    private static final long WEIGHT_MAX = 10_000;

    /// How many characters of a text times how many steps of a pattern one match may take: a third of a
    /// second.
    private static final long WORK_MAX = 10_000_000;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private long weight;
    private long last;
    private int at;

    private Patterns(String text) {
        this.text = text;
    }

    /// @throws PatternSyntaxException where it is none, or too large
    static Pattern compile(String text) {
        if (text.length() > CHARS_MAX) {
            throw new PatternSyntaxException("more than " + CHARS_MAX + " characters");
        }
        if (new Patterns(text).weight() > WEIGHT_MAX) {
            throw new PatternSyntaxException("repetitions of repetitions are too many");
        }
        return Pattern.compile(text);
    }

    /// Whether one match of the pattern in a text takes longer than a request may.
    static boolean isTooMuch(Pattern pattern, String text) {
        return (long) pattern.programSize() * text.length() > WORK_MAX;
    }

    private long weight() {
        while (at < text.length() && weight <= WEIGHT_MAX) {
            step(text.charAt(at++));
        }
        return weight;
    }

    private void step(char letter) {
        switch (letter) {
            case '\\' -> {
                at++;
                atom(1);
            }
            case '[' -> {
                skipClass();
                atom(1);
            }
            case '(' -> {
                outer.push(weight);
                weight = 0;
                last = 0;
            }
            case ')' -> {
                long inner = weight + 1;
                weight = outer.isEmpty() ? 0 : outer.pop();
                atom(inner);
            }
            case '{' -> repeat();
            default -> atom(1);
        }
    }

    private void atom(long size) {
        weight += size;
        last = size;
    }

    /// Multiplies what stands before by the greatest number in `{n}`, `{n,}` or `{n,m}`.
    private void repeat() {
        int end = text.indexOf('}', at);
        long most = 1;
        for (String number : end < 0 ? new String[0] : text.substring(at, end).split(",")) {
            if (number.matches("[0-9]{1,5}")) {
                most = Math.max(most, Long.parseLong(number));
            }
        }
        weight += last * (most - 1);
        last *= most;
    }

    private void skipClass() {
        at += at < text.length() && text.charAt(at) == '^' ? 1 : 0;
        at += at < text.length() && text.charAt(at) == ']' ? 1 : 0;
        while (at < text.length() && text.charAt(at) != ']') {
            boolean named = text.startsWith("[:", at) && text.indexOf(":]", at) > 0;
            at = named ? text.indexOf(":]", at) + 2 : at + (text.charAt(at) == '\\' ? 2 : 1);
        }
        at++;
    }
}
