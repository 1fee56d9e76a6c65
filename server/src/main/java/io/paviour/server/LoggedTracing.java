package io.paviour.server;

import io.paviour.gauge.Step;
import io.paviour.gauge.Tracing;
import org.jspecify.annotations.Nullable;

/// Knows for the log which step a thread is in.
final class LoggedTracing implements Tracing {
    private static final int TRACE_BEGIN = 3;
    private static final int TRACE_END = 35;

    private final Tracing followers;
    private final ScopedValue<Current> current = ScopedValue.newInstance();

    /// The step that a thread is in.
    ///
    /// @param request by which its request is found, or empty
    /// @param trace the trace that it belongs to, or empty
    record Current(String request, String trace) {
        static final Current NONE = new Current("", "");
    }

    /// Passes all steps on.
    LoggedTracing(Tracing followers) {
        this.followers = followers;
    }

    Current current() {
        return current.orElse(Current.NONE);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception, Y extends Exception> T in(Step step, Work<T, X, Y> work)
            throws X, Y {
        return followers.<T, X, Y>in(step, span -> {
            String request =
                    step.attributes().getOrDefault(Step.REQUEST, current().request());
            var now = new Current(request, trace(span.traceparent()));
            try {
                return ScopedValue.where(current, now).call(() -> work.run(span));
            } catch (Exception failed) {
                @SuppressWarnings("unchecked") // the work could throw nothing else
                X thrown = (X) failed;
                throw thrown;
            }
        });
    }

    /// The trace that a header of W3C Trace Context names, or the empty string.
    static String trace(@Nullable String traceparent) {
        return traceparent == null ? "" : traceparent.substring(TRACE_BEGIN, TRACE_END);
    }
}
