package io.paviour.schema;

/// How much work the expressions of one request may do together, counted in steps: one for each part of an
/// expression that is evaluated, and one more for every ten characters, or every item, that a function
/// goes through.
///
/// An instance is for one request and one thread.
public final class Budget {
    /// What one expression may spend on one value, as in Kubernetes.
    static final long STEPS_EACH_MAX = 1_000_000;

    /// What all expressions together may spend on one document, as in Kubernetes.
    static final long STEPS_DOCUMENT_MAX = 10_000_000;

    private long steps;
    private long stepsEach;

    /// A budget of `steps` in all; a single evaluation never gets more than 1,000,000 of them.
    public Budget(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("a budget has at least 1 step, not " + steps);
        }
        this.steps = steps;
        this.stepsEach = STEPS_EACH_MAX;
    }

    /// What one document may cost: 10,000,000 steps, a second or less.
    public static Budget ofDocument() {
        return new Budget(STEPS_DOCUMENT_MAX);
    }

    /// Whether nothing is left for another evaluation.
    public boolean isSpent() {
        return steps <= 0;
    }

    /// How many steps are left.
    public long stepsLeft() {
        return Math.max(0, steps);
    }

    /// Begins an evaluation.
    ///
    /// @return what to hand to [#end(long)]: an evaluation may begin within another one
    long begin() {
        long outer = stepsEach;
        stepsEach = STEPS_EACH_MAX;
        return outer;
    }

    void end(long outer) {
        stepsEach = outer;
    }

    /// Takes `count` steps.
    ///
    /// @throws Spent where there are not as many
    void spend(long count) {
        steps -= count;
        stepsEach -= count;
        if (steps < 0 || stepsEach < 0) {
            throw new Spent();
        }
    }

    /// Ends an evaluation at once. It is an error and no exception, because the language's `||` and `&&`
    /// may forgive an exception of one side, and then go on.
    static final class Spent extends Error {
        private static final long serialVersionUID = 1L;

        Spent() {
            super("the budget is spent", null, false, false);
        }
    }
}
