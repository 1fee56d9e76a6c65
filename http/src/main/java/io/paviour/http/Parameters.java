package io.paviour.http;

import io.paviour.resource.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The query of a URL, decoded.
record Parameters(Map<String, List<String>> values) {
    static final Parameters NONE = new Parameters(Map.of());
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern REVISION = Pattern.compile("0|[1-9][0-9]{0,17}");

    /// Reads the part behind the `?`.
    static Parameters parse(String query) {
        if (query.isEmpty()) {
            return NONE;
        }
        var values = new LinkedHashMap<String, List<String>>();
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return new Parameters(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Problem.BadRequest("the query is not well encoded: " + text).exception();
        }
    }

    /// The first value, or the empty string.
    String text(String name) {
        List<String> all = values.get(name);
        return all == null ? "" : all.getFirst();
    }

    /// All values.
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /// The first value, or null where it is missing or empty.
    @Nullable
    String find(String name) {
        String text = text(name);
        return text.isEmpty() ? null : text;
    }

    boolean flag(String name) {
        if (!values.containsKey(name)) {
            return false;
        }
        return switch (text(name)) {
            case "", "1", "true", "True", "TRUE", "t", "T" -> true;
            case "0", "false", "False", "FALSE", "f", "F" -> false;
            default -> throw invalid(name, "true or false");
        };
    }

    /// A whole number from 0 to `max`; larger ones count as `max`.
    int count(String name, int otherwise, int max) {
        String text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw invalid(name, "a whole number");
        }
        return (int) Math.min(Long.parseLong(text), max);
    }

    /// A `resourceVersion`; -1 where there is none.
    long revision(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return -1;
        }
        if (!REVISION.matcher(text).matches()) {
            throw invalid(name, "a resource version from an earlier answer");
        }
        return Long.parseLong(text);
    }

    private RuntimeException invalid(String name, String wanted) {
        return new Problem.BadRequest(name + ": Invalid value: \"" + text(name) + "\": must be " + wanted).exception();
    }

    /// The first value of each.
    Map<String, String> firsts() {
        var firsts = new LinkedHashMap<String, String>();
        values.forEach((name, all) -> firsts.put(name, all.getFirst()));
        return firsts;
    }
}
