package io.paviour.schema;

import java.time.Duration;

/// A duration as people read it in tables: rounded down, two units at most, as kubectl prints it.
public final class Age {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    private Age() {}

    /// `90s`, `5m`, `7m30s`, `3h`, `2d21h`, `400d`, `3y12d`. Clocks that differ by less than two seconds make `0s`, a
    /// duration further below zero `<invalid>`.
    public static String of(Duration duration) {
        long seconds = duration.toMillis() / 1_000;
        if (seconds < 0) {
            return seconds < -1 ? "<invalid>" : "0s";
        }
        if (seconds < 2 * MINUTE) {
            return seconds + "s";
        }
        if (seconds < 3 * HOUR) {
            return text(seconds, MINUTE, "m", 10 * MINUTE, 1, "s");
        }
        if (seconds < 2 * DAY) {
            return text(seconds, HOUR, "h", 8 * HOUR, MINUTE, "m");
        }
        if (seconds < 2 * YEAR) {
            return text(seconds, DAY, "d", 8 * DAY, HOUR, "h");
        }
        return text(seconds, YEAR, "y", 8 * YEAR, DAY, "d");
    }

    private static String text(
            long seconds, long unit, String unitName, long preciseBelow, long smaller, String smallerName) {
        String text = seconds / unit + unitName;
        long rest = seconds % unit / smaller;
        return seconds < preciseBelow && rest > 0 ? text + rest + smallerName : text;
    }
}
