package io.paviour.resource;

import java.io.Serial;

/// Carries a [Problem] to whoever answers the caller. It has no stack trace: a problem is an answer, not a bug.
public final class ProblemException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    /// Wraps `problem`.
    public ProblemException(Problem problem) {
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    /// What is wrong.
    public Problem problem() {
        return problem;
    }
}
