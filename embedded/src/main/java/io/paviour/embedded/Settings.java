package io.paviour.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Where and how a server runs.
///
/// @param directory holds everything of this server: data, password, port and log; made if it is not there
/// @param binaries holds the unpacked programs, one directory a version; servers may share it
/// @param connectionsMax at least 4, of which PostgreSQL keeps 3 for the superuser
/// @param configuration further parameters of `postgresql.conf` by name, winning over ours
/// @param logBytesMax size of the server's log; twice as much is kept
/// @param startMax how long a start may take, once unpacked; long after a crash under load
public record Settings(
        Path directory,
        Path binaries,
        int connectionsMax,
        Map<String, String> configuration,
        long logBytesMax,
        Duration startMax) {
    private static final int CONNECTIONS_MIN = 4;

    public Settings {
        configuration = Map.copyOf(configuration);
        directory = directory.toAbsolutePath().normalize();
        binaries = binaries.toAbsolutePath().normalize();
        if (connectionsMax < CONNECTIONS_MIN) {
            throw new IllegalArgumentException("connectionsMax is " + connectionsMax + ", at least " + CONNECTIONS_MIN);
        }
    }

    /// A small server: 50 connections, 4 MiB of log, two minutes to start.
    public static Settings of(Path directory, Path binaries) {
        return new Settings(directory, binaries, 50, Map.of(), 4 << 20, Duration.ofMinutes(2));
    }

    public Settings withConnectionsMax(int other) {
        return new Settings(directory, binaries, other, configuration, logBytesMax, startMax);
    }

    public Settings withConfiguration(Map<String, String> other) {
        return new Settings(directory, binaries, connectionsMax, other, logBytesMax, startMax);
    }
}
