package io.paviour.schema;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import io.paviour.resource.Json;
import io.paviour.schema.RuleTree.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [RuleTree] whose expressions are read, with what they see at each place.
///
/// @param view what rules at this place see, or null where there are none
record CelRules(
        RuleTree tree,
        @Nullable CelView view,
        List<Compiled> rules,
        Map<String, CelRules> properties,
        @Nullable CelRules items,
        @Nullable CelRules others) {
    static final String SELF = "self";
    static final String OLD_SELF = "oldSelf";

    CelRules {
        rules = List.copyOf(rules);
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /// A rule that is ready to run.
    ///
    /// @param program null where the expression is malformed
    /// @param message the expression of its message, or null where there is none, or a malformed one
    /// @param flaws what is wrong with it
    record Compiled(
            Rule rule,
            @Nullable CelProgram program,
            @Nullable CelProgram message,
            List<Flaw> flaws) {
        Compiled {
            flaws = List.copyOf(flaws);
        }

        /// Whether it compares with the value before.
        boolean isTransition() {
            return program != null && program.names().contains(OLD_SELF);
        }
    }

    /// What is wrong with a rule, at which field of it.
    record Flaw(Place place, Json value, String message) {}

    static CelRules compile(RuleTree tree) {
        return compile(tree, new CelTypes(), true);
    }

    private static CelRules compile(RuleTree tree, CelTypes types, boolean root) {
        CelView view = tree.rules().isEmpty() ? null : types.view(tree.schema(), tree.path(), root);
        var rules = new ArrayList<Compiled>();
        if (view != null) {
            // Two environments at most: rules with an optional value before are few.
            var environments = new LinkedHashMap<Boolean, CelEnvironment>();
            for (Rule rule : tree.rules()) {
                CelEnvironment environment = environments.computeIfAbsent(
                        rule.optionalOldSelf(), optional -> environment(view.type(), optional, types));
                rules.add(compile(rule, environment, tree.correlated()));
            }
        }
        var properties = new LinkedHashMap<String, CelRules>();
        tree.properties().forEach((name, property) -> properties.put(name, compile(property, types, false)));
        RuleTree items = tree.items();
        RuleTree others = tree.others();
        return new CelRules(
                tree,
                view,
                rules,
                properties,
                items == null ? null : compile(items, types, false),
                others == null ? null : compile(others, types, false));
    }

    private static CelEnvironment environment(CelType type, boolean optional, CelTypes types) {
        return CelEnvironment.of(Map.of(SELF, type, OLD_SELF, optional ? OptionalType.create(type) : type), types);
    }

    private static Compiled compile(Rule rule, CelEnvironment environment, boolean correlated) {
        var flaws = new ArrayList<Flaw>();
        CelProgram program = program(rule.place().field("rule"), rule.rule(), CelKind.BOOL, environment, flaws);
        boolean comparesOld = program != null && program.names().contains(OLD_SELF);
        if (comparesOld && !correlated) {
            flaws.add(new Flaw(
                    rule.place().field("rule"),
                    new Json.Str(rule.rule()),
                    "oldSelf cannot be used within a list whose items have no keys: there is no telling which item was"
                            + " which"));
        }
        if (program != null && rule.optionalOldSelf() && !comparesOld) {
            flaws.add(new Flaw(
                    rule.place().field("optionalOldSelf"),
                    new Json.Bool(true),
                    "may not be set where the rule does not use oldSelf"));
        }
        String text = rule.messageExpression();
        Place place = rule.place().field("messageExpression");
        CelProgram message =
                text == null || text.isEmpty() ? null : program(place, text, CelKind.STRING, environment, flaws);
        if (message != null
                && program != null
                && !comparesOld
                && message.names().contains(OLD_SELF)) {
            flaws.add(new Flaw(
                    place, new Json.Str(text == null ? "" : text), "may use oldSelf only where the rule does"));
        }
        return new Compiled(rule, program, message, flaws);
    }

    private static @Nullable CelProgram program(
            Place place, String text, CelKind kind, CelEnvironment environment, List<Flaw> flaws) {
        try {
            return environment.compile(text, kind);
        } catch (CelEnvironment.Malformed malformed) {
            flaws.add(new Flaw(place, new Json.Str(text), "compilation failed: " + malformed.getMessage()));
            return null;
        }
    }

    /// Tells what is wrong with the expressions.
    void flaws(Findings found) {
        for (Compiled rule : rules) {
            rule.flaws().forEach(flaw -> found.invalid(flaw.place(), flaw.value(), flaw.message()));
        }
        properties.values().forEach(property -> property.flaws(found));
        if (items != null) {
            items.flaws(found);
        }
        if (others != null) {
            others.flaws(found);
        }
    }

    /// What stands in a field.
    @Nullable
    CelRules field(String name) {
        CelRules property = properties.get(name);
        return property == null ? others : property;
    }
}
