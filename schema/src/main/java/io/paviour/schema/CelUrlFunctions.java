package io.paviour.schema;

import static dev.cel.common.types.SimpleType.STRING;
import static io.paviour.schema.CelFunctions.takes;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Kubernetes' URL library.
final class CelUrlFunctions {
    private static final CelType URL = OpaqueType.create("kubernetes.URL");

    private CelUrlFunctions() {}

    static void addTo(CelFunctions functions) {
        functions.type(URL, URI.class).reader("url", "isURL", URL, CelUrlFunctions::url);
        functions
                .member("getScheme", STRING, takes(URL), a -> orEmpty(((URI) a[0]).getScheme()))
                .member("getHost", STRING, takes(URL), a -> host((URI) a[0]))
                .member("getHostname", STRING, takes(URL), a -> hostname((URI) a[0]))
                .member(
                        "getPort",
                        STRING,
                        takes(URL),
                        a -> ((URI) a[0]).getPort() < 0 ? "" : Integer.toString(((URI) a[0]).getPort()))
                .member("getEscapedPath", STRING, takes(URL), a -> orEmpty(((URI) a[0]).getRawPath()))
                .member(
                        "getQuery",
                        MapType.create(STRING, ListType.create(STRING)),
                        takes(URL),
                        a -> query((URI) a[0]));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static URI url(String text) {
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute() || text.startsWith("/")) {
                return uri;
            }
        } catch (URISyntaxException none) {
            // Told below, as every other text that is none.
        }
        throw new CelFailure("URL parse error: " + CelFormatting.quoted(text) + " is no absolute URL and no path");
    }

    private static String host(URI url) {
        String host = orEmpty(url.getHost());
        return url.getPort() < 0 ? host : host + ":" + url.getPort();
    }

    private static String hostname(URI url) {
        String host = orEmpty(url.getHost());
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Map<String, List<String>> query(URI url) {
        var query = new LinkedHashMap<String, List<String>>();
        for (String pair : orEmpty(url.getRawQuery()).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!pair.isEmpty()) {
                query.computeIfAbsent(decoded(name), _ -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
