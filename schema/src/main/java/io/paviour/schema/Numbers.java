package io.paviour.schema;

import io.paviour.resource.Json;
import java.math.BigDecimal;

/// JSON values compared as JSON compares them: `4` and `4.0` are the same number.
final class Numbers {
    private Numbers() {}

    static boolean isNumber(Json value) {
        return value instanceof Json.Int || value instanceof Json.Dec;
    }

    /// Orders two numbers.
    static int compare(Json a, Json b) {
        if (a instanceof Json.Int(long x) && b instanceof Json.Int(long y)) {
            return Long.compare(x, y);
        }
        return exact(a).compareTo(exact(b));
    }

    static boolean isMultiple(Json value, Json step) {
        return exact(value).remainder(exact(step)).signum() == 0;
    }

    private static BigDecimal exact(Json number) {
        return switch (number) {
            case Json.Int(long value) -> BigDecimal.valueOf(value);
            case Json.Dec(double value) -> BigDecimal.valueOf(value);
            default -> throw new IllegalArgumentException("not a number: " + number);
        };
    }

    /// Whether two values are the same, with numbers compared by value.
    static boolean same(Json a, Json b) {
        if (isNumber(a) && isNumber(b)) {
            return compare(a, b) == 0;
        }
        if (a instanceof Json.Arr(var left) && b instanceof Json.Arr(var right)) {
            if (left.size() != right.size()) {
                return false;
            }
            for (int i = 0; i < left.size(); i++) {
                if (!same(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Json.Obj(var left) && b instanceof Json.Obj right) {
            return left.size() == right.fields().size()
                    && left.entrySet().stream().allMatch(field -> {
                        Json other = right.get(field.getKey());
                        return other != null && same(field.getValue(), other);
                    });
        }
        return a.equals(b);
    }
}
