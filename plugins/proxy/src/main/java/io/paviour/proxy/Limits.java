package io.paviour.proxy;

import java.time.Duration;

/// What the proxy allows at most.
///
/// @param headBytesMax the first line and the header fields of a message together
/// @param headFieldsMax the header fields of a message
/// @param clientsMax connections of clients at once
/// @param instanceConnectionsMax connections to one instance at once
/// @param instanceIdleMax connections to one instance that are kept for the next request
/// @param triesMax instances that are tried for one request
/// @param connectTimeout how long an instance may take to accept a connection
/// @param idleTimeout how long a connection may be silent while something is expected of it
/// @param tunnelIdleTimeout how long a WebSocket may be silent
/// @param keepTimeout how long a connection to an instance is kept for the next request
record Limits(
        int headBytesMax,
        int headFieldsMax,
        int clientsMax,
        int instanceConnectionsMax,
        int instanceIdleMax,
        int triesMax,
        Duration connectTimeout,
        Duration idleTimeout,
        Duration tunnelIdleTimeout,
        Duration keepTimeout) {
    /// The limits that hold unless a test sets its own.
    static final Limits USUAL = new Limits(
            32 << 10,
            128,
            8192,
            2048,
            32,
            4,
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Duration.ofSeconds(15));
}
