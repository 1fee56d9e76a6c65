package io.paviour.postgres;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a tenant needs to reach its database: the values of its Secret.
record Credentials(String host, int port, String username, String password, String database) {
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 32;

    /// Credentials with a password drawn now: 57 letters and digits, 32 of them, that no URI has to escape.
    static Credentials draw(Claim claim, Address server, RandomGenerator random) {
        var password = new StringBuilder(PASSWORD_LENGTH);
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return of(claim, server, password.toString());
    }

    static Credentials of(Claim claim, Address server, String password) {
        return new Credentials(server.host(), server.port(), claim.identifier(), password, claim.identifier());
    }

    /// The password among the values of a Secret, or null if there is none that a verifier could be made for.
    static @Nullable String password(Map<String, String> values) {
        String password = values.get("password");
        boolean usable = password != null && password.matches("[!-~]{8,200}");
        return usable ? password : null;
    }

    Map<String, String> values() {
        return Map.of(
                "host", host,
                "port", Integer.toString(port),
                "username", username,
                "password", password,
                "database", database,
                "uri",
                        "postgresql://" + username + ":" + Uris.escape(password) + "@" + Uris.host(host) + ":" + port
                                + "/" + database);
    }

    @Override
    public String toString() {
        return "credentials of " + username;
    }
}
