package io.paviour.gauge;

import org.jspecify.annotations.Nullable;

/// The span of a step that nobody follows.
enum Unfollowed implements Span {
    SPAN;

    @Override
    public void rename(String name) {}

    @Override
    public void tell(String attribute, String value) {}

    @Override
    public void tell(String attribute, long value) {}

    @Override
    public void fail(String why) {}

    @Override
    public @Nullable String traceparent() {
        return null;
    }
}
