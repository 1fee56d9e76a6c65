package io.paviour.embedded;

import java.io.IOException;

/// Why there is no server, in one sentence for whoever runs the machine; trying again changes nothing until they act.
public final class CannotStartException extends IOException {
    private static final long serialVersionUID = 1L;

    CannotStartException(String message) {
        super(message);
    }
}
