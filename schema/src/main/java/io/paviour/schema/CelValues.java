package io.paviour.schema;

import com.google.common.primitives.UnsignedLong;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.TypeType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.paviour.resource.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Documents as expressions see them, and back.
final class CelValues {
    private static final int DEPTH_MAX = 64;

    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(ns|us|µs|ms|s|m|h|d|w) ?");

    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L,
            "w", 604_800_000_000_000L);

    private CelValues() {}

    /// A text that is not in the format that its schema says. That is a violation of its own, so a rule
    /// that meets it has nothing to add.
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    /// A value of which no schema is known.
    static Object of(Json json) {
        return switch (json) {
            case Json.Obj object -> new CelMap(new Open(object));
            case Json.Arr(var items) -> CelList.view(items.size(), index -> of(items.get(index)), CelList.POSITION);
            case Json.Str(String text) -> text;
            case Json.Int(long number) -> number;
            case Json.Dec(double number) -> number;
            case Json.Bool(boolean bool) -> bool;
            case Json.Null() -> NullValue.NULL_VALUE;
        };
    }

    private record Open(Json.Obj object) implements CelMap.Fields {
        @Override
        public Set<String> names() {
            return object.fields().keySet();
        }

        @Override
        public @Nullable Object value(String name) {
            Json value = object.get(name);
            return value == null ? null : of(value);
        }
    }

    static Instant timestamp(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        } catch (DateTimeException none) {
            throw new Unreadable("not a date and time: " + text);
        }
    }

    static Duration duration(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION_PART.matcher(rest);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < rest.length() && matcher.find(at) && matcher.start() == at) {
            long unit = NANOS.getOrDefault(matcher.group(2), 1L);
            nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
            at = matcher.end();
        }
        if (at == 0 || at < rest.length() || nanos.toBigInteger().bitLength() >= Long.SIZE) {
            throw new Unreadable("not a duration: " + text);
        }
        long count = nanos.longValue();
        return Duration.ofNanos(negative ? -count : count);
    }

    /// A duration as the language writes it: `5400s`, `0.5s`.
    static String duration(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        return (seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString()) + "s";
    }

    static CelByteString bytes(String text) {
        try {
            return CelByteString.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException none) {
            throw new Unreadable("not base64: " + text);
        }
    }

    /// What an expression answered, as JSON: bytes in base64, times, durations and quantities as texts, an
    /// empty optional as null.
    ///
    /// @throws CelFailure for what nests too deep
    static Json json(Object value) {
        return json(value, 0);
    }

    private static Json json(Object value, int depth) {
        if (depth > DEPTH_MAX) {
            throw new CelFailure("the answer nests deeper than " + DEPTH_MAX);
        }
        return switch (value) {
            case String text -> new Json.Str(text);
            case Boolean bool -> new Json.Bool(bool);
            case Long number -> new Json.Int(number);
            case Double number -> number(number);
            case UnsignedLong number -> whole(number.bigIntegerValue());
            case NullValue _ -> Json.NULL;
            case CelByteString bytes -> new Json.Str(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Duration duration -> new Json.Str(duration(duration));
            case TypeType type -> new Json.Str(type.containingTypeName());
            case Optional<?> optional -> optional.isEmpty() ? Json.NULL : json(optional.get(), depth + 1);
            case List<?> list -> {
                var items = new ArrayList<Json>(list.size());
                list.forEach(item -> items.add(json(item, depth + 1)));
                yield new Json.Arr(items);
            }
            case Map<?, ?> map -> {
                var fields = new LinkedHashMap<String, Json>();
                map.forEach((name, field) -> fields.put(CelFormatting.string(name), json(field, depth + 1)));
                yield new Json.Obj(fields);
            }
            default -> new Json.Str(value.toString());
        };
    }

    private static Json number(double number) {
        return Double.isFinite(number) ? new Json.Dec(number) : new Json.Str(CelFormatting.string(number));
    }

    private static Json whole(BigInteger number) {
        return number.bitLength() < Long.SIZE ? new Json.Int(number.longValue()) : new Json.Dec(number.doubleValue());
    }
}
