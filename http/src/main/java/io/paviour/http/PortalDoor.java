package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/// The door for browsers: the portal's files, sessions, and the same API behind a session or a token.
///
/// @param hosts the names that this server answers to; any other in a `Host` header is somebody's domain that was
///     pointed here to get past the browser's same-origin rule
/// @param settings what the portal wants to know before anybody signs in
record PortalDoor(
        Api api,
        Health health,
        Recognition recognition,
        Sessions sessions,
        Portal portal,
        Set<String> hosts,
        Json.Obj settings)
        implements Door {
    @Override
    public Reply answer(Call call) throws IOException {
        String host = withoutPort(call.header("host"));
        if (!hosts.contains(host)) {
            throw new Problem.Forbidden("this server does not answer to the name \"" + host
                            + "\": add it to the hosts of the portal")
                    .exception();
        }
        String path = call.path();
        if (Health.isOpen(path)) {
            return health.reply(path);
        }
        return switch (path) {
            case "/api/settings" -> Reply.json(200, settings);
            case "/api/session" -> sessions.answer(call);
            default -> isApi(path) ? api.answer(authenticated(call), call) : portal.answer(call);
        };
    }

    private static boolean isApi(String path) {
        return path.equals("/api")
                || path.startsWith("/api/")
                || path.equals("/apis")
                || path.startsWith("/apis/")
                || path.startsWith("/openapi/");
    }

    private Subject authenticated(Call call) {
        String token = Recognition.bearer(call);
        Subject subject = token == null ? sessions.find(call) : recognition.authenticate(token);
        if (subject == null) {
            throw new Problem.Unauthorized("a session or a bearer token is needed").exception();
        }
        return subject;
    }

    static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > 0
                && host.indexOf(']') < colon
                && host.substring(colon + 1).matches("[0-9]{0,5}");
        return (hasPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }
}
