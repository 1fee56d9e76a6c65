package io.paviour.gauge;

import org.jspecify.annotations.Nullable;

/// A step while it is taken.
public interface Span {
    /// Names the step better than was possible at its beginning.
    void rename(String name);

    /// Tells something about the step.
    void tell(String attribute, String value);

    /// Tells something about the step.
    void tell(String attribute, long value);

    /// Says that the step failed, and why; no secrets.
    void fail(String why);

    /// The step by a header of W3C Trace Context, `00-<trace>-<span>-<flags>`, or null if nobody follows it.
    @Nullable
    String traceparent();
}
