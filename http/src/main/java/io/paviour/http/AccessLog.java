package io.paviour.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Is told of every request once its answer has ended.
@FunctionalInterface
public interface AccessLog {
    /// Takes note. Called on the thread of the request.
    void answered(Answered request);

    /// A request and its answer. There is nothing secret in it: the query of the address, in which there may be a
    /// one-time link, is left out, and so are all headers but one.
    ///
    /// @param id by which the request is found in the log; the client has it from `X-Request-Id`
    /// @param door `api` or `portal`
    /// @param path as it was sent, still encoded
    /// @param subject who asked, or empty if that is not known
    /// @param bytes of the body of the answer, as they were sent
    /// @param agent the client's name for itself
    /// @param traceparent the request in the words of W3C Trace Context, or null if nobody follows it
    record Answered(
            String id,
            String door,
            String method,
            String path,
            String subject,
            int status,
            Duration duration,
            long bytes,
            String agent,
            @Nullable String traceparent) {}
}
