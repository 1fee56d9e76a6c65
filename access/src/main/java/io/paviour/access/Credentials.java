package io.paviour.access;

import io.paviour.resource.Problem;
import io.paviour.store.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Tells who is asking by a secret of 256 random bits: a token, the session of a browser, or a one-time link.
///
/// Only hashes are stored (SHA-256: a random secret of that length needs no slow hash). A revoked secret may be taken
/// for valid for [#REMEMBERED] on other replicas.
public final class Credentials {
    /// How long an answer of the database is remembered.
    public static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int REMEMBERED_MAX = 10_000;
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_CHARACTERS_MAX = 200;

    private static final String ISSUE = """
            insert into credential (hash, use, subject, account_uid, created_at, expires_at) values (?, ?, ?, ?, ?, ?)
            """;

    private static final String FIND = """
            select subject, account_uid, expires_at from credential
             where hash = ? and use in ('TOKEN', 'SESSION') and (expires_at is null or expires_at > ?)
            """;

    private static final String REDEEM = """
            delete from credential where hash = ? and use = 'LINK' and expires_at > ? returning subject, account_uid
            """;

    private static final String REVOKE = "delete from credential where hash = ?";

    private static final String EXPIRE = "delete from credential where expires_at < ?";

    private final Database database;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Function<String, @Nullable Account> accounts;
    private final Map<String, Remembered> remembered =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @java.io.Serial
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            });

    /// What a secret is for.
    public enum Use {
        /// Sent with each request of a program.
        TOKEN,
        /// Kept in the cookie of a browser.
        SESSION,
        /// Exchanged once for a session.
        LINK
    }

    private record Remembered(String user, String uid, Instant until) {}

    /// @param random fit for secrets
    /// @param accounts an account by name, or null if there is none: asked each time
    public Credentials(
            Database database,
            InstantSource clock,
            RandomGenerator random,
            Function<String, @Nullable Account> accounts) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.accounts = accounts;
    }

    /// Makes a secret for an account.
    ///
    /// @param ttl how long it is good for, or null for a token without end
    /// @return the secret, which is stored nowhere
    /// @throws io.paviour.resource.ProblemException with `BadRequest` if there is no such account
    public String issue(String user, Use use, @Nullable Duration ttl) throws IOException {
        Account account = accounts.apply(user);
        if (account == null) {
            throw new Problem.BadRequest("there is no account " + user).exception();
        }
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = "pav_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ISSUE)) {
                statement.setBytes(1, hash(secret));
                statement.setString(2, use.name());
                statement.setString(3, user);
                statement.setString(4, account.uid());
                statement.setTimestamp(5, Timestamp.from(now));
                statement.setTimestamp(6, ttl == null ? null : Timestamp.from(now.plus(ttl)));
                return statement.executeUpdate();
            }
        });
        return secret;
    }

    /// Who sends a token or session, or null if it is unknown, expired or revoked, or its user is gone.
    public @Nullable Subject authenticate(String secret) throws IOException {
        if (secret.length() > SECRET_CHARACTERS_MAX) {
            return null;
        }
        byte[] hash = hash(secret);
        String key = HexFormat.of().formatHex(hash);
        Instant now = clock.instant();
        Remembered known = remembered.get(key);
        if (known == null || !known.until.isAfter(now)) {
            known = find(hash, now);
            if (known == null) {
                remembered.remove(key);
                return null;
            }
            remembered.put(key, known);
        }
        return subject(known);
    }

    private @Nullable Remembered find(byte[] hash, Instant now) throws IOException {
        return database.<@Nullable Remembered>transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setBytes(1, hash);
                statement.setTimestamp(2, Timestamp.from(now));
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return null;
                    }
                    Timestamp expires = row.getTimestamp(3);
                    Instant until = now.plus(REMEMBERED);
                    if (expires != null && expires.toInstant().isBefore(until)) {
                        until = expires.toInstant();
                    }
                    return new Remembered(row.getString(1), row.getString(2), until);
                }
            }
        });
    }

    /// Exchanges a one-time link: it is good once.
    public @Nullable Subject redeem(String link) throws IOException {
        Instant now = clock.instant();
        Remembered redeemed = database.<@Nullable Remembered>transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REDEEM)) {
                statement.setBytes(1, hash(link));
                statement.setTimestamp(2, Timestamp.from(now));
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? new Remembered(row.getString(1), row.getString(2), now) : null;
                }
            }
        });
        return redeemed == null ? null : subject(redeemed);
    }

    private @Nullable Subject subject(Remembered known) {
        Account account = accounts.apply(known.user);
        if (account == null || !account.uid().equals(known.uid)) {
            return null;
        }
        var groups = new HashSet<>(account.groups());
        groups.add(Subject.AUTHENTICATED);
        return new Subject(known.user, groups, known.uid, Map.of(), null);
    }

    /// Makes a secret worthless.
    public void revoke(String secret) throws IOException {
        byte[] hash = hash(secret);
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REVOKE)) {
                statement.setBytes(1, hash);
                return statement.executeUpdate();
            }
        });
        remembered.remove(HexFormat.of().formatHex(hash));
    }

    /// Forgets what has expired.
    public void tidy() throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(EXPIRE)) {
                statement.setTimestamp(1, Timestamp.from(clock.instant()));
                return statement.executeUpdate();
            }
        });
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
