package io.paviour.postgres;

import io.paviour.plugin.Tenancy;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What a tenant needs to reach its database: the values of its Secret.
record Credentials(String host, int port, String username, String password, String database) {
    /// Credentials with a password drawn now.
    static Credentials draw(Claim claim, Address server, RandomGenerator random) {
        return of(claim, server, Tenancy.password(random));
    }

    static Credentials of(Claim claim, Address server, String password) {
        return new Credentials(server.host(), server.port(), claim.identifier(), password, claim.identifier());
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
