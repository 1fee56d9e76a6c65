package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Violation.Reason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The places of a schema that have rules (`x-kubernetes-validations`), or others below them that do.
///
/// @param schema what stands at the place
/// @param path where it is in documents, such as `spec.services[]`
/// @param correlated whether a value has one before it, which a rule may compare it with: not within lists
///     whose items have no keys
/// @param keys the fields that tell the items of a list apart; empty where there are none
record RuleTree(
        Json.Obj schema,
        String path,
        boolean correlated,
        List<Rule> rules,
        Map<String, RuleTree> properties,
        @Nullable RuleTree items,
        @Nullable RuleTree others,
        List<String> keys) {
    RuleTree {
        rules = List.copyOf(rules);
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        keys = List.copyOf(keys);
    }

    /// One rule, as it was written.
    ///
    /// @param place where the schema has it
    /// @param reason the cause of its violations
    /// @param fieldPath the field below the place that its violations name; empty for the place itself
    /// @param optionalOldSelf whether it runs where there is no value before, too
    record Rule(
            Place place,
            String rule,
            @Nullable String message,
            @Nullable String messageExpression,
            Reason reason,
            List<String> fieldPath,
            boolean optionalOldSelf) {
        Rule {
            fieldPath = List.copyOf(fieldPath);
        }

        /// What is said where the value breaks it and nothing better is known.
        String sentence() {
            return message == null ? "failed rule: " + rule.strip() : message;
        }

        /// What names it in other messages.
        String name() {
            return message == null ? rule.strip() : message;
        }
    }

    /// What stands in a field.
    @Nullable
    RuleTree field(String name) {
        RuleTree property = properties.get(name);
        return property == null ? others : property;
    }
}
