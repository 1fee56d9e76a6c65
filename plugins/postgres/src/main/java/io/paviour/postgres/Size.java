package io.paviour.postgres;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What each `spec.size` means on a PostgreSQL server: the one place where it is written.
///
/// `connections` is a hard limit of the role. The others are the role's settings, which a session may change for
/// itself: they are guard rails, not fences.
enum Size {
    SMALL(10, Duration.ofMinutes(1), Duration.ofMinutes(1), 4),
    MEDIUM(25, Duration.ofMinutes(5), Duration.ofMinutes(2), 8),
    LARGE(50, Duration.ofMinutes(15), Duration.ofMinutes(5), 16),
    XLARGE(100, Duration.ofMinutes(30), Duration.ofMinutes(10), 32);

    private final int connections;
    private final Duration statement;
    private final Duration idleInTransaction;
    private final int workMemoryMebibytes;

    Size(int connections, Duration statement, Duration idleInTransaction, int workMemoryMebibytes) {
        this.connections = connections;
        this.statement = statement;
        this.idleInTransaction = idleInTransaction;
        this.workMemoryMebibytes = workMemoryMebibytes;
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
        return switch (this) {
            case SMALL -> "small";
            case MEDIUM -> "medium";
            case LARGE -> "large";
            case XLARGE -> "xlarge";
        };
    }

    /// `CONNECTION LIMIT` of the role.
    int connections() {
        return connections;
    }

    /// The role's settings, as PostgreSQL stores them.
    Map<String, String> settings() {
        return Map.of(
                "statement_timeout", statement.toSeconds() + "s",
                "idle_in_transaction_session_timeout", idleInTransaction.toSeconds() + "s",
                "work_mem", workMemoryMebibytes + "MB");
    }
}
