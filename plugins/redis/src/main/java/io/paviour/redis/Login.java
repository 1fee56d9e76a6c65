package io.paviour.redis;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// How somebody reaches a server.
///
/// @param host as it stands in a URL: an IPv6 address is in brackets
/// @param password never logged
record Login(String host, int port, boolean isEncrypted, String user, String password) {
    private static final int PORT_USUAL = 6379;
    private static final String FORM = "redis://user:password@host:port, or rediss:// for TLS";

    /// @throws IllegalArgumentException if `text` is no such URL; its password is not repeated
    static Login parse(String text) {
        try {
            URI uri = URI.create(text);
            String who = uri.getRawUserInfo();
            boolean isRedis = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
            boolean isWhole = isRedis && uri.getHost() != null && who != null && who.indexOf(':') >= 0;
            if (isWhole) {
                String user = decoded(who.substring(0, who.indexOf(':')));
                return new Login(
                        uri.getHost(),
                        uri.getPort() < 0 ? PORT_USUAL : uri.getPort(),
                        "rediss".equals(uri.getScheme()),
                        user.isEmpty() ? "default" : user,
                        decoded(who.substring(who.indexOf(':') + 1)));
            }
        } catch (IllegalArgumentException malformed) {
            // What is wrong with it might be in the password.
        }
        throw new IllegalArgumentException("redis.admin-url has to be " + FORM);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    String endpoint() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return "Login[" + user + " at " + endpoint() + "]";
    }
}
