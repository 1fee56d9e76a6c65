package io.paviour.resource;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An amount as Kubernetes writes it: `500m`, `2`, `512Mi`, `1Gi`, `1e3`.
///
/// @param value the amount in the base unit: cores for CPU, bytes for memory
public record Quantity(BigDecimal value) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi|e[0-9]{1,2})?");

    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("m", new BigDecimal("0.001")),
            Map.entry("k", BigDecimal.TEN.pow(3)),
            Map.entry("M", BigDecimal.TEN.pow(6)),
            Map.entry("G", BigDecimal.TEN.pow(9)),
            Map.entry("T", BigDecimal.TEN.pow(12)),
            Map.entry("P", BigDecimal.TEN.pow(15)),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)));

    /// Reads a quantity, or answers null if `text` is none. Negative amounts are none.
    public static @Nullable Quantity parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        var number = new BigDecimal(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null) {
            return new Quantity(number);
        }
        return new Quantity(
                unit.startsWith("e")
                        ? number.scaleByPowerOfTen(Integer.parseInt(unit.substring(1)))
                        : number.multiply(UNITS.getOrDefault(unit, BigDecimal.ONE)));
    }

    /// In thousandths of the base unit, rounded up: millicores for CPU.
    public long milli() {
        return value.movePointRight(3)
                .setScale(0, java.math.RoundingMode.CEILING)
                .longValue();
    }

    /// In the base unit, rounded up: bytes for memory.
    public long whole() {
        return value.setScale(0, java.math.RoundingMode.CEILING).longValue();
    }
}
