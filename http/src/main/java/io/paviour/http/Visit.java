package io.paviour.http;

import org.jspecify.annotations.Nullable;

/// The time from a request's arrival until its answer has been sent or, for a stream, has begun. Belongs to one thread.
final class Visit implements AutoCloseable {
    private @Nullable Runnable ending;

    /// Has something done at the end, once.
    void onEnd(Runnable wanted) {
        if (ending != null) {
            throw new IllegalStateException("a visit ends in one way");
        }
        ending = wanted;
    }

    @Override
    public void close() {
        if (ending != null) {
            Runnable last = ending;
            ending = null;
            last.run();
        }
    }
}
