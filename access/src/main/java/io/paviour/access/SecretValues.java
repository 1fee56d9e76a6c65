package io.paviour.access;

import com.google.crypto.tink.subtle.AesGcmJce;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.Ref;
import io.paviour.store.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of secrets, sealed with AES-256-GCM (Tink) and bound to the namespace and name they belong to, so that a
/// row moved elsewhere cannot be opened.
public final class SecretValues {
    private static final String KEY_ID = """
            insert into sealing (key_id) values (?)
                on conflict (only_row) do update set key_id = sealing.key_id
            returning key_id
            """;

    private static final String READ = "select sealed, version from secret_value where namespace = ? and name = ?";

    private static final String PUT = """
            insert into secret_value (namespace, name, version, sealed)
            values (?, ?, nextval('secret_version'), ?)
                on conflict (namespace, name) do update
            """;

    // Drawn anew under the row's lock: a number drawn earlier may be lower than that of a faster writer.
    private static final String REPLACE =
            PUT + "set version = nextval('secret_version'), sealed = excluded.sealed returning sealed, version";

    private static final String KEEP = PUT + "set sealed = secret_value.sealed returning sealed, version";

    private static final String REMOVE = "delete from secret_value where namespace = ? and name = ?";

    private final Database database;
    private final AesGcmJce cipher;

    /// @throws IOException if the values in `database` are sealed with another key
    public SecretValues(Database database, MasterKey key) throws IOException {
        this.database = database;
        try {
            this.cipher = new AesGcmJce(key.bytes());
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the master key cannot be used: " + unusable.getMessage(), unusable);
        }
        String sealing = database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(KEY_ID)) {
                statement.setString(1, key.id());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getString(1);
                }
            }
        });
        if (!sealing.equals(key.id())) {
            throw new IOException("the secrets in this database are sealed with the master key " + sealing
                    + ", but the one given is " + key.id() + ": give the right one");
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Sealed(byte[] bytes, long version) {}

    /// The values of a secret; empty if it has none.
    ///
    /// @throws IOException if they cannot be opened
    public Map<String, String> read(Ref secret) throws IOException {
        Sealed sealed = database.<@Nullable Sealed>transaction(connection -> find(connection, secret));
        return sealed == null ? Map.of() : open(secret, sealed.bytes);
    }

    /// A number that rises with each change of the values; 0 if there are none.
    public long version(Ref secret) throws IOException {
        Sealed sealed = database.<@Nullable Sealed>transaction(connection -> find(connection, secret));
        return sealed == null ? 0 : sealed.version;
    }

    /// Stores values where there are none.
    ///
    /// @return the values stored now, which are the earlier ones if there were any
    public Map<String, String> putIfAbsent(Ref secret, Map<String, String> values) throws IOException {
        byte[] sealed = seal(secret, values);
        Sealed stored = database.transaction(connection -> store(connection, KEEP, secret, sealed));
        return open(secret, stored.bytes);
    }

    /// Stores values in place of those there were.
    public void put(Ref secret, Map<String, String> values) throws IOException {
        byte[] sealed = seal(secret, values);
        database.transaction(connection -> store(connection, REPLACE, secret, sealed));
    }

    /// Forgets the values.
    public void remove(Ref secret) throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
                statement.setString(1, secret.namespace());
                statement.setString(2, secret.name());
                return statement.executeUpdate();
            }
        });
    }

    private static @Nullable Sealed find(Connection connection, Ref secret) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, secret.namespace());
            statement.setString(2, secret.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new Sealed(row.getBytes(1), row.getLong(2)) : null;
            }
        }
    }

    private static Sealed store(Connection connection, String sql, Ref secret, byte[] sealed) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, secret.namespace());
            statement.setString(2, secret.name());
            statement.setBytes(3, sealed);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Sealed(row.getBytes(1), row.getLong(2));
            }
        }
    }

    private byte[] seal(Ref secret, Map<String, String> values) throws IOException {
        try {
            return cipher.encrypt(JsonText.bytes(Json.of(values)), place(secret));
        } catch (GeneralSecurityException failed) {
            throw new IOException(secret + " cannot be sealed", failed);
        }
    }

    private Map<String, String> open(Ref secret, byte[] sealed) throws IOException {
        try {
            Json.Obj values = JsonText.parseObject(cipher.decrypt(sealed, place(secret)));
            var map = new LinkedHashMap<String, String>();
            values.fields().forEach((key, value) -> map.put(key, ((Json.Str) value).value()));
            return map;
        } catch (GeneralSecurityException failed) {
            throw new IOException(secret + " cannot be opened: its row was damaged or moved", failed);
        }
    }

    private static byte[] place(Ref secret) {
        return (secret.namespace() + "/" + secret.name()).getBytes(StandardCharsets.UTF_8);
    }
}
