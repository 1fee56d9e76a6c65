package io.paviour.http;

import io.paviour.gauge.Board;
import io.paviour.gauge.Family;
import io.paviour.gauge.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gauges as text: in the format of Prometheus ("Exposition formats", version 0.0.4), or of OpenMetrics 1.0 for
/// those who like it better.
record Exposition(Board board) {
    private static final Logger LOG = LoggerFactory.getLogger(Exposition.class);
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String PLAIN_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

    Reply answer(Call call) {
        boolean isOpen = likesOpenMetrics(call.header("accept"));
        byte[] text = text(isOpen).getBytes(StandardCharsets.UTF_8);
        return new Reply.Whole(200, isOpen ? OPEN_METRICS_TYPE : PLAIN_TYPE, text, List.of());
    }

    /// Whether OpenMetrics is wanted, and at least as much as plain text.
    static boolean likesOpenMetrics(String accept) {
        double open = 0;
        double plain = 0;
        for (String part : accept.split(",")) {
            String[] words = part.strip().split("\\s*;\\s*", -1);
            double weight = weight(words);
            switch (words[0]) {
                case OPEN_METRICS -> open = Math.max(open, weight);
                case "text/plain" -> plain = Math.max(plain, weight);
                default -> {}
            }
        }
        return open > 0 && open >= plain;
    }

    private static double weight(String[] words) {
        for (int i = 1; i < words.length; i++) {
            if (words[i].matches("q=[01](\\.[0-9]{0,3})?")) {
                return Double.parseDouble(words[i].substring(2));
            }
        }
        return 1;
    }

    /// Everything on the board.
    String text(boolean isOpen) {
        var out = new StringBuilder(32 << 10);
        for (Family family : board.families()) {
            write(out, family, isOpen);
        }
        return isOpen ? out.append("# EOF\n").toString() : out.toString();
    }

    private static void write(StringBuilder out, Family family, boolean isOpen) {
        String total = "_total";
        String name = family.name();
        boolean isCut = isOpen && family.type() == Family.Type.COUNTER;
        String told = isCut ? name.substring(0, name.length() - total.length()) : name;
        String type = switch (family.type()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case HISTOGRAM -> "histogram";
        };
        out.append("# HELP ").append(told).append(' ');
        escape(out, family.help(), isOpen);
        out.append("\n# TYPE ").append(told).append(' ').append(type).append('\n');
        try {
            family.reading().read((values, value) -> write(out, family, values, value, isOpen));
        } catch (IOException away) {
            LOG.debug("{} cannot be read: {}", name, away.getMessage());
        }
    }

    private static void write(StringBuilder out, Family family, List<String> values, Value value, boolean isOpen) {
        switch (value) {
            case Value.Single(double number) -> {
                labels(out.append(family.name()), family.labels(), values, "");
                number(out.append(' '), number).append('\n');
            }
            case Value.Spread spread -> {
                for (int i = 0; i < spread.upTo().size(); i++) {
                    boolean isLast = i == spread.bounds().size();
                    String bound = isLast ? "+Inf" : bound(spread.bounds().get(i), isOpen);
                    labels(out.append(family.name()).append("_bucket"), family.labels(), values, bound);
                    out.append(' ').append(spread.upTo().get(i).longValue()).append('\n');
                }
                labels(out.append(family.name()).append("_sum"), family.labels(), values, "");
                number(out.append(' '), spread.sum()).append('\n');
                labels(out.append(family.name()).append("_count"), family.labels(), values, "");
                out.append(' ').append(spread.count()).append('\n');
            }
        }
    }

    /// A bound is part of a name: OpenMetrics wants a decimal point in it, and Prometheus writes it without where it
    /// can.
    private static String bound(double bound, boolean isOpen) {
        String text = Double.toString(bound);
        return !isOpen && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static StringBuilder number(StringBuilder out, double number) {
        if (Double.isInfinite(number)) {
            return out.append(number > 0 ? "+Inf" : "-Inf");
        }
        boolean isWhole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
        return isWhole ? out.append((long) number) : out.append(number);
    }

    private static void labels(StringBuilder out, List<String> names, List<String> values, String bound) {
        if (names.isEmpty() && bound.isEmpty()) {
            return;
        }
        out.append('{');
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ",").append(names.get(i)).append("=\"");
            escape(out, values.get(i), true);
            out.append('"');
        }
        if (!bound.isEmpty()) {
            out.append(names.isEmpty() ? "" : ",").append("le=\"").append(bound).append('"');
        }
        out.append('}');
    }

    private static void escape(StringBuilder out, String text, boolean isQuoted) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append(isQuoted ? "\\\"" : "\"");
                default -> out.append(c);
            }
        }
    }
}
