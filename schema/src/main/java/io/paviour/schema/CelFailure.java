package io.paviour.schema;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;

/// What a function throws that has no answer; the message is for whoever wrote the expression.
final class CelFailure extends CelRuntimeException {
    private static final long serialVersionUID = 1L;

    CelFailure(String message) {
        super(new IllegalArgumentException(message), CelErrorCode.INVALID_ARGUMENT);
    }

    @Override
    public String getMessage() {
        Throwable cause = getCause();
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }
}
