package io.paviour.schema;

import static dev.cel.common.types.SimpleType.DYN;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static io.paviour.schema.CelFunctions.integer;
import static io.paviour.schema.CelFunctions.list;
import static io.paviour.schema.CelFunctions.takes;
import static io.paviour.schema.CelFunctions.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.ListType;
import java.util.ArrayList;
import java.util.List;

/// What can be done with texts: the language's strings extension (version 2) and Kubernetes' regex
/// library. Positions count characters (code points), and whatever would grow without bound is bounded.
final class CelTextFunctions {
    private static final int PARTS_MAX = 100_000;
    private static final ListType STRINGS = ListType.create(STRING);

    private CelTextFunctions() {}

    static void addTo(CelFunctions functions) {
        functions
                .member("charAt", STRING, takes(STRING, INT), a -> charAt(text(a[0]), integer(a[1])))
                .member("indexOf", INT, takes(STRING, STRING), a -> indexOf(text(a[0]), text(a[1]), 0))
                .member("indexOf", INT, takes(STRING, STRING, INT), a -> indexOf(text(a[0]), text(a[1]), integer(a[2])))
                .member("lastIndexOf", INT, takes(STRING, STRING), a -> lastIndexOf(text(a[0]), text(a[1]), -1))
                .member("lastIndexOf", INT, takes(STRING, STRING, INT), a -> {
                    int from = position(text(a[0]), integer(a[2]));
                    return lastIndexOf(text(a[0]), text(a[1]), from);
                })
                .member("join", STRING, takes(STRINGS), a -> join(list(a[0]), ""))
                .member("join", STRING, takes(STRINGS, STRING), a -> join(list(a[0]), text(a[1])))
                .member("lowerAscii", STRING, takes(STRING), a -> shifted(text(a[0]), 'A', 'Z', 32))
                .member("upperAscii", STRING, takes(STRING), a -> shifted(text(a[0]), 'a', 'z', -32))
                .member("trim", STRING, takes(STRING), a -> text(a[0]).strip())
                .member("replace", STRING, takes(STRING, STRING, STRING), a -> replace(a, Long.MAX_VALUE))
                .member("replace", STRING, takes(STRING, STRING, STRING, INT), a -> replace(a, integer(a[3])))
                .member("split", STRINGS, takes(STRING, STRING), a -> split(text(a[0]), text(a[1]), -1))
                .member("split", STRINGS, takes(STRING, STRING, INT), a -> split(text(a[0]), text(a[1]), integer(a[2])))
                .member(
                        "substring",
                        STRING,
                        takes(STRING, INT),
                        a -> text(a[0]).substring(position(text(a[0]), integer(a[1]))))
                .member("substring", STRING, takes(STRING, INT, INT), a -> substring(a))
                .member("format", STRING, takes(STRING, ListType.create(DYN)), a -> {
                    return new CelFormatting(text(a[0]), list(a[1])).text();
                })
                .member("find", STRING, takes(STRING, STRING), a -> find(text(a[0]), text(a[1])))
                .member("findAll", STRINGS, takes(STRING, STRING), a -> findAll(text(a[0]), text(a[1]), -1))
                .member("findAll", STRINGS, takes(STRING, STRING, INT), a -> {
                    return findAll(text(a[0]), text(a[1]), integer(a[2]));
                })
                .global("strings.quote", STRING, takes(STRING), a -> CelFormatting.quoted(text(a[0])));
    }

    /// Where the character of that number begins.
    private static int position(String text, long character) {
        if (character < 0 || character > text.codePointCount(0, text.length())) {
            throw new CelFailure("index out of range: " + character);
        }
        return text.offsetByCodePoints(0, (int) character);
    }

    private static String charAt(String text, long character) {
        int at = position(text, character);
        return at == text.length() ? "" : Character.toString(text.codePointAt(at));
    }

    private static long indexOf(String text, String part, long from) {
        int at = text.indexOf(part, position(text, from));
        return at < 0 ? -1 : text.codePointCount(0, at);
    }

    private static long lastIndexOf(String text, String part, int from) {
        int at = from < 0 ? text.lastIndexOf(part) : text.lastIndexOf(part, from);
        return at < 0 ? -1 : text.codePointCount(0, at);
    }

    private static String join(List<?> parts, String between) {
        var joined = new StringBuilder();
        String before = "";
        for (Object part : parts) {
            if (!(part instanceof String text)) {
                throw new CelFailure("join takes a list of strings");
            }
            CelFunctions.checkLength((long) joined.length() + before.length() + text.length());
            joined.append(before).append(text);
            before = between;
        }
        return joined.toString();
    }

    private static String shifted(String text, char first, char last, int by) {
        var shifted = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter >= first && letter <= last) {
                shifted.setCharAt(i, (char) (letter + by));
            }
        }
        return shifted.toString();
    }

    private static String replace(Object[] arguments, long times) {
        String text = text(arguments[0]);
        String old = text(arguments[1]);
        String by = text(arguments[2]);
        long left = times < 0 ? Long.MAX_VALUE : times;
        var replaced = new StringBuilder();
        int from = 0;
        while (left > 0) {
            int at = from > text.length() ? -1 : text.indexOf(old, from);
            if (at < 0) {
                break;
            }
            CelFunctions.checkLength((long) replaced.length() + by.length() + text.length() - from);
            int end = at + old.length();
            replaced.append(text, from, at).append(by);
            if (old.isEmpty()) {
                int next = at < text.length() ? text.offsetByCodePoints(at, 1) : at + 1;
                replaced.append(text, at, Math.min(next, text.length()));
                end = next;
            }
            from = end;
            left--;
        }
        return replaced.append(text, Math.min(from, text.length()), text.length())
                .toString();
    }

    private static CelList split(String text, String by, long partsMax) {
        var parts = new ArrayList<String>();
        if (partsMax == 0) {
            return CelList.of(parts);
        }
        int from = 0;
        while (partsMax < 0 || parts.size() < partsMax - 1) {
            int at = by.isEmpty() ? after(text, from) : text.indexOf(by, from);
            if (at < 0 || (by.isEmpty() && at >= text.length())) {
                break;
            }
            add(parts, text.substring(from, at));
            from = at + by.length();
        }
        if (!by.isEmpty() || from < text.length()) {
            parts.add(text.substring(from));
        }
        return CelList.of(parts);
    }

    private static int after(String text, int from) {
        return from >= text.length() ? -1 : text.offsetByCodePoints(from, 1);
    }

    private static String substring(Object[] arguments) {
        String text = text(arguments[0]);
        long first = integer(arguments[1]);
        long end = integer(arguments[2]);
        if (first > end) {
            throw new CelFailure("invalid substring range: " + first + " to " + end);
        }
        return text.substring(position(text, first), position(text, end));
    }

    private static Matcher matcher(String text, String pattern) {
        Pattern compiled;
        try {
            compiled = Patterns.compile(pattern);
        } catch (PatternSyntaxException malformed) {
            throw new CelFailure("not a pattern: " + malformed.getDescription());
        }
        if (Patterns.isTooMuch(compiled, text)) {
            throw new CelFailure("the text is too long for the pattern");
        }
        return compiled.matcher(text);
    }

    private static void add(List<String> parts, String part) {
        if (parts.size() >= PARTS_MAX) {
            throw new CelFailure("a text has at most " + PARTS_MAX + " parts");
        }
        parts.add(part);
    }

    private static String find(String text, String pattern) {
        Matcher matcher = matcher(text, pattern);
        return matcher.find() ? matcher.group() : "";
    }

    /// Whether the pattern is found in the text: `matches`, with bounds.
    static boolean matches(String text, String pattern) {
        return matcher(text, pattern).find();
    }

    private static CelList findAll(String text, String pattern, long most) {
        Matcher matcher = matcher(text, pattern);
        var found = new ArrayList<String>();
        while ((most < 0 || found.size() < most) && matcher.find()) {
            add(found, matcher.group());
        }
        return CelList.of(found);
    }
}
