package io.paviour.redis;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What each `spec.size` means for a cache: the one place where it is written.
enum Size {
    SMALL(64, 50, 500),
    MEDIUM(256, 200, 1_000),
    LARGE(1_024, 500, 2_000),
    XLARGE(4_096, 2_000, 4_000);

    /// What a server needs beside its keys: buffers of clients, fragments.
    private static final int OVERHEAD_MEBIBYTES = 64;

    private final int memoryMebibytes;
    private final int connections;
    private final int cpuMillis;

    Size(int memoryMebibytes, int connections, int cpuMillis) {
        this.memoryMebibytes = memoryMebibytes;
        this.connections = connections;
        this.cpuMillis = cpuMillis;
    }

    /// The size a claim names, or null if there is none of that name.
    static @Nullable Size named(String name) {
        for (Size size : values()) {
            if (size.text().equals(name)) {
                return size;
            }
        }
        return null;
    }

    /// As a claim writes it.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// `maxmemory`: what its keys may take.
    long memoryBytes() {
        return (long) memoryMebibytes << 20;
    }

    /// What the whole process may take: a quarter more than the keys, and 64 MiB.
    long processBytes() {
        return memoryBytes() + memoryBytes() / 4 + ((long) OVERHEAD_MEBIBYTES << 20);
    }

    /// `maxclients`.
    int connections() {
        return connections;
    }

    /// Thousandths of a processor.
    int cpuMillis() {
        return cpuMillis;
    }
}
