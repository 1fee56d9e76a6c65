package io.paviour.schema;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.exceptions.CelNumericOverflowException;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The operators of the language that are ours: `==`, `!=` and `+`, which know lists that are sets or maps
/// and bound what they make, and `matches`, which bounds its patterns. All others are the library's.
final class CelOperators {
    private CelOperators() {}

    /// The library's functions without those that are here.
    static CelStandardFunctions others() {
        return CelStandardFunctions.newBuilder()
                .excludeFunctions(
                        StandardFunction.EQUALS,
                        StandardFunction.NOT_EQUALS,
                        StandardFunction.ADD,
                        StandardFunction.MATCHES)
                .build();
    }

    static List<CelFunctionBinding> bindings() {
        var bindings = new ArrayList<CelFunctionBinding>();
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "_==_", CelFunctionBinding.from("equals", Object.class, Object.class, CelEquality::same)));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "_!=_",
                CelFunctionBinding.from("not_equals", Object.class, Object.class, (a, b) -> !CelEquality.same(a, b))));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "matches",
                CelFunctionBinding.from("matches", String.class, String.class, CelTextFunctions::matches),
                CelFunctionBinding.from("matches_string", String.class, String.class, CelTextFunctions::matches)));
        bindings.addAll(sums());
        return bindings;
    }

    private static ImmutableSet<CelFunctionBinding> sums() {
        return CelFunctionBinding.fromOverloads(
                "_+_",
                CelFunctionBinding.from("add_int64", Long.class, Long.class, CelOperators::sum),
                CelFunctionBinding.from("add_uint64", UnsignedLong.class, UnsignedLong.class, CelOperators::sum),
                CelFunctionBinding.from("add_double", Double.class, Double.class, Double::sum),
                CelFunctionBinding.from("add_string", String.class, String.class, CelOperators::sum),
                CelFunctionBinding.from("add_bytes", CelByteString.class, CelByteString.class, CelOperators::sum),
                CelFunctionBinding.from("add_list", List.class, List.class, CelEquality::sum),
                CelFunctionBinding.from("add_timestamp_duration", Instant.class, Duration.class, CelOperators::sum),
                CelFunctionBinding.from("add_duration_timestamp", Duration.class, Instant.class, (a, b) -> sum(b, a)),
                CelFunctionBinding.from("add_duration_duration", Duration.class, Duration.class, CelOperators::sum));
    }

    private static Object sum(Long a, Long b) {
        try {
            return Math.addExact(a, b);
        } catch (ArithmeticException overflow) {
            throw new CelNumericOverflowException(overflow);
        }
    }

    private static Object sum(UnsignedLong a, UnsignedLong b) {
        UnsignedLong sum = a.plus(b);
        if (sum.compareTo(a) < 0) {
            throw new CelNumericOverflowException("unsigned long overflow");
        }
        return sum;
    }

    private static Object sum(String a, String b) {
        CelFunctions.checkLength((long) a.length() + b.length());
        return a + b;
    }

    private static Object sum(CelByteString a, CelByteString b) {
        CelFunctions.checkLength((long) a.size() + b.size());
        return a.concat(b);
    }

    private static Object sum(Instant a, Duration b) {
        try {
            return a.plus(b);
        } catch (DateTimeException | ArithmeticException overflow) {
            throw new CelFailure("timestamp overflow");
        }
    }

    private static Object sum(Duration a, Duration b) {
        try {
            return a.plus(b);
        } catch (ArithmeticException overflow) {
            throw new CelFailure("duration overflow");
        }
    }
}
