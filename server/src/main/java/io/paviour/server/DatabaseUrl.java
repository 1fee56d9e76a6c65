package io.paviour.server;

import io.paviour.store.Database;
import java.net.URI;
import java.net.URISyntaxException;

/// Reads `postgresql://user:password@host:port/database?options`.
final class DatabaseUrl {
    private static final String FORM = "the database URL has to be postgresql://user:password@host:port/database";

    private DatabaseUrl() {}

    static Database.Login parse(String text) {
        URI uri;
        try {
            uri = new URI(text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text);
        } catch (URISyntaxException malformed) {
            // Its message quotes the whole text, password included.
            throw new IllegalArgumentException(FORM);
        }
        String user = uri.getUserInfo();
        boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        if (!known || uri.getHost() == null || user == null || !user.contains(":") || uri.getPath() == null) {
            throw new IllegalArgumentException(FORM);
        }
        int colon = user.indexOf(':');
        String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new Database.Login(
                "jdbc:postgresql://" + uri.getHost() + port + uri.getPath() + options,
                user.substring(0, colon),
                user.substring(colon + 1));
    }
}
