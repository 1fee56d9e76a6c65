package io.paviour.http;

import java.time.Duration;

/// What one server takes at most.
///
/// @param bodyBytesMax the largest request body
/// @param headerBytesMax all headers of a request together
/// @param streamsMax watches and followed logs that are open at a time
/// @param streamsPerSubjectMax the same for one user
/// @param requestsMax requests that are being answered at a time, streams apart
/// @param requestsPerSubjectMax the same for one user
/// @param connectionsMax connections of one listener
/// @param idle how long a connection may say nothing between requests
/// @param writeStall how long one write to a client may take before the client counts as gone
/// @param watch how long a watch lasts if the client does not say
/// @param bookmark how often a quiet watch says that it is alive
public record WebLimits(
        int bodyBytesMax,
        int headerBytesMax,
        int streamsMax,
        int streamsPerSubjectMax,
        int requestsMax,
        int requestsPerSubjectMax,
        int connectionsMax,
        Duration idle,
        Duration writeStall,
        Duration watch,
        Duration bookmark) {
    /// What suits one machine.
    public static final WebLimits DEFAULT = new WebLimits(
            3 << 20,
            64 << 10,
            4_000,
            1_000,
            400,
            64,
            10_000,
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(30),
            Duration.ofSeconds(45));
}
