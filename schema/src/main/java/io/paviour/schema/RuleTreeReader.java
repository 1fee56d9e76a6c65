package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Violation.Reason;
import io.paviour.schema.RuleTree.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the rules of a schema, without reading the expressions in them: see [CelRules] for that.
final class RuleTreeReader {
    static final String RULES = "x-kubernetes-validations";

    private static final int RULES_MAX = 1_000;
    private static final int MESSAGE_CHARS_MAX = 2_048;

    private static final List<String> FIELDS =
            List.of("rule", "message", "messageExpression", "reason", "fieldPath", "optionalOldSelf");

    private static final Map<String, Reason> REASONS = reasons();

    private final Findings found;
    private int count;

    RuleTreeReader(Findings found) {
        this.found = found;
    }

    private static Map<String, Reason> reasons() {
        var reasons = new LinkedHashMap<String, Reason>();
        for (Reason reason : List.of(Reason.INVALID, Reason.FORBIDDEN, Reason.REQUIRED, Reason.DUPLICATE)) {
            reasons.put(reason.cause(), reason);
        }
        return reasons;
    }

    /// The rules of a whole schema, or null where it has none.
    @Nullable
    RuleTree read(Json.Obj schema, Place place) {
        return read(schema, place, "", true);
    }

    private @Nullable RuleTree read(Json.Obj schema, Place place, String path, boolean correlated) {
        List<Rule> rules = rules(schema, place);
        noJunctors(schema, place);
        var properties = new LinkedHashMap<String, RuleTree>();
        schema.object("properties").fields().forEach((name, property) -> {
            Place here = place.field("properties").field(name);
            String below = path.isEmpty() ? name : path + "." + name;
            RuleTree tree = property instanceof Json.Obj inner ? read(inner, here, below, correlated) : null;
            if (tree != null) {
                properties.put(name, tree);
            }
        });
        boolean isMap = "map".equals(schema.string("x-kubernetes-list-type"));
        List<String> keys = isMap ? schema.strings("x-kubernetes-list-map-keys").toList() : List.of();
        RuleTree items = schema.get("items") instanceof Json.Obj item
                ? read(item, place.field("items"), path + "[]", correlated && !keys.isEmpty())
                : null;
        RuleTree others = schema.get("additionalProperties") instanceof Json.Obj other
                ? read(other, place.field("additionalProperties"), path + "[]", correlated)
                : null;
        if (rules.isEmpty() && properties.isEmpty() && items == null && others == null) {
            return null;
        }
        return new RuleTree(schema, path, correlated, rules, properties, items, others, keys);
    }

    /// Rules stand outside of junctors, where all that is structural stands.
    private void noJunctors(Json.Obj schema, Place place) {
        for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
            List<Json> branches = schema.array(junctor);
            for (int i = 0; i < branches.size(); i++) {
                if (branches.get(i) instanceof Json.Obj branch) {
                    noRules(branch, place.field(junctor).item(i));
                }
            }
        }
        if (schema.get("not") instanceof Json.Obj not) {
            noRules(not, place.field("not"));
        }
    }

    private void noRules(Json.Obj branch, Place place) {
        if (branch.get(RULES) != null) {
            found.forbidden(place.field(RULES), "must be empty to be structural: say it outside of the junctor");
        }
        noJunctors(branch, place);
        branch.object("properties").fields().forEach((name, property) -> {
            if (property instanceof Json.Obj inner) {
                noRules(inner, place.field("properties").field(name));
            }
        });
        if (branch.get("items") instanceof Json.Obj items) {
            noRules(items, place.field("items"));
        }
    }

    private List<Rule> rules(Json.Obj schema, Place place) {
        Json value = schema.get(RULES);
        Place here = place.field(RULES);
        if (value != null && !(value instanceof Json.Arr)) {
            found.wrongType(here, "array", value);
        }
        var rules = new ArrayList<Rule>();
        List<Json> written = schema.array(RULES);
        count += written.size();
        if (count > RULES_MAX && count - written.size() <= RULES_MAX) {
            found.invalid(here, Json.of(count), "a schema may have at most " + RULES_MAX + " rules");
        }
        if (count > RULES_MAX) {
            return List.of();
        }
        for (int i = 0; i < written.size(); i++) {
            if (written.get(i) instanceof Json.Obj rule) {
                rule(rule, schema, here.item(i)).ifPresent(rules::add);
            } else {
                found.wrongType(here.item(i), "object", written.get(i));
            }
        }
        return rules;
    }

    private Optional<Rule> rule(Json.Obj rule, Json.Obj schema, Place place) {
        rule.fields().forEach((name, value) -> field(name, value, place.field(name)));
        String text = rule.string("rule", "");
        if (text.isBlank()) {
            Json written = rule.get("rule");
            if (written == null || written instanceof Json.Str) {
                found.required(place.field("rule"), "a rule is an expression that is true for what is valid");
            }
            return Optional.empty();
        }
        String message = rule.string("message");
        if (message != null && message.isBlank()) {
            found.invalid(place.field("message"), message, "must be non-empty if specified");
        } else if (message != null && message.strip().contains("\n")) {
            found.invalid(place.field("message"), message, "must not contain line breaks");
        } else if (message == null && text.strip().contains("\n")) {
            found.required(place.field("message"), "must be specified if the rule contains line breaks");
        }
        if (message != null && message.length() > MESSAGE_CHARS_MAX) {
            found.tooLong(place.field("message"), MESSAGE_CHARS_MAX, "characters");
        }
        return Optional.of(new Rule(
                place,
                text,
                message == null || message.isBlank() ? null : message.strip(),
                rule.string("messageExpression"),
                reason(rule, place),
                fieldPath(rule, schema, place),
                rule.bool("optionalOldSelf", false)));
    }

    private void field(String name, Json value, Place place) {
        if (!FIELDS.contains(name)) {
            String closest = Suggestion.closest(name, FIELDS);
            found.forbidden(
                    place, "not a field of a rule" + (closest == null ? "" : ": did you mean \"" + closest + "\"?"));
        } else if (name.equals("optionalOldSelf")) {
            if (!(value instanceof Json.Bool)) {
                found.wrongType(place, "boolean", value);
            }
        } else if (!(value instanceof Json.Str)) {
            found.wrongType(place, "string", value);
        } else if (name.equals("messageExpression") && value.equals(new Json.Str(""))) {
            found.required(place, "must be non-empty if specified");
        }
    }

    private Reason reason(Json.Obj rule, Place place) {
        String name = rule.string("reason");
        Reason reason = REASONS.get(name == null ? "FieldValueInvalid" : name);
        if (reason == null && name != null) {
            found.unsupported(
                    place.field("reason"),
                    new Json.Str(name),
                    REASONS.keySet().stream().map(Json.Str::new).toList());
        }
        return reason == null ? Reason.INVALID : reason;
    }

    /// Reads `.a.b` or `['a'].b`, each step of which the schema has.
    private List<String> fieldPath(Json.Obj rule, Json.Obj schema, Place place) {
        String text = rule.string("fieldPath");
        if (text == null) {
            return List.of();
        }
        Place here = place.field("fieldPath");
        var steps = new ArrayList<String>();
        String rest = text;
        while (!rest.isEmpty()) {
            int end = rest.startsWith("['") ? rest.indexOf("']") : end(rest);
            boolean quoted = rest.startsWith("['");
            if (end < 0 || (!quoted && (!rest.startsWith(".") || end == 1))) {
                found.invalid(here, text, "must be a path of fields such as .a.b or ['a'].b");
                return List.of();
            }
            steps.add(rest.substring(quoted ? 2 : 1, end));
            rest = rest.substring(quoted ? end + 2 : end);
        }
        if (steps.isEmpty()) {
            found.invalid(here, text, "must be non-empty if specified");
        }
        Json.Obj at = schema;
        for (String step : steps) {
            Json next = at.object("properties").get(step);
            next = next == null ? at.get("additionalProperties") : next;
            if (!(next instanceof Json.Obj inner)) {
                found.invalid(here, text, "must name a field of the schema: there is no " + step);
                return List.of();
            }
            at = inner;
        }
        return steps;
    }

    private static int end(String rest) {
        for (int i = 1; i < rest.length(); i++) {
            if (rest.charAt(i) == '.' || rest.charAt(i) == '[') {
                return i;
            }
        }
        return rest.length();
    }
}
