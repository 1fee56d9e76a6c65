package io.paviour.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.schema.Expression.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Expressions as other rooms use them, such as admission policies.
class ExpressionTest {
    private static final Json.Obj OBJECT = Json.object(
            "metadata", Json.object("name", "web", "labels", Json.object("team", "a")),
            "spec", Json.object("replicas", 3, "images", List.of("a:1", "b:latest")));

    private static Json evaluate(String text, Map<String, Json> values) throws EvaluationException {
        return Expression.parse(text, Result.ANY, values.keySet()).evaluate(values, Budget.ofDocument());
    }

    @Test
    void anAnswerIsJson() throws EvaluationException {
        assertThat(evaluate("object.spec", Map.of("object", OBJECT))).isEqualTo(OBJECT.get("spec"));
        assertThat(evaluate("[1, 2u, 1.5, 'a', true, null, b'a', duration('90s'), quantity('1Ki')]", Map.of()))
                .isEqualTo(Json.of(List.of(1, 2, 1.5, "a", true, Json.NULL, "YQ==", "90s", "1024")));
        assertThat(evaluate("timestamp('2026-01-01T00:00:00Z')", Map.of())).isEqualTo(Json.of("2026-01-01T00:00:00Z"));
        assertThat(evaluate("optional.none()", Map.of())).isEqualTo(Json.NULL);
    }

    @Test
    void anObjectThatIsNullIsNull() throws EvaluationException {
        assertThat(evaluate("oldObject == null || oldObject.spec.replicas > 1", Map.of("oldObject", Json.NULL)))
                .isEqualTo(Json.of(true));
    }

    @Test
    void whatIsWrongWithATextIsToldWithItsPlace() {
        assertThatThrownBy(
                        () -> Expression.parse("object.a ==\n  1 + foo(2) + params.x", Result.BOOL, Set.of("object")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isInstanceOf(Problem.BadRequest.class))
                .hasMessage("the expression does not compile: 2:10: undeclared reference to 'foo' (in container '');"
                        + " 2:16: undeclared reference to 'params' (in container '')");
    }

    @Test
    void anotherTypeThanWasAskedForIsFoundWhenItIsKnown() {
        assertThatThrownBy(() -> Expression.parse("1 + 1", Result.BOOL, Set.of()))
                .hasMessage("the expression does not compile: must evaluate to a bool, not to int");
        var expression = Expression.parse("object.spec.replicas", Result.STRING, Set.of("object"));
        assertThatThrownBy(() -> expression.evaluate(Map.of("object", OBJECT), Budget.ofDocument()))
                .isInstanceOf(EvaluationException.class)
                .hasMessage("must evaluate to a string: object.spec.replicas");
    }

    @Test
    void aMissingKeyIsTold() {
        assertThatThrownBy(() -> evaluate("object.spec.size > 1", Map.of("object", OBJECT)))
                .isInstanceOf(EvaluationException.class)
                .hasMessage("no such key: size");
    }

    @Test
    void aVariableWithoutAValueIsTold() {
        var expression = Expression.parse("params.x == 1", Result.BOOL, Set.of("params"));

        assertThatThrownBy(() -> expression.evaluate(Map.of(), Budget.ofDocument()))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("params");
    }

    @Test
    void aSuppliedVariableIsAskedForOnceAndOnlyWhereItIsLookedAt() throws EvaluationException {
        var asked = new ArrayList<String>();
        var scope = new Scope().with("object", OBJECT).with("namespaceObject", () -> {
            asked.add("namespaceObject");
            return Json.object("metadata", Json.object("name", "n"));
        });
        var names = Set.of("object", "namespaceObject");

        Expression.parse("object.metadata.name == 'web'", Result.BOOL, names).evaluate(scope, Budget.ofDocument());
        assertThat(asked).isEmpty();

        var both =
                Expression.parse("namespaceObject.metadata.name == 'n' && namespaceObject != null", Result.BOOL, names);
        assertThat(both.evaluate(scope, Budget.ofDocument())).isEqualTo(Json.of(true));
        assertThat(asked).hasSize(1);
    }

    @Test
    void composedVariablesBuildOnEachOtherAndKeepTheirTypes() throws EvaluationException {
        var names = Set.of("object", "variables");
        var scope = new Scope()
                .with("object", OBJECT)
                .compose(
                        "variables",
                        "floating",
                        Expression.parse(
                                "object.spec.images.filter(i, i.endsWith(variables.suffix))", Result.ANY, names))
                .compose("variables", "suffix", Expression.parse("':latest'", Result.ANY, names))
                .compose("variables", "limit", Expression.parse("duration('1h')", Result.ANY, names))
                .compose("variables", "broken", Expression.parse("object.nope", Result.ANY, names));

        var uses = Expression.parse(
                "variables.floating == ['b:latest'] && variables.limit > duration('5m')", Result.BOOL, names);
        assertThat(uses.evaluate(scope, Budget.ofDocument())).isEqualTo(Json.of(true));

        var broken = Expression.parse("variables.broken", Result.ANY, names);
        assertThatThrownBy(() -> broken.evaluate(scope, Budget.ofDocument()))
                .hasMessage("composited variable \"variables.broken\" fails to evaluate: no such key: nope");
    }

    @Test
    void aVariableThatNeedsItselfIsTold() {
        var names = Set.of("variables");
        var scope = new Scope()
                .compose("variables", "a", Expression.parse("variables.b", Result.ANY, names))
                .compose("variables", "b", Expression.parse("variables.a", Result.ANY, names));

        assertThatThrownBy(
                        () -> Expression.parse("variables.a", Result.ANY, names).evaluate(scope, Budget.ofDocument()))
                .isInstanceOf(EvaluationException.class)
                .hasMessageEndingWith("a variable refers to itself");
    }

    @Test
    void aBudgetIsSharedByThoseWhoAreHandedIt() throws EvaluationException {
        var numbers = Json.of(Collections.nCopies(100, 1));
        var expression = Expression.parse("l.all(a, l.all(b, a == b))", Result.BOOL, Set.of("l"));
        var budget = new Budget(200_000);

        assertThat(expression.evaluate(Map.of("l", numbers), budget)).isEqualTo(Json.of(true));
        assertThat(budget.stepsLeft()).isBetween(50_000L, 150_000L);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 5; i++) {
                        expression.evaluate(Map.of("l", numbers), budget);
                    }
                })
                .isInstanceOfSatisfying(
                        EvaluationException.class,
                        thrown -> assertThat(thrown.isBudgetSpent()).isTrue());
        assertThat(budget.isSpent()).isTrue();
    }

    @Test
    void composedVariablesCostWhoeverAsks() {
        var names = Set.of("variables", "l");
        var costly = Expression.parse("l.all(a, l.all(b, l.all(c, a == c))) || true", Result.BOOL, names);
        var scope = new Scope().with("l", Json.of(Collections.nCopies(100, 1))).compose("variables", "x", costly);

        assertThatThrownBy(() -> Expression.parse("variables.x || true", Result.BOOL, names)
                        .evaluate(scope, Budget.ofDocument()))
                .isInstanceOfSatisfying(
                        EvaluationException.class,
                        thrown -> assertThat(thrown.isBudgetSpent()).isTrue());
    }

    @Test
    void itTellsWhatItLooksAt() {
        var expression = Expression.parse("object.spec.replicas > 1", Result.BOOL, Set.of("object", "params"));

        assertThat(expression.uses("object")).isTrue();
        assertThat(expression.uses("params")).isFalse();
    }
}
