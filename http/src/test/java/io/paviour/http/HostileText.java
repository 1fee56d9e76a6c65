package io.paviour.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Texts that somebody may have forgotten to think about. Chars above 255 do not occur outside of JSON,
/// where they are escaped.
record HostileText(Random random) {
    private static final Pattern REPEATED = Pattern.compile("\\{([0-9]+)\\*(.+?)}");
    private static final Pattern CHAR = Pattern.compile("\\{U\\+([0-9a-f]{4})}");
    private static final Map<String, List<String>> LISTS = read();

    private static Map<String, List<String>> read() {
        var lists = new HashMap<String, List<String>>();
        try (var in = Objects.requireNonNull(HostileText.class.getResourceAsStream("hostile.txt"))) {
            List<String> list = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("== ")) {
                    list = new ArrayList<>();
                    lists.put(line.substring(3), list);
                } else {
                    list.add(text(line));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return lists;
    }

    private static String text(String written) {
        String repeated = REPEATED.matcher(written.translateEscapes())
                .replaceAll(found -> Matcher.quoteReplacement(found.group(2).repeat(Integer.parseInt(found.group(1)))));
        return CHAR.matcher(repeated)
                .replaceAll(found ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(found.group(1), 16))));
    }

    /// One of a list in `hostile.txt`.
    String one(String list) {
        return one(LISTS.get(list));
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    String any() {
        return switch (random.nextInt(12)) {
            case 0 -> noise(1 + random.nextInt(30));
            case 1 -> one("texts").repeat(1 + random.nextInt(4));
            case 2 -> expression(random.nextInt(4));
            default -> one("texts");
        };
    }

    /// For a field of this name.
    String fitting(String field) {
        if (random.nextInt(4) == 0) {
            return any();
        }
        return switch (field) {
            case "rule", "expression", "messageExpression", "valueExpression" -> expression(1 + random.nextInt(5));
            case "pattern" -> one("patterns");
            case "jsonPath", "fieldPath", "specReplicasPath", "statusReplicasPath", "labelSelectorPath" ->
                one("json-paths");
            case "type" ->
                one(List.of("object", "array", "string", "integer", "number", "boolean", "null", "date", "any"));
            case "format" ->
                one(List.of(
                        "int32",
                        "int64",
                        "double",
                        "byte",
                        "date",
                        "date-time",
                        "duration",
                        "uuid",
                        "ipv4",
                        "cidr",
                        "uri",
                        "x"));
            case "x-kubernetes-list-type" -> one(List.of("map", "set", "atomic", "x"));
            case "x-kubernetes-map-type" -> one(List.of("granular", "atomic", "x"));
            case "scope" -> one(List.of("Cluster", "Namespaced", "x"));
            default -> any();
        };
    }

    String key() {
        return random.nextInt(8) == 0 ? any() : one("keys");
    }

    /// An expression that mostly parses, now and then type-checks, and seldom makes sense.
    String expression(int depth) {
        if (depth <= 0) {
            return one("atoms");
        }
        if (random.nextInt(60) == 0) {
            return "(".repeat(400) + one("atoms") + ")".repeat(400);
        }
        if (random.nextInt(60) == 0) {
            return ("[1,2,3,4,5,6,7,8,9].all(x" + depth + ", ").repeat(8) + expression(1) + ")".repeat(8);
        }
        return one("forms").formatted(expression(depth - 1), expression(depth - 1 - random.nextInt(2)));
    }

    String noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return new String(noise, StandardCharsets.ISO_8859_1);
    }

    /// A text as a part of a path or query: encoded in one way or another, but without what would end a
    /// request line.
    String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain = octet > ' ' && octet < 0x7f && octet != '#' && octet != '?' && octet != '&';
            boolean isLeft = isPlain && random.nextInt(8) > 0;
            encoded.append(isLeft ? Character.toString(octet) : "%%%02x".formatted(octet & 0xff));
        }
        return encoded.toString();
    }

    /// A text with one of its pieces cut out, doubled, or made into something else.
    String scrambled(String text) {
        if (text.isEmpty()) {
            return noise(1 + random.nextInt(8));
        }
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + 1 + random.nextInt(random.nextInt(4) == 0 ? text.length() : 8));
        String before = text.substring(0, from);
        String piece = text.substring(from, to);
        String after = text.substring(to);
        return switch (random.nextInt(8)) {
            case 0 -> before;
            case 1 -> before + after;
            case 2 -> before + piece + piece + after;
            case 3 -> before + (char) (piece.charAt(0) ^ (1 << random.nextInt(8))) + text.substring(from + 1);
            case 4 -> before + noise(1 + random.nextInt(4)) + after;
            case 5 -> after + before;
            case 6 -> before + piece.repeat(20) + after;
            default ->
                before
                        + one(List.of("\0", "\"", "{", "[", "]", "}", ",", ":", "\u00ff", "-", "&a ", "*a ", "!!x "))
                        + after;
        };
    }
}
