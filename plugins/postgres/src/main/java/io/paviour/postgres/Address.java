package io.paviour.postgres;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/// Where a server is and how its administrator logs in.
///
/// @param database the database the administrator connects to for work on the whole server
/// @param options further options of the PostgreSQL JDBC driver, such as `sslmode`
record Address(String host, int port, String user, String password, String database, Map<String, String> options) {
    private static final int PORT = 5432;

    public Address {
        options = Map.copyOf(options);
    }

    /// Reads `postgresql://user:password@host:port/database?option=value`, with or without `jdbc:`; user and password
    /// may also stand among the options.
    ///
    /// @throws IllegalArgumentException if it is no such URL; its message holds no password
    static Address parse(String url) {
        String rest = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
        int scheme = rest.indexOf("://");
        if (scheme < 0 || !(rest.startsWith("postgresql://") || rest.startsWith("postgres://"))) {
            throw new IllegalArgumentException(
                    "admin-url must look like postgresql://user:password@host:port/postgres");
        }
        rest = rest.substring(scheme + 3);
        int question = rest.indexOf('?');
        Map<String, String> options = question < 0 ? new HashMap<>() : options(rest.substring(question + 1));
        rest = question < 0 ? rest : rest.substring(0, question);
        int slash = rest.indexOf('/');
        String database = slash < 0 ? "" : Uris.unescape(rest.substring(slash + 1));
        rest = slash < 0 ? rest : rest.substring(0, slash);
        int at = rest.lastIndexOf('@');
        String login = at < 0 ? "" : rest.substring(0, at);
        String place = rest.substring(at + 1);
        int colon = login.indexOf(':');
        String user = Uris.unescape(colon < 0 ? login : login.substring(0, colon));
        String password = colon < 0 ? "" : Uris.unescape(login.substring(colon + 1));
        int port = place.lastIndexOf(':');
        boolean hasPort = port > place.lastIndexOf(']');
        String host = hasPort ? place.substring(0, port) : place;
        String optionUser = options.remove("user");
        String optionPassword = options.remove("password");
        return new Address(
                host.isEmpty() ? "127.0.0.1" : host.replaceAll("[\\[\\]]", ""),
                hasPort ? port(place.substring(port + 1)) : PORT,
                user.isEmpty() && optionUser != null ? optionUser : user,
                password.isEmpty() && optionPassword != null ? optionPassword : password,
                database.isEmpty() ? "postgres" : database,
                options);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("the port in admin-url is not a number");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> options(String query) {
        var options = new HashMap<String, String>();
        for (String option : query.split("&", -1)) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                options.put(Uris.unescape(option.substring(0, equals)), Uris.unescape(option.substring(equals + 1)));
            }
        }
        return options;
    }

    /// As people write it.
    String endpoint() {
        return Uris.host(host) + ":" + port;
    }

    /// This server, reached as somebody else.
    Address as(String otherUser, String otherPassword) {
        return new Address(host, port, otherUser, otherPassword, database, options);
    }

    String jdbcUrl(String toDatabase) {
        return "jdbc:postgresql://" + endpoint() + "/" + Uris.escape(toDatabase);
    }

    Properties properties() {
        var properties = new Properties();
        properties.putAll(options);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return properties;
    }

    @Override
    public String toString() {
        return endpoint();
    }
}
