package io.paviour.proxy;

/// A connection to an instance while one request uses it.
///
/// @param isKept whether it was used before
record Upstream(Wire wire, Instances.Pool pool, boolean isKept) {
    /// Gives it back for the next request.
    void keep() {
        pool.giveBack(wire, true);
    }

    /// Gives it up.
    void drop() {
        pool.giveBack(wire, false);
    }
}
