package io.paviour.localprocess;

import java.io.Serial;

/// An archive that no retry makes acceptable; the message is for whoever made it.
final class RefusedArchive extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    RefusedArchive(String message) {
        super(message);
    }
}
