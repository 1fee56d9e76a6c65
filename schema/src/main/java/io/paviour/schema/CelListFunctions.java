package io.paviour.schema;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DOUBLE;
import static dev.cel.common.types.SimpleType.DURATION;
import static dev.cel.common.types.SimpleType.INT;
import static io.paviour.schema.CelFunctions.list;
import static io.paviour.schema.CelFunctions.takes;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.TypeParamType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What can be done with lists: Kubernetes' list library and the language's sets extension, the latter in
/// linear time.
final class CelListFunctions {
    private static final CelType ITEM = TypeParamType.create("T");
    private static final ListType ITEMS = ListType.create(ITEM);

    private CelListFunctions() {}

    static void addTo(CelFunctions functions) {
        functions
                .member("isSorted", BOOL, takes(ITEMS), a -> isSorted(list(a[0])))
                .member("min", ITEM, takes(ITEMS), a -> extreme(list(a[0]), -1))
                .member("max", ITEM, takes(ITEMS), a -> extreme(list(a[0]), 1))
                .member("sum", INT, takes(ListType.create(INT)), a -> sum(list(a[0]), 0L))
                .member("sum", DOUBLE, takes(ListType.create(DOUBLE)), a -> sum(list(a[0]), 0.0))
                .member("sum", DURATION, takes(ListType.create(DURATION)), a -> sum(list(a[0]), Duration.ZERO))
                .member("indexOf", INT, takes(ITEMS, ITEM), a ->
                        (long) CelList.of(list(a[0])).indexOf(a[1]))
                .member("lastIndexOf", INT, takes(ITEMS, ITEM), a ->
                        (long) CelList.of(list(a[0])).lastIndexOf(a[1]))
                .global(
                        "sets.contains",
                        BOOL,
                        takes(ITEMS, ITEMS),
                        a -> set(a[0]).containsAll(set(a[1])))
                .global(
                        "sets.equivalent",
                        BOOL,
                        takes(ITEMS, ITEMS),
                        a -> set(a[0]).equals(set(a[1])))
                .global(
                        "sets.intersects",
                        BOOL,
                        takes(ITEMS, ITEMS),
                        a -> set(a[0]).stream().anyMatch(set(a[1])::contains));
    }

    private static Set<Object> set(Object list) {
        var set = new HashSet<>();
        list(list).forEach(item -> set.add(CelEquality.normal(item)));
        return set;
    }

    private static boolean isSorted(List<?> items) {
        for (int i = 1; i < items.size(); i++) {
            if (compare(items.get(i - 1), items.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(List<?> items, int sign) {
        if (items.isEmpty()) {
            throw new CelFailure((sign < 0 ? "min" : "max") + " called on empty list");
        }
        Object extreme = items.getFirst();
        for (Object item : items) {
            if (compare(item, extreme) * sign > 0) {
                extreme = item;
            }
        }
        return extreme;
    }

    private static int compare(Object a, Object b) {
        return switch (a) {
            case Number left when b instanceof Number right -> compareNumbers(left, right);
            case String left when b instanceof String right -> left.compareTo(right);
            case Boolean left when b instanceof Boolean right -> left.compareTo(right);
            case Instant left when b instanceof Instant right -> left.compareTo(right);
            case Duration left when b instanceof Duration right -> left.compareTo(right);
            default -> throw new CelFailure("the items of the list have no order");
        };
    }

    private static int compareNumbers(Number a, Number b) {
        if (a instanceof Double || b instanceof Double) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        return exact(a).compareTo(exact(b));
    }

    private static BigDecimal exact(Number number) {
        return number instanceof UnsignedLong unsigned
                ? new BigDecimal(unsigned.bigIntegerValue())
                : BigDecimal.valueOf(number.longValue());
    }

    private static Object sum(List<?> items, Object zero) {
        Object sum = items.isEmpty() || items.getFirst().getClass() == zero.getClass() ? zero : null;
        for (Object item : items) {
            sum = sum == null ? item : plus(sum, item);
        }
        return sum == null ? zero : sum;
    }

    private static Object plus(Object a, Object b) {
        try {
            return switch (a) {
                case Long left when b instanceof Long right -> Math.addExact(left, right);
                case Double left when b instanceof Double right -> left + right;
                case Duration left when b instanceof Duration right -> left.plus(right);
                case UnsignedLong left when b instanceof UnsignedLong right -> left.plus(right);
                default -> throw new CelFailure("the items of the list have no sum");
            };
        } catch (ArithmeticException overflow) {
            throw new CelFailure("integer overflow");
        }
    }
}
