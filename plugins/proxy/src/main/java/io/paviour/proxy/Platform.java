package io.paviour.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What of this machine is the platform's own and goes to no tenant: its names, and the cookie of its portal, which a
/// browser sends to every port of a host alike (RFC 6265, section 8.5).
final class Platform {
    private static final String SESSION_COOKIE = "paviour_session";
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");

    private Platform() {}

    /// Whether a hostname means the machine itself.
    static boolean isReserved(String hostname) {
        return hostname.equals("localhost") || ADDRESS.matcher(hostname).matches();
    }

    /// The fields without the cookie of the portal.
    static List<Head.Field> withoutSession(List<Head.Field> fields) {
        var kept = new ArrayList<Head.Field>(fields.size());
        for (Head.Field field : fields) {
            if (!field.is("cookie") || !field.value().contains(SESSION_COOKIE)) {
                kept.add(field);
                continue;
            }
            var cookies = new ArrayList<String>();
            for (String cookie : field.value().split(";", -1)) {
                String name = cookie.strip().split("=", 2)[0].strip();
                if (!name.equals(SESSION_COOKIE)) {
                    cookies.add(cookie.strip());
                }
            }
            if (!cookies.isEmpty()) {
                kept.add(new Head.Field(field.name(), String.join("; ", cookies)));
            }
        }
        return kept;
    }
}
