package io.paviour.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads what `/metrics` answers, and takes nothing that a strict reader would not: every sample belongs to the family
/// above it, no series and no family comes twice, histograms add up.
record Scrape(Map<String, Family> families) {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-z_:][a-z0-9_:]*) (.+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram)");
    private static final String LABEL = "([a-z_][a-z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\n\"])*)\"";
    private static final Pattern SAMPLE = Pattern.compile("([a-z_:][a-z0-9_:]*)(?:\\{(" + LABEL + "(?:," + LABEL
            + ")*)\\})? ([-+]?(?:Inf|[0-9][0-9.]*(?:E-?[0-9]+)?))");

    /// @param labels of its samples, without `le`
    record Family(String type, Set<String> labels, List<Sample> samples) {
        /// The value of the sample with some labels; 0 if there is none.
        double value(String... namesAndValues) {
            var wanted = new TreeMap<String, String>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                wanted.put(namesAndValues[i], namesAndValues[i + 1]);
            }
            return samples.stream()
                    .filter(sample -> sample.labels.entrySet().containsAll(wanted.entrySet()))
                    .mapToDouble(Sample::value)
                    .sum();
        }
    }

    record Sample(String name, Map<String, String> labels, double value) {}

    Family family(String name) {
        Family family = families.get(name);
        if (family == null) {
            throw new AssertionError("there is no " + name + " among " + families.keySet());
        }
        return family;
    }

    static Scrape parse(String text, boolean isOpenMetrics) {
        String body = text;
        if (isOpenMetrics) {
            require(text.endsWith("\n# EOF\n"), "it ends with # EOF");
            body = text.substring(0, text.length() - "# EOF\n".length());
        }
        require(body.endsWith("\n"), "the last line is ended");
        var families = new LinkedHashMap<String, Family>();
        var seen = new HashSet<String>();
        List<String> lines = body.lines().toList();
        for (int i = 0; i < lines.size(); ) {
            Matcher help = HELP.matcher(lines.get(i++));
            require(help.matches(), "a family begins with its help: " + lines.get(i - 1));
            Matcher type = TYPE.matcher(lines.get(i++));
            require(type.matches() && type.group(1).equals(help.group(1)), "its type follows: " + lines.get(i - 1));
            var samples = new ArrayList<Sample>();
            while (i < lines.size() && !lines.get(i).startsWith("#")) {
                String line = lines.get(i++);
                Sample sample = sample(line);
                require(seen.add(sample.name + sample.labels), "a series comes once: " + line);
                require(
                        suffixes(type.group(2), isOpenMetrics).stream()
                                .anyMatch(suffix -> sample.name.equals(type.group(1) + suffix)),
                        "a sample belongs to its family " + type.group(1) + ": " + line);
                samples.add(sample);
            }
            if (type.group(2).equals("histogram")) {
                checkHistogram(type.group(1), samples);
            }
            boolean isCut = isOpenMetrics && type.group(2).equals("counter");
            Set<String> labels = samples.stream()
                    .flatMap(sample -> sample.labels.keySet().stream())
                    .filter(label -> !label.equals("le"))
                    .collect(Collectors.toSet());
            String name = type.group(1) + (isCut ? "_total" : "");
            require(families.put(name, new Family(type.group(2), labels, samples)) == null, "a family comes once");
        }
        return new Scrape(families);
    }

    private static List<String> suffixes(String type, boolean isOpenMetrics) {
        return switch (type) {
            case "counter" -> List.of(isOpenMetrics ? "_total" : "");
            case "histogram" -> List.of("_bucket", "_sum", "_count");
            default -> List.of("");
        };
    }

    private static Sample sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        require(sample.matches(), "a sample is name{labels} value: " + line);
        var labels = new TreeMap<String, String>();
        if (sample.group(2) != null) {
            Matcher label = Pattern.compile(LABEL).matcher(sample.group(2));
            while (label.find()) {
                require(labels.put(label.group(1), label.group(2)) == null, "a label comes once: " + line);
            }
        }
        String value = sample.group(sample.groupCount());
        return new Sample(sample.group(1), labels, Double.parseDouble(value.replace("Inf", "Infinity")));
    }

    private static void checkHistogram(String name, List<Sample> samples) {
        var bySeries = new LinkedHashMap<Map<String, String>, List<Sample>>();
        for (Sample sample : samples) {
            var labels = new TreeMap<>(sample.labels);
            labels.remove("le");
            bySeries.computeIfAbsent(labels, _ -> new ArrayList<>()).add(sample);
        }
        bySeries.forEach((labels, series) -> {
            double bound = Double.NEGATIVE_INFINITY;
            double upTo = 0;
            for (Sample bucket : series.subList(0, series.size() - 2)) {
                require(bucket.name.equals(name + "_bucket"), "buckets come first: " + bucket);
                double next = Double.parseDouble(bucket.labels.get("le").replace("Inf", "Infinity"));
                require(next > bound && bucket.value >= upTo, "buckets rise: " + bucket);
                bound = next;
                upTo = bucket.value;
            }
            require(Double.isInfinite(bound), "the last bucket of " + name + labels + " has no bound");
            require(series.getLast().value == upTo, name + labels + " counts what its buckets hold");
        });
    }

    private static void require(boolean isSo, String what) {
        if (!isSo) {
            throw new AssertionError("not so: " + what);
        }
    }
}
