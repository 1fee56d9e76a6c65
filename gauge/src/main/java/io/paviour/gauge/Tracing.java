package io.paviour.gauge;

import org.jspecify.annotations.Nullable;

/// Is told of steps. A step that is taken within another one, on the same thread, belongs to it.
public interface Tracing {
    /// Nobody follows.
    Tracing NONE = new Tracing() {
        @Override
        public <T extends @Nullable Object, X extends Exception, Y extends Exception> T in(
                Step step, Work<T, X, Y> work) throws X, Y {
            return work.run(Unfollowed.SPAN);
        }

        @Override
        public boolean isFollowed() {
            return false;
        }
    };

    /// Work that is a step.
    ///
    /// @param <X> what it throws
    /// @param <Y> what else it throws
    @FunctionalInterface
    interface Work<T extends @Nullable Object, X extends Exception, Y extends Exception> {
        /// Does it.
        T run(Span span) throws X, Y;
    }

    /// Takes a step. What `work` throws is told of the step, and passed on.
    <T extends @Nullable Object, X extends Exception, Y extends Exception> T in(Step step, Work<T, X, Y> work)
            throws X, Y;

    /// Whether anybody follows, so that it is worth while to tell more.
    default boolean isFollowed() {
        return true;
    }
}
