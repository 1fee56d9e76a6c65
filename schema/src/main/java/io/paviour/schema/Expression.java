package io.paviour.schema;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// An expression of the Common Expression Language, read once and evaluated as often as wanted, with the
/// functions that Kubernetes has in admission policies and validation rules.
///
/// An instance is immutable and may be shared between threads. The first one that a process reads costs a second or
/// two of CPU, since the language is loaded then; each further one a few milliseconds. So read once and keep.
public final class Expression {
    private final String text;
    private final Result result;
    private final CelProgram program;

    private Expression(String text, Result result, CelProgram program) {
        this.text = text;
        this.result = result;
        this.program = program;
    }

    /// What an expression has to answer.
    public enum Result {
        /// `true` or `false`.
        BOOL,
        /// A text.
        STRING,
        /// Anything.
        ANY
    }

    /// Reads an expression. The variables are of any type, which shows only when it is evaluated.
    ///
    /// @param variables the names that it may use
    /// @throws ProblemException with [Problem.BadRequest] that tells line, column and flaw of everything
    ///     that is wrong
    public static Expression parse(String text, Result result, Set<String> variables) {
        var types = new LinkedHashMap<String, CelType>();
        variables.forEach(name -> types.put(name, SimpleType.DYN));
        try {
            return new Expression(text, result, CelEnvironment.of(types, null).compile(text, kind(result)));
        } catch (CelEnvironment.Malformed flaw) {
            throw new Problem.BadRequest("the expression does not compile: " + flaw.getMessage()).exception();
        }
    }

    private static CelKind kind(Result result) {
        return switch (result) {
            case BOOL -> CelKind.BOOL;
            case STRING -> CelKind.STRING;
            case ANY -> CelKind.DYN;
        };
    }

    /// The text that was read.
    public String text() {
        return text;
    }

    /// Whether it looks at a variable.
    public boolean uses(String variable) {
        return program.names().contains(variable);
    }

    /// What it answers where its variables have these values.
    ///
    /// @throws EvaluationException where there is no answer; see [#evaluate(Scope, Budget)]
    public Json evaluate(Map<String, Json> values, Budget budget) throws EvaluationException {
        var scope = new Scope();
        values.forEach(scope::with);
        return evaluate(scope, budget);
    }

    /// What it answers in a scope: a boolean or a text where it was read as such, otherwise any value,
    /// with times, durations, quantities and addresses as texts and bytes in base64.
    ///
    /// @throws EvaluationException where there is no answer: a key that is missing, types that do not
    ///     meet, a variable without a value, another type than was asked for, or a budget that is spent
    public Json evaluate(Scope scope, Budget budget) throws EvaluationException {
        try {
            return CelValues.json(value(scope, budget));
        } catch (CelFailure failure) {
            throw new EvaluationException(String.valueOf(failure.getMessage()), false);
        }
    }

    /// What it answers, as a value of the language.
    Object value(Scope scope, Budget budget) throws EvaluationException {
        Budget before = scope.charge(budget);
        Object value;
        try {
            value = program.evaluate(scope::value, budget);
        } finally {
            scope.charge(before);
        }
        boolean fits = switch (result) {
            case BOOL -> value instanceof Boolean;
            case STRING -> value instanceof String;
            case ANY -> true;
        };
        if (!fits) {
            throw new EvaluationException(
                    "must evaluate to a " + CelEnvironment.name(kind(result)) + ": " + text, false);
        }
        return value;
    }

    @Override
    public String toString() {
        return text;
    }
}
