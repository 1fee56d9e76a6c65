package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the expressions of one request may look at: variables, and fields that are composed by other
/// expressions.
///
/// Values are seen, not copied, and each is made when an expression first asks for it. A scope is for one
/// request and one thread.
public final class Scope {
    private final Map<String, Supplier<Object>> variables = new LinkedHashMap<>();
    private final Map<String, Map<String, Supplier<Object>>> composed = new LinkedHashMap<>();
    private @Nullable Budget budget;

    /// A scope without variables.
    public Scope() {}

    /// Sets a variable.
    public Scope with(String name, Json value) {
        variables.put(name, once(() -> CelValues.of(value)));
        return this;
    }

    /// Sets a variable whose value is asked for when an expression first looks at it.
    public Scope with(String name, Supplier<Json> value) {
        variables.put(name, once(() -> CelValues.of(value.get())));
        return this;
    }

    /// Sets `object.field` to what an expression answers in this very scope: it is evaluated once, when it
    /// is first asked for, against the budget of whoever asks. Its answer keeps its type, be it a time or
    /// a quantity.
    ///
    /// @param object a variable that holds such fields only, such as `variables`
    public Scope compose(String object, String field, Expression expression) {
        var fields = composed.computeIfAbsent(object, _ -> new LinkedHashMap<>());
        fields.put(field, once(() -> composed(object + "." + field, expression)));
        variables.put(object, once(() -> new CelMap(new CelView.Lazy(fields))));
        return this;
    }

    private Object composed(String name, Expression expression) {
        Budget current = budget;
        if (current == null) {
            throw new IllegalStateException("a composed variable is asked for by an evaluation only");
        }
        try {
            return expression.value(this, current);
        } catch (EvaluationException failure) {
            if (failure.isBudgetSpent()) {
                throw new Budget.Spent();
            }
            throw new CelFailure("composited variable \"" + name + "\" fails to evaluate: " + failure.getMessage());
        }
    }

    /// A value that is made once; while it is made, it cannot be asked for.
    private static Supplier<Object> once(Supplier<Object> supplier) {
        return new Supplier<>() {
            private @Nullable Object value;
            private boolean busy;

            @Override
            public Object get() {
                Object known = value;
                if (known != null) {
                    return known;
                }
                if (busy) {
                    throw new CelFailure("a variable refers to itself");
                }
                busy = true;
                try {
                    Object made = supplier.get();
                    value = made;
                    return made;
                } finally {
                    busy = false;
                }
            }
        };
    }

    @Nullable
    Object value(String name) {
        Supplier<Object> supplier = variables.get(name);
        return supplier == null ? null : supplier.get();
    }

    /// Names the budget that composed variables are evaluated against.
    ///
    /// @return the one before
    @Nullable
    Budget charge(@Nullable Budget next) {
        Budget before = budget;
        budget = next;
        return before;
    }
}
