package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A `ValidatingAdmissionPolicy` with its expressions read.
///
/// @param failsClosed whether a write is refused when an expression cannot be evaluated
/// @param params the `apiVersion` and `kind` of parameters, or null
record Policy(
        String name,
        boolean failsClosed,
        @Nullable ParamKind params,
        ResourceRules match,
        Map<String, Expression> conditions,
        Map<String, Expression> variables,
        List<Validation> validations,
        Map<String, Expression> annotations) {
    private static final Set<String> NAMES =
            Set.of("object", "oldObject", "request", "params", "namespaceObject", "variables");

    /// The kind of parameters.
    record ParamKind(String apiVersion, String kind) {}

    /// What has to be true.
    record Validation(
            Expression expression,
            @Nullable String message,
            @Nullable Expression messageExpression,
            String reason) {
        String said() {
            return message == null ? "failed expression: " + expression.text() : message;
        }
    }

    /// Reads a policy.
    ///
    /// @throws ProblemException with [Problem.Invalid] that lists every expression that does not compile
    static Policy of(Resource policy) {
        var reader = new Reader(policy);
        Policy read = reader.policy();
        if (!reader.violations.isEmpty()) {
            throw new Problem.Invalid(policy.ref(), reader.violations).exception();
        }
        return read;
    }

    private static final class Reader {
        private static final Expression TRUE = Expression.parse("true", Expression.Result.BOOL, Set.of());

        private final Resource policy;
        private final List<Violation> violations = new ArrayList<>();

        Reader(Resource policy) {
            this.policy = policy;
        }

        Policy policy() {
            Json.Obj spec = policy.spec();
            Json.Obj kind = spec.object("paramKind");
            return new Policy(
                    policy.name(),
                    !spec.string("failurePolicy", "Fail").equals("Ignore"),
                    kind.isEmpty() ? null : new ParamKind(kind.string("apiVersion", ""), kind.string("kind", "")),
                    ResourceRules.of(spec.object("matchConstraints")),
                    named("matchConditions", "name", "expression", Expression.Result.BOOL),
                    named("variables", "name", "expression", Expression.Result.ANY),
                    validations(),
                    named("auditAnnotations", "key", "valueExpression", Expression.Result.ANY));
        }

        private Map<String, Expression> named(String list, String key, String field, Expression.Result result) {
            var expressions = new LinkedHashMap<String, Expression>();
            List<Json.Obj> entries = policy.spec().objects(list).toList();
            for (int i = 0; i < entries.size(); i++) {
                String place = "spec." + list + "[" + i + "]." + field;
                expressions.put(
                        entries.get(i).string(key, ""),
                        expression(entries.get(i).string(field, ""), result, place));
            }
            return expressions;
        }

        private List<Validation> validations() {
            var validations = new ArrayList<Validation>();
            List<Json.Obj> entries = policy.spec().objects("validations").toList();
            for (int i = 0; i < entries.size(); i++) {
                Json.Obj entry = entries.get(i);
                String place = "spec.validations[" + i + "].";
                String said = entry.string("messageExpression");
                validations.add(new Validation(
                        expression(entry.string("expression", ""), Expression.Result.BOOL, place + "expression"),
                        entry.string("message"),
                        said == null || said.isEmpty()
                                ? null
                                : expression(said, Expression.Result.STRING, place + "messageExpression"),
                        entry.string("reason", "Invalid")));
            }
            return validations;
        }

        private Expression expression(String text, Expression.Result result, String place) {
            try {
                return Expression.parse(text, result, NAMES);
            } catch (ProblemException malformed) {
                violations.add(new Violation(
                        place,
                        Violation.Reason.INVALID,
                        "Invalid value: \"" + text + "\": "
                                + malformed.problem().message()));
                return TRUE;
            }
        }
    }
}
