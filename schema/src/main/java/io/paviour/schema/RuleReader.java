package io.paviour.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.paviour.resource.Json;
import io.paviour.schema.Node.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Reads the keywords of a schema that speak of one value, each into a [Rule].
final class RuleReader {
    private static final int PATTERN_CHARS_MAX = 4_096;

    private final Findings found;

    RuleReader(Findings found) {
        this.found = found;
    }

    /// The rules of a schema, in the order of its keywords.
    List<Rule> rules(Json.Obj schema, Place place) {
        var rules = new ArrayList<Rule>();
        schema.fields().forEach((keyword, value) -> {
            Rule rule = rule(schema, keyword, value, place.field(keyword));
            if (rule != null) {
                rules.add(rule);
            }
        });
        return rules;
    }

    private @Nullable Rule rule(Json.Obj schema, String keyword, Json value, Place place) {
        return switch (keyword) {
            case "required" -> required(value, place);
            case "enum" -> oneOfValues(value, place);
            case "format" ->
                value instanceof Json.Str(String format) ? Format.rule(format) : notA("string", value, place);
            case "pattern" -> pattern(value, place);
            case "minimum" -> minimum(value, place, schema.bool("exclusiveMinimum", false));
            case "maximum" -> maximum(value, place, schema.bool("exclusiveMaximum", false));
            case "multipleOf" -> multipleOf(value, place);
            case "minLength" -> atLeast(value, place, RuleReader::characters, "should be at least %d chars long");
            case "minItems" -> atLeast(value, place, RuleReader::items, "should have at least %d items");
            case "minProperties" -> atLeast(value, place, RuleReader::properties, "should have at least %d properties");
            case "maxLength" -> maxLength(value, place);
            case "maxItems" -> atMost(value, place, RuleReader::items);
            case "maxProperties" -> atMost(value, place, RuleReader::properties);
            case "uniqueItems" -> value.equals(new Json.Bool(true)) ? distinct() : null;
            case "x-kubernetes-list-type" -> listType(schema, value, place);
            default -> null;
        };
    }

    private @Nullable Rule required(Json value, Place place) {
        if (!(value instanceof Json.Arr(var items)) || !items.stream().allMatch(Json.Str.class::isInstance)) {
            return notA("array of strings", value, place);
        }
        var names = items.stream().map(item -> ((Json.Str) item).value()).toList();
        return (document, here, findings) -> {
            if (document instanceof Json.Obj object) {
                for (String name : names) {
                    if (object.get(name) == null) {
                        findings.required(here.field(name));
                    }
                }
            }
        };
    }

    private @Nullable Rule oneOfValues(Json value, Place place) {
        if (!(value instanceof Json.Arr(var supported)) || supported.isEmpty()) {
            return notA("array of values", value, place);
        }
        return (document, here, findings) -> {
            if (supported.stream().noneMatch(item -> Numbers.same(item, document))) {
                findings.unsupported(here, document, supported);
            }
        };
    }

    private @Nullable Rule pattern(Json value, Place place) {
        if (!(value instanceof Json.Str(String text))) {
            return notA("string", value, place);
        }
        if (text.length() > PATTERN_CHARS_MAX) {
            found.tooLong(place, PATTERN_CHARS_MAX, "characters");
            return null;
        }
        Pattern pattern;
        try {
            pattern = Patterns.compile(text);
        } catch (PatternSyntaxException malformed) {
            found.invalid(place, value, "must be a valid RE2 expression: " + malformed.getDescription());
            return null;
        }
        return (document, here, findings) -> {
            if (document instanceof Json.Str(String string)
                    && !pattern.matcher(string).find()) {
                findings.invalid(here, document, "should match '" + text + "'");
            }
        };
    }

    private @Nullable Rule minimum(Json bound, Place place, boolean exclusive) {
        if (!Numbers.isNumber(bound)) {
            return notA("number", bound, place);
        }
        String detail = "should be greater than " + (exclusive ? "" : "or equal to ") + bound;
        return (value, here, findings) -> {
            if (Numbers.isNumber(value) && Numbers.compare(value, bound) < (exclusive ? 1 : 0)) {
                findings.invalid(here, value, detail);
            }
        };
    }

    private @Nullable Rule maximum(Json bound, Place place, boolean exclusive) {
        if (!Numbers.isNumber(bound)) {
            return notA("number", bound, place);
        }
        String detail = "should be less than " + (exclusive ? "" : "or equal to ") + bound;
        return (value, here, findings) -> {
            if (Numbers.isNumber(value) && Numbers.compare(value, bound) > (exclusive ? -1 : 0)) {
                findings.invalid(here, value, detail);
            }
        };
    }

    private @Nullable Rule multipleOf(Json step, Place place) {
        if (!Numbers.isNumber(step) || Numbers.compare(step, new Json.Int(0)) <= 0) {
            return notA("number above 0", step, place);
        }
        return (value, here, findings) -> {
            if (Numbers.isNumber(value) && !Numbers.isMultiple(value, step)) {
                findings.invalid(here, value, "should be a multiple of " + step);
            }
        };
    }

    private @Nullable Rule atLeast(Json bound, Place place, ToIntFunction<Json> count, String form) {
        if (!(bound instanceof Json.Int(long least)) || least < 0) {
            return notA("whole number of at least 0", bound, place);
        }
        String detail = String.format(Locale.ROOT, form, least);
        return (value, here, findings) -> {
            int number = count.applyAsInt(value);
            if (number >= 0 && number < least) {
                findings.invalid(here, value, detail);
            }
        };
    }

    private @Nullable Rule atMost(Json bound, Place place, ToIntFunction<Json> count) {
        if (!(bound instanceof Json.Int(long most)) || most < 0) {
            return notA("whole number of at least 0", bound, place);
        }
        return (value, here, findings) -> {
            int number = count.applyAsInt(value);
            if (number > most) {
                findings.tooMany(here, number, most);
            }
        };
    }

    private @Nullable Rule maxLength(Json bound, Place place) {
        if (!(bound instanceof Json.Int(long most)) || most < 0) {
            return notA("whole number of at least 0", bound, place);
        }
        return (value, here, findings) -> {
            if (characters(value) > most) {
                findings.tooLong(here, most, "characters");
            }
        };
    }

    private static int characters(Json value) {
        return value instanceof Json.Str(String text) ? text.codePointCount(0, text.length()) : -1;
    }

    private static int items(Json value) {
        return value instanceof Json.Arr(var items) ? items.size() : -1;
    }

    private static int properties(Json value) {
        return value instanceof Json.Obj(var fields) ? fields.size() : -1;
    }

    private @Nullable Rule listType(Json.Obj schema, Json value, Place place) {
        if (!(value instanceof Json.Str(String listType))) {
            return notA("string", value, place);
        }
        return switch (listType) {
            case "atomic" -> null;
            case "set" -> distinct();
            case "map" ->
                distinctBy(schema.strings("x-kubernetes-list-map-keys").toList());
            default -> {
                found.unsupported(
                        place, value, Json.array("atomic", "set", "map").items());
                yield null;
            }
        };
    }

    private static Rule distinct() {
        return (value, here, findings) -> {
            if (value instanceof Json.Arr(var items)) {
                var seen = new HashSet<Json>();
                for (int i = 0; i < items.size(); i++) {
                    if (!seen.add(items.get(i))) {
                        findings.duplicate(here.item(i), items.get(i));
                    }
                }
            }
        };
    }

    private static Rule distinctBy(List<String> keys) {
        return (value, here, findings) -> {
            if (value instanceof Json.Arr(var items)) {
                var seen = new HashSet<Json>();
                for (int i = 0; i < items.size(); i++) {
                    Json.Obj key = key(items.get(i), keys);
                    if (key.fields().size() == keys.size() && !seen.add(key)) {
                        findings.duplicate(here.item(i), key);
                    }
                }
            }
        };
    }

    private static Json.Obj key(Json item, List<String> keys) {
        Map<String, Json> key = new LinkedHashMap<>();
        if (item instanceof Json.Obj object) {
            for (String name : keys) {
                Json part = object.get(name);
                if (part != null) {
                    key.put(name, part);
                }
            }
        }
        return new Json.Obj(key);
    }

    private @Nullable Rule notA(String expected, Json value, Place place) {
        found.wrongType(place, expected, value);
        return null;
    }
}
