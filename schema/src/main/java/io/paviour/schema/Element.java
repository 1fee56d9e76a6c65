package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One step of a path in `fieldsV1` (Kubernetes API reference, `FieldsV1`): `f:name` a field,
/// `k:{"name":"api"}` the item with these keys, `v:"x"` the item of that value, `i:3` an item by its place,
/// and `.` the thing itself.
///
/// Elements are compared as text, so that they have to be canonical: keys by name, no spaces, `4` and not
/// `4.0`.
final class Element {
    /// The thing itself.
    static final String SELF = ".";

    /// The order in which the elements of a set are written: fields, keys, values, places.
    static final Comparator<String> ORDER = Element::compare;

    private static final double WHOLE_MAX = 1L << 53;

    private Element() {}

    static String field(String name) {
        return "f:".concat(name);
    }

    /// The name of the field that an element stands for, or null where it is an item.
    static @Nullable String fieldName(String element) {
        return element.startsWith("f:") ? element.substring(2) : null;
    }

    static boolean isKey(String element) {
        return element.startsWith("k:");
    }

    static boolean isPlace(String element) {
        return element.startsWith("i:");
    }

    /// The value or the keys that an element of an item stands for.
    static Json value(String element) {
        return JsonText.parse(element.substring(2));
    }

    /// The element of an item; an item that has none of the keys is known by its place.
    static String of(Merging merging, @Nullable Node node, Json item, int index) {
        if (merging.set()) {
            return item instanceof Json.Null ? "i:" + index : "v:".concat(text(item));
        }
        var text = new StringBuilder("k:{");
        if (item instanceof Json.Obj object) {
            for (String key : merging.keys()) {
                Json value = keyValue(object, key, node);
                if (value != null) {
                    text.append(text.length() > 3 ? "," : "")
                            .append(quoted(key))
                            .append(':');
                    text.append(text(value));
                }
            }
        }
        return text.length() > 3 ? text.append('}').toString() : "i:" + index;
    }

    /// The value of a key, or its default, or null.
    static @Nullable Json keyValue(Json.Obj item, String key, @Nullable Node node) {
        Json value = item.get(key);
        if (value != null || node == null) {
            return value;
        }
        Node property = node.shape().properties().get(key);
        return property == null ? null : property.fallback();
    }

    /// The canonical text of a value.
    private static String text(Json value) {
        return switch (value) {
            case Json.Str(String string) -> quoted(string);
            case Json.Int(long number) -> Long.toString(number);
            case Json.Dec(double number)
            when number == Math.rint(number) && Math.abs(number) <= WHOLE_MAX -> Long.toString((long) number);
            default -> JsonText.write(sorted(value));
        };
    }

    private static String quoted(String string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return JsonText.write(new Json.Str(string));
            }
        }
        return '"' + string + '"';
    }

    /// A value with the fields of all its objects in order of their names.
    static Json sorted(Json value) {
        return switch (value) {
            case Json.Obj(var fields) -> {
                var sorted = new TreeMap<String, Json>();
                fields.forEach((name, field) -> sorted.put(name, sorted(field)));
                yield new Json.Obj(sorted);
            }
            case Json.Arr(var items) ->
                new Json.Arr(items.stream().map(Element::sorted).toList());
            default -> value;
        };
    }

    /// An element as a client wrote it in its canonical form, or null where it is none.
    static @Nullable String canonical(String element) {
        try {
            return switch (element.length() < 2 ? "" : element.substring(0, 2)) {
                case "f:" -> element;
                case "v:" -> "v:" + text(value(element));
                case "i:" -> "i:" + Integer.parseUnsignedInt(element.substring(2));
                case "k:" -> value(element) instanceof Json.Obj keys ? keys(keys) : null;
                default -> null;
            };
        } catch (ProblemException | NumberFormatException malformed) {
            return null;
        }
    }

    private static @Nullable String keys(Json.Obj keys) {
        Merging merging =
                new Merging(false, false, new ArrayList<>(keys.fields().keySet()));
        return keys.isEmpty() ? null : of(merging, null, keys, 0);
    }

    /// An element as people read it: `.name`, `[name="api"]`, `[="x"]`, `[3]`.
    static String shown(String element) {
        String rest = element.substring(2);
        return switch (element.charAt(0)) {
            case 'f' -> "." + rest;
            case 'v' -> "[=" + rest + "]";
            case 'k' ->
                value(element) instanceof Json.Obj(var keys)
                        ? keys.entrySet().stream()
                                .map(key -> key.getKey() + "=" + JsonText.write(key.getValue()))
                                .collect(Collectors.joining(",", "[", "]"))
                        : "[" + rest + "]";
            default -> "[" + rest + "]";
        };
    }

    private static int compare(String a, String b) {
        int rank = Integer.compare(rank(a), rank(b));
        if (rank != 0) {
            return rank;
        }
        return a.charAt(0) == 'f' ? a.compareTo(b) : compareValues(a, b);
    }

    private static int rank(String element) {
        return ".fkvi".indexOf(element.charAt(0));
    }

    /// Orders two canonical JSON texts by value: numbers as numbers, a shorter one first. What stands
    /// before the first difference is the same in both, so that this is the order of the first token that
    /// differs.
    private static int compareValues(String a, String b) {
        int same = 0;
        int length = Math.min(a.length(), b.length());
        while (same < length && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        if (same == length) {
            return Integer.compare(a.length(), b.length());
        }
        int start = same;
        while (start > 2 && isNumeric(a.charAt(start - 1))) {
            start--;
        }
        boolean startsToken = start == 2 || (a.charAt(start - 1) == ':' && a.charAt(start - 2) == '"');
        if (startsToken && isNumeric(a.charAt(start)) && isNumeric(b.charAt(start))) {
            int byNumber = Double.compare(number(a, start), number(b, start));
            if (byNumber != 0) {
                return byNumber;
            }
        }
        return Integer.compare(rank(a.charAt(same)), rank(b.charAt(same)));
    }

    /// The end of a string and of an object come before what makes them longer.
    private static int rank(char c) {
        return c == '"' ? 0 : c == '}' ? 1 : c + 2;
    }

    private static boolean isNumeric(char c) {
        return (c >= '0' && c <= '9') || c == '-' || c == '.' || c == 'E' || c == '+';
    }

    private static double number(String text, int start) {
        int end = start;
        while (end < text.length() && isNumeric(text.charAt(end))) {
            end++;
        }
        try {
            return Double.parseDouble(text.substring(start, end));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
