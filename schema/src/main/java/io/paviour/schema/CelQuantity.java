package io.paviour.schema;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DOUBLE;
import static dev.cel.common.types.SimpleType.INT;
import static io.paviour.schema.CelFunctions.takes;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import java.math.BigDecimal;
import java.util.Map;

/// An amount such as `500m`, `1.5Gi` or `-2e3`, exact and of either sign, and Kubernetes' quantity library
/// over it.
record CelQuantity(BigDecimal amount) {
    static final CelType TYPE = OpaqueType.create("kubernetes.Quantity");

    private static final Pattern FORM = Pattern.compile(
            "^([+-]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40}))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,3}))?$");

    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", BigDecimal.ONE.scaleByPowerOfTen(-9)),
            Map.entry("u", BigDecimal.ONE.scaleByPowerOfTen(-6)),
            Map.entry("m", BigDecimal.ONE.scaleByPowerOfTen(-3)),
            Map.entry("k", BigDecimal.ONE.scaleByPowerOfTen(3)),
            Map.entry("M", BigDecimal.ONE.scaleByPowerOfTen(6)),
            Map.entry("G", BigDecimal.ONE.scaleByPowerOfTen(9)),
            Map.entry("T", BigDecimal.ONE.scaleByPowerOfTen(12)),
            Map.entry("P", BigDecimal.ONE.scaleByPowerOfTen(15)),
            Map.entry("E", BigDecimal.ONE.scaleByPowerOfTen(18)),
            Map.entry("Ki", BigDecimal.TWO.pow(10)),
            Map.entry("Mi", BigDecimal.TWO.pow(20)),
            Map.entry("Gi", BigDecimal.TWO.pow(30)),
            Map.entry("Ti", BigDecimal.TWO.pow(40)),
            Map.entry("Pi", BigDecimal.TWO.pow(50)),
            Map.entry("Ei", BigDecimal.TWO.pow(60)));

    CelQuantity {
        amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    }

    static void addTo(CelFunctions functions) {
        functions.type(TYPE, CelQuantity.class).reader("quantity", "isQuantity", TYPE, CelQuantity::read);
        functions
                .member("sign", INT, takes(TYPE), a -> (long) amount(a[0]).signum())
                .member("isInteger", BOOL, takes(TYPE), a -> isInteger(amount(a[0])))
                .member("asInteger", INT, takes(TYPE), a -> asInteger(amount(a[0])))
                .member(
                        "asApproximateFloat",
                        DOUBLE,
                        takes(TYPE),
                        a -> amount(a[0]).doubleValue())
                .member(
                        "add",
                        TYPE,
                        takes(TYPE, TYPE),
                        a -> new CelQuantity(amount(a[0]).add(amount(a[1]))))
                .member(
                        "add",
                        TYPE,
                        takes(TYPE, INT),
                        a -> new CelQuantity(amount(a[0]).add(amount(a[1]))))
                .member(
                        "sub",
                        TYPE,
                        takes(TYPE, TYPE),
                        a -> new CelQuantity(amount(a[0]).subtract(amount(a[1]))))
                .member(
                        "sub",
                        TYPE,
                        takes(TYPE, INT),
                        a -> new CelQuantity(amount(a[0]).subtract(amount(a[1]))))
                .member(
                        "isGreaterThan",
                        BOOL,
                        takes(TYPE, TYPE),
                        a -> amount(a[0]).compareTo(amount(a[1])) > 0)
                .member("isLessThan", BOOL, takes(TYPE, TYPE), a -> amount(a[0]).compareTo(amount(a[1])) < 0)
                .member("compareTo", INT, takes(TYPE, TYPE), a ->
                        (long) amount(a[0]).compareTo(amount(a[1])));
    }

    private static BigDecimal amount(Object argument) {
        return argument instanceof Long number ? BigDecimal.valueOf(number) : ((CelQuantity) argument).amount;
    }

    private static boolean isInteger(BigDecimal amount) {
        return amount.scale() <= 0 && amount.toBigInteger().bitLength() < Long.SIZE;
    }

    private static long asInteger(BigDecimal amount) {
        if (!isInteger(amount)) {
            throw new CelFailure("cannot convert value to integer");
        }
        return amount.longValueExact();
    }

    private static CelQuantity read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CelFailure("not a quantity: " + CelFormatting.quoted(text));
        }
        var number = new BigDecimal(matcher.group(1));
        if (matcher.group(3) != null) {
            return new CelQuantity(number.scaleByPowerOfTen(Integer.parseInt(matcher.group(3))));
        }
        String unit = matcher.group(2);
        return new CelQuantity(unit == null ? number : number.multiply(UNITS.getOrDefault(unit, BigDecimal.ONE)));
    }

    @Override
    public String toString() {
        return amount.toPlainString();
    }
}
