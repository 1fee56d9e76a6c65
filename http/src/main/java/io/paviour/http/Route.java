package io.paviour.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The paths of the API. A path belongs to the first route that fits; `{x}` stands for one part, `{x...}` for the rest.
enum Route {
    OPENAPI_2("/openapi/v2"),
    OPENAPI_INDEX("/openapi/v3"),
    OPENAPI("/openapi/v3/{path...}"),

    METRICS("/metrics"),

    CORE("/api"),
    GROUPS("/apis"),
    GROUP("/apis/{group}"),
    RESOURCES("/api/{version}", "/apis/{group}/{version}"),

    WHO_AM_I("/apis/authentication.k8s.io/{version}/selfsubjectreviews"),
    CAN_I("/apis/authorization.k8s.io/{version}/selfsubjectaccessreviews"),
    MY_RULES("/apis/authorization.k8s.io/{version}/selfsubjectrulesreviews"),
    MAY_THEY("/apis/authorization.k8s.io/{version}/subjectaccessreviews"),
    MAY_THEY_HERE("/apis/authorization.k8s.io/{version}/namespaces/{namespace}/localsubjectaccessreviews"),
    WHOSE_TOKEN("/apis/authentication.k8s.io/{version}/tokenreviews"),
    PLANS("/apis/{group}/{version}/plans"),

    COLLECTION("/api/{version}/{plural}", "/apis/{group}/{version}/{plural}"),
    ITEM("/api/{version}/{plural}/{name}", "/apis/{group}/{version}/{plural}/{name}"),
    NAMESPACE_STATUS("/api/{version}/{plural=namespaces}/{name}/{subresource=status}"),
    NAMESPACED_COLLECTION(
            "/api/{version}/namespaces/{namespace}/{plural}",
            "/apis/{group}/{version}/namespaces/{namespace}/{plural}"),
    SUBRESOURCE(
            "/api/{version}/{plural}/{name}/{subresource}", "/apis/{group}/{version}/{plural}/{name}/{subresource}"),
    NAMESPACED_ITEM(
            "/api/{version}/namespaces/{namespace}/{plural}/{name}",
            "/apis/{group}/{version}/namespaces/{namespace}/{plural}/{name}"),
    NAMESPACED_SUBRESOURCE(
            "/api/{version}/namespaces/{namespace}/{plural}/{name}/{subresource}",
            "/apis/{group}/{version}/namespaces/{namespace}/{plural}/{name}/{subresource}");

    /// Never changed after construction.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Template> templates;

    @SuppressWarnings("ArrayRecordComponent") // nobody changes the pieces
    private record Template(String text, String[] pieces) {}

    Route(String... templates) {
        this.templates = java.util.Arrays.stream(templates)
                .map(template -> new Template(template, template.substring(1).split("/")))
                .toList();
    }

    /// Where a path leads, and the parts that fill the route's places; the group of `/api` is empty.
    ///
    /// @param template as it stands in the table
    record Match(Route route, String template, Map<String, String> parts) {
        /// A part of the path, decoded; empty where the route has no such place.
        String part(String name) {
            return parts.getOrDefault(name, "");
        }
    }

    /// Finds the route of a path that is still encoded, or null if there is none, or the path has an empty part.
    static @Nullable Match find(String path) {
        List<String> parts = split(path);
        if (parts == null) {
            return null;
        }
        for (Route route : values()) {
            for (Template template : route.templates) {
                Map<String, String> places = fill(template.pieces, parts);
                if (places != null) {
                    return new Match(route, template.text, places);
                }
            }
        }
        return null;
    }

    private static @Nullable List<String> split(String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        var parts = new ArrayList<String>();
        for (String part : trimmed.substring(1).split("/", -1)) {
            String decoded = decode(part);
            if (decoded == null || decoded.isEmpty()) {
                return null;
            }
            parts.add(decoded);
        }
        return parts;
    }

    private static @Nullable String decode(String part) {
        try {
            // A plus is a plus in a path.
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static @Nullable Map<String, String> fill(String[] template, List<String> parts) {
        boolean open = template[template.length - 1].endsWith("...}");
        if (open ? parts.size() < template.length : parts.size() != template.length) {
            return null;
        }
        var places = new HashMap<String, String>();
        for (int i = 0; i < template.length; i++) {
            String piece = template[i];
            String part = parts.get(i);
            if (!piece.startsWith("{")) {
                if (!piece.equals(part)) {
                    return null;
                }
                continue;
            }
            String place = piece.substring(1, piece.length() - 1);
            int equals = place.indexOf('=');
            if (place.endsWith("...")) {
                places.put(place.substring(0, place.length() - 3), String.join("/", parts.subList(i, parts.size())));
            } else if (equals < 0) {
                places.put(place, part);
            } else if (place.substring(equals + 1).equals(part)) {
                places.put(place.substring(0, equals), part);
            } else {
                return null;
            }
        }
        return places;
    }
}
