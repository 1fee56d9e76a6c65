package io.paviour.http;

import java.io.IOException;

/// What stands behind one listener.
@FunctionalInterface
interface Door {
    /// Answers a call.
    ///
    /// @throws io.paviour.resource.ProblemException if the answer is no
    /// @throws IOException if the body cannot be read to its end
    Reply answer(Call call) throws IOException;
}
