package io.paviour.schema;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.TypeType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Fills in a form such as `%d of %s`: the clauses are `%s %d %f %e %b %x %X %o` and `%%`, with a
/// precision such as `%.3f` where it counts (the language's strings extension, "Format").
final class CelFormatting {
    private static final int PRECISION_MAX = 1_000;
    private static final int PRECISION = 6;

    private final String form;
    private final List<?> values;
    private final StringBuilder text = new StringBuilder();
    private int next;

    CelFormatting(String form, List<?> values) {
        this.form = form;
        this.values = values;
    }

    /// @throws CelFailure where form and values do not meet
    String text() {
        int at = 0;
        while (at < form.length()) {
            char letter = form.charAt(at++);
            if (letter != '%') {
                text.append(letter);
            } else if (at < form.length() && form.charAt(at) == '%') {
                text.append('%');
                at++;
            } else {
                at = clause(at);
            }
            CelFunctions.checkLength(text.length());
        }
        return text.toString();
    }

    private int clause(int start) {
        int at = start;
        int precision = PRECISION;
        if (at < form.length() && form.charAt(at) == '.') {
            int end = at + 1;
            while (end < form.length() && Character.isDigit(form.charAt(end))) {
                end++;
            }
            String digits = form.substring(at + 1, end);
            precision = digits.length() > 0 && digits.length() < 5 ? Integer.parseInt(digits) : PRECISION_MAX + 1;
            if (precision > PRECISION_MAX) {
                throw new CelFailure("a precision is a number of at most " + PRECISION_MAX);
            }
            at = end;
        }
        if (at >= form.length()) {
            throw new CelFailure("the form ends within a clause");
        }
        if (next >= values.size()) {
            throw new CelFailure("the form has more clauses than there are values: " + values.size());
        }
        text.append(filled(form.charAt(at), precision, values.get(next++)));
        return at + 1;
    }

    private static String filled(char clause, int precision, Object value) {
        return switch (clause) {
            case 's' -> string(value);
            case 'd' -> whole(value, clause).toString();
            case 'b' -> value instanceof Boolean bool ? (bool ? "1" : "0") : radix(value, clause, 2);
            case 'o' -> radix(value, clause, 8);
            case 'x' -> hex(value, clause);
            case 'X' -> hex(value, clause).toUpperCase(Locale.ROOT);
            case 'f' -> {
                if (value instanceof Double number && !Double.isFinite(number)) {
                    yield string(number);
                }
                yield exact(value, clause)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
            }
            case 'e' -> scientific(value, precision);
            default -> throw new CelFailure("no such clause: %" + clause);
        };
    }

    private static String scientific(Object value, int precision) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            return string(number);
        }
        return String.format(Locale.ROOT, "%." + precision + "e", exact(value, 'e'));
    }

    private static BigDecimal whole(Object value, char clause) {
        if (value instanceof Long || value instanceof UnsignedLong) {
            return exact(value, clause);
        }
        throw new CelFailure("%" + clause + " takes a whole number");
    }

    private static BigDecimal exact(Object value, char clause) {
        return switch (value) {
            case Long number -> BigDecimal.valueOf(number);
            case UnsignedLong number -> new BigDecimal(number.bigIntegerValue());
            case Double number -> BigDecimal.valueOf(number);
            default -> throw new CelFailure("%" + clause + " takes a number");
        };
    }

    private static String radix(Object value, char clause, int radix) {
        return whole(value, clause).toBigInteger().toString(radix);
    }

    private static String hex(Object value, char clause) {
        return switch (value) {
            case String string -> HexFormat.of().formatHex(string.getBytes(StandardCharsets.UTF_8));
            case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            default -> radix(value, clause, 16);
        };
    }

    /// A value as `%s` writes it.
    static String string(Object value) {
        return switch (value) {
            case String string -> string;
            case Double number -> number(number);
            case CelByteString bytes -> bytes.toStringUtf8();
            case NullValue _ -> "null";
            case Instant instant -> instant.toString();
            case Duration duration -> CelValues.duration(duration);
            case TypeType type -> type.containingTypeName();
            case List<?> list -> list.stream().map(CelFormatting::string).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map -> {
                var fields = new TreeMap<String, String>();
                map.forEach((name, field) -> fields.put(string(name), string(field)));
                yield fields.entrySet().stream()
                        .map(field -> field.getKey() + ": " + field.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
            }
            default -> value.toString();
        };
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /// A text in double quotes, with what cannot be seen escaped.
    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\\' -> quoted.append("\\\\");
                case '"' -> quoted.append("\\\"");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case 7 -> quoted.append("\\a");
                case 11 -> quoted.append("\\v");
                default -> quoted.appendCodePoint(point);
            }
        });
        return quoted.append('"').toString();
    }
}
