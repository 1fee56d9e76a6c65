package io.paviour.proxy;

import java.io.IOException;

/// A message that is not passed on, and what its sender is told.
final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    /// @param status the HTTP status, from 400 to 599
    /// @param message a sentence for people, without anything from the request but its host
    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    /// The sentence.
    String sentence() {
        return String.valueOf(getMessage());
    }
}
