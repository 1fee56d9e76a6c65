package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Violation;
import io.paviour.resource.Violation.Reason;
import io.paviour.schema.CelRules.Compiled;
import io.paviour.schema.RuleTree.Rule;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Runs the rules of a schema over one document, from the root down, side by side with the document that
/// it replaces.
///
/// What did not change is not judged again ("ratcheting"), so that a rule that became stricter does not
/// stand in the way of other changes to what was valid before.
final class CelWalk {
    private static final Set<Reason> BLOCKING =
            Set.of(Reason.REQUIRED, Reason.TYPE_INVALID, Reason.NOT_SUPPORTED, Reason.TOO_LONG);

    private final Findings found;
    private final Budget budget = Budget.ofDocument();

    /// Where the document has not the shape that its schema says.
    private final TreeSet<String> misshapen = new TreeSet<>();

    private boolean skipped;
    private boolean spent;

    CelWalk(Findings found) {
        this.found = found;
        for (Violation violation : found.list()) {
            if (BLOCKING.contains(violation.reason()) || violation.message().startsWith("Too many")) {
                misshapen.add(violation.field());
            }
        }
    }

    void document(CelRules rules, Json.Obj document, @Nullable Json before) {
        if (found.isFull()) {
            return;
        }
        check(rules, document, before, Place.ROOT);
        if (spent) {
            found.invalid(
                    Place.ROOT,
                    Json.NULL,
                    "validation failed due to running out of cost budget, no further validation rules will be run");
        } else if (skipped) {
            found.invalid(
                    Place.ROOT,
                    Json.NULL,
                    "some validation rules were not checked because the object was invalid; correct the existing errors"
                            + " to complete validation");
        }
    }

    private void check(CelRules rules, Json value, @Nullable Json before, Place place) {
        if (spent) {
            return;
        }
        if (!rules.rules().isEmpty()) {
            here(rules, value, before, place);
        }
        if (value instanceof Json.Obj(var fields)) {
            Json.Obj old = before instanceof Json.Obj object ? object : Json.Obj.EMPTY;
            fields.forEach((name, field) -> {
                CelRules inner = rules.field(name);
                if (inner != null) {
                    check(inner, field, old.get(name), place.field(name));
                }
            });
        }
        if (value instanceof Json.Arr(var items) && rules.items() != null) {
            items(
                    rules.items(),
                    items,
                    correlated(rules.tree().keys(), before),
                    rules.tree().keys(),
                    place);
        }
    }

    private void items(CelRules rules, List<Json> items, Map<Json, Json> before, List<String> keys, Place place) {
        for (int i = 0; i < items.size(); i++) {
            Json old = keys.isEmpty() ? null : before.get(key(items.get(i), keys));
            check(rules, items.get(i), old, place.item(i));
        }
    }

    private static Map<Json, Json> correlated(List<String> keys, @Nullable Json before) {
        var correlated = new HashMap<Json, Json>();
        if (!keys.isEmpty() && before instanceof Json.Arr(var items)) {
            items.forEach(item -> correlated.putIfAbsent(key(item, keys), item));
        }
        return correlated;
    }

    private static Json key(Json item, List<String> keys) {
        var key = new LinkedHashMap<String, Json>();
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

    private void here(CelRules rules, Json value, @Nullable Json before, Place place) {
        CelView view = rules.view();
        if (view == null || isMisshapen(place)) {
            skipped = true;
            return;
        }
        // A null that may stand here is nothing that a rule speaks of, as a field that is not there.
        if (value instanceof Json.Null) {
            return;
        }
        Json old = before instanceof Json.Null ? null : before;
        Boolean unchanged = null;
        for (Compiled rule : rules.rules()) {
            boolean transition = rule.isTransition();
            if (!transition && old != null && unchanged == null) {
                unchanged = value.equals(old);
            }
            boolean due = transition
                    ? rules.tree().correlated() && (old != null || rule.rule().optionalOldSelf())
                    : !Boolean.TRUE.equals(unchanged);
            if (due && !spent) {
                run(rule, view, value, old, place);
            }
        }
    }

    private boolean isMisshapen(Place place) {
        if (misshapen.isEmpty()) {
            return false;
        }
        if (place.equals(Place.ROOT)) {
            return true;
        }
        String path = place.toString();
        return misshapen.contains(path) || startsWith(path + ".") || startsWith(path + "[");
    }

    private boolean startsWith(String prefix) {
        String next = misshapen.ceiling(prefix);
        return next != null && next.startsWith(prefix);
    }

    private void run(Compiled compiled, CelView view, Json value, @Nullable Json old, Place place) {
        Rule rule = compiled.rule();
        CelProgram program = compiled.program();
        if (program == null) {
            found.invalid(place, shown(value), "the rule does not compile: " + rule.name());
            return;
        }
        var values = new Values(view, value, old, rule.optionalOldSelf());
        try {
            if (program.evaluate(values::get, budget) instanceof Boolean valid) {
                if (!valid) {
                    failed(compiled, values, place);
                }
            } else {
                found.invalid(place, shown(value), "must evaluate to a bool evaluating rule: " + rule.name());
            }
        } catch (EvaluationException failure) {
            spent = budget.isSpent();
            if (!spent) {
                String sentence = failure.isBudgetSpent()
                        ? "call cost exceeds limit for rule: " + rule.name()
                        : failure.getMessage() + " evaluating rule: " + rule.name();
                found.invalid(place, shown(value), sentence);
            }
        } catch (CelValues.Unreadable unreadable) {
            skipped = true;
        }
    }

    private void failed(Compiled compiled, Values values, Place place) {
        Rule rule = compiled.rule();
        Place at = place;
        for (String step : rule.fieldPath()) {
            at = at.field(step);
        }
        found.rule(at, rule.reason(), shown(values.value), message(compiled, values));
    }

    /// What the rule's message expression says; where it has no answer that can be shown, its message.
    private String message(Compiled compiled, Values values) {
        CelProgram program = compiled.message();
        if (program != null) {
            try {
                if (program.evaluate(values::get, budget) instanceof String text
                        && !text.isBlank()
                        && !text.contains("\n")
                        && text.length() <= Findings.SENTENCE_CHARS_MAX) {
                    return text.strip();
                }
            } catch (EvaluationException | CelValues.Unreadable none) {
                return compiled.rule().sentence();
            }
        }
        return compiled.rule().sentence();
    }

    /// A value as messages show it: of objects and arrays only what they are.
    private static Json shown(Json value) {
        return switch (value) {
            case Json.Obj _ -> new Json.Str("object");
            case Json.Arr _ -> new Json.Str("array");
            default -> value;
        };
    }

    /// What the variables of a rule are.
    private record Values(
            CelView view, Json value, @Nullable Json old, boolean optional) {
        @Nullable
        Object get(String name) {
            return switch (name) {
                case CelRules.SELF -> view.value(value);
                case CelRules.OLD_SELF -> oldSelf();
                default -> null;
            };
        }

        private @Nullable Object oldSelf() {
            Object before = old == null ? null : view.value(old);
            return optional ? Optional.ofNullable(before) : before;
        }
    }
}
