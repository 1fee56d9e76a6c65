package io.paviour.store;

import io.paviour.resource.Ref;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.InstantSource;

/// Writes down what changes no resource but has to be known, such as the reveal of a secret. Writes of resources are
/// written down by the [Ledger], in their own transaction.
public final class AuditTrail {
    private static final String ADD = """
            insert into audit (at, subject, verb, kind, namespace, name, subresource) values (?, ?, ?, ?, ?, ?, ?)
            """;

    private final Database database;
    private final InstantSource clock;

    /// The trail in `database`.
    public AuditTrail(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Adds a line. What it speaks of must not be done if this fails.
    public void add(AuditEntry entry, Ref ref) throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                statement.setTimestamp(1, Timestamp.from(clock.instant()));
                statement.setString(2, entry.subject());
                statement.setString(3, entry.verb());
                statement.setString(4, ref.kind().toString());
                statement.setString(5, ref.namespace());
                statement.setString(6, ref.name());
                statement.setString(7, entry.subresource());
                return statement.executeUpdate();
            }
        });
    }
}
