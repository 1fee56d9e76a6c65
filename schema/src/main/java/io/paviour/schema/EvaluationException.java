package io.paviour.schema;

/// An expression that has no answer for the values it was given: a key is missing, a number is divided by
/// zero, types do not meet, or the budget is spent. The message is one sentence for whoever wrote the
/// expression.
public final class EvaluationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean budgetSpent;

    EvaluationException(String message, boolean budgetSpent) {
        super(message, null, false, false);
        this.budgetSpent = budgetSpent;
    }

    /// Whether the expression was cut short because it, or all of the request's together, did too much.
    public boolean isBudgetSpent() {
        return budgetSpent;
    }
}
