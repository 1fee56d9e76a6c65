package io.paviour.dist;

/// A stock client that keeps a copy of all gadgets by list and watch, and what it told about them.
interface Follower extends AutoCloseable {
    /// What it told so far.
    Told told();

    /// Ends it.
    @Override
    void close() throws Exception;
}
