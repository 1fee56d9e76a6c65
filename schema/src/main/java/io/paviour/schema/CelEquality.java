package io.paviour.schema;

import com.google.common.primitives.UnsignedLong;
import io.paviour.schema.CelList.Identity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// When two values of an expression are the same, and what two lists make together: by value for numbers
/// of any kind, in any order for lists whose schema says that they are sets or maps (Kubernetes
/// documentation, "Validation rules").
final class CelEquality {
    private CelEquality() {}

    static boolean same(Object a, Object b) {
        if (a instanceof Number && b instanceof Number) {
            return !isNaN(a) && !isNaN(b) && normal(a).equals(normal(b));
        }
        if (isContainer(a) && isContainer(b)) {
            return sameContainers(a, b);
        }
        return a.equals(b);
    }

    private static boolean isNaN(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static boolean isContainer(Object value) {
        return value instanceof List<?> || value instanceof Map<?, ?>;
    }

    private static boolean sameContainers(Object a, Object b) {
        if (a instanceof List<?> left && b instanceof List<?> right) {
            if (left.size() != right.size()) {
                return false;
            }
            Identity identity = identity(left, right);
            return comparable(left, identity).equals(comparable(right, identity));
        }
        return a instanceof Map<?, ?> left
                && b instanceof Map<?, ?> right
                && left.size() == right.size()
                && normal(a).equals(normal(b));
    }

    /// A list of which the schema says how its items are told apart tells it of the other one too.
    private static Identity identity(List<?> left, List<?> right) {
        Identity known = identity(left);
        return known instanceof Identity.Position ? identity(right) : known;
    }

    private static Identity identity(List<?> list) {
        return list instanceof CelList view ? view.identity() : CelList.POSITION;
    }

    /// The value as plain data that `equals` compares as expressions do.
    static Object normal(Object value) {
        return switch (value) {
            case Long number -> number;
            case UnsignedLong number -> normal(number.doubleValue(), new BigDecimal(number.bigIntegerValue()));
            case Double number -> Double.isFinite(number) ? normal(number, new BigDecimal(number)) : number;
            case List<?> list -> comparable(list, identity(list));
            case Map<?, ?> map -> {
                var fields = new HashMap<Object, Object>();
                map.forEach((name, field) -> fields.put(normal(name), normal(field)));
                yield fields;
            }
            default -> value;
        };
    }

    private static Object normal(double number, BigDecimal exact) {
        if (number == Math.rint(number) && Math.abs(number) < 0x1p63) {
            return exact.longValueExact();
        }
        return exact.stripTrailingZeros();
    }

    private static Object comparable(List<?> list, Identity identity) {
        return switch (identity) {
            case Identity.Position() -> list.stream().map(CelEquality::normal).toList();
            case Identity.Value() ->
                new HashSet<>(list.stream().map(CelEquality::normal).toList());
            case Identity.Keys(var names) -> {
                var items = new HashMap<Object, Object>();
                list.forEach(item -> items.put(key(item, names), normal(item)));
                yield items;
            }
        };
    }

    private static Object key(Object item, List<String> names) {
        if (!(item instanceof Map<?, ?> fields)) {
            return normal(item);
        }
        var key = new ArrayList<Object>();
        for (String name : names) {
            Object part = fields.get(name);
            key.add(part == null ? List.of() : normal(part));
        }
        return key;
    }

    /// What `+` makes of two lists: of sets their union, of maps the first with the items of the second
    /// put over it.
    static CelList sum(List<?> first, List<?> second) {
        Identity identity = identity(first, second);
        if (identity instanceof Identity.Position) {
            return CelList.appended(first, second);
        }
        List<String> names = identity instanceof Identity.Keys(var keys) ? keys : List.of();
        var items = new LinkedHashMap<Object, Object>();
        for (List<?> list : List.of(first, second)) {
            for (Object item : list) {
                items.put(names.isEmpty() ? normal(item) : key(item, names), item);
            }
        }
        return CelList.of(new ArrayList<>(items.values()), identity);
    }
}
