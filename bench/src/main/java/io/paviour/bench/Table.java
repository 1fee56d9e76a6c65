package io.paviour.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measured figures by row, several runs of each, shown as medians in Markdown.
final class Table {
    private final List<String> columns;
    private final Map<String, List<double[]>> runsByRow = new LinkedHashMap<>();

    Table(String what, String... figures) {
        columns = new ArrayList<>(List.of(what));
        columns.addAll(List.of(figures));
    }

    /// Takes one run of a row; a figure that there is not is NaN.
    void add(String row, double... figures) {
        if (figures.length != columns.size() - 1) {
            throw new IllegalArgumentException(row + " has " + figures.length + " figures");
        }
        runsByRow.computeIfAbsent(row, _ -> new ArrayList<>()).add(figures);
        System.err.println(row + " " + Arrays.toString(figures));
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("| " + String.join(" | ", columns) + " |");
        lines.add("|---".repeat(columns.size()) + "|");
        runsByRow.forEach((row, runs) -> {
            var cells = new ArrayList<>(List.of(row));
            for (int column = 0; column < columns.size() - 1; column++) {
                int at = column;
                double median = percentile(
                        runs.stream().mapToDouble(figures -> figures[at]).toArray(), 50);
                cells.add(Double.isNaN(median) ? "-" : number(median));
            }
            lines.add("| " + String.join(" | ", cells) + " |");
        });
        return lines;
    }

    /// The smallest value that at least `percent` of all do not exceed.
    static double percentile(double[] values, int percent) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(sorted.length * percent / 100.0);
        return sorted[Math.max(0, rank - 1)];
    }

    private static String number(double value) {
        if (value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }
}
