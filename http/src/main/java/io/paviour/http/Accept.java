package io.paviour.http;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a client would like to read, from its `Accept` header.
///
/// @param as the rendition, such as `Table`; empty for the resource itself
/// @param group the API group of the rendition
/// @param version the version of the rendition
record Accept(String as, String group, String version) {
    static final Accept PLAIN = new Accept("", "", "");
    private static final String META = "meta.k8s.io";
    private static final int RANGES_MAX = 32;

    /// The first of the client's wishes that can be fulfilled, or null if there is none. A client that says nothing
    /// takes anything.
    static @Nullable Accept parse(String header, Rendition... renditions) {
        // What nearly every program says.
        if (header.isBlank() || header.equals("application/json")) {
            return PLAIN;
        }
        for (Range range : ranges(header).toList()) {
            if (range.quality == 0 || !range.isJson()) {
                continue;
            }
            Accept wanted = new Accept(range.parameter("as"), range.parameter("g"), range.parameter("v"));
            if (wanted.as.isEmpty()) {
                return PLAIN;
            }
            for (Rendition rendition : renditions) {
                if (rendition.is(wanted)) {
                    return wanted;
                }
            }
        }
        return null;
    }

    boolean isPlain() {
        return as.isEmpty();
    }

    /// The one of some media types that the client would like best, or null if it wants none of them. A client that
    /// says nothing, or does not care, gets the first.
    static @Nullable String best(String header, List<String> offered) {
        if (header.isBlank()) {
            return offered.getFirst();
        }
        return ranges(header)
                .filter(range -> range.quality > 0)
                .flatMap(range -> offered.stream().filter(range::matches))
                .findFirst()
                .orElse(null);
    }

    private static Stream<Range> ranges(String header) {
        return Arrays.stream(header.split(","))
                .limit(RANGES_MAX)
                .map(Range::parse)
                .sorted(Comparator.comparingDouble((Range range) -> range.quality)
                        .reversed());
    }

    boolean isTable() {
        return as.equals(Rendition.TABLE.as);
    }

    boolean isPartial() {
        return as.startsWith(Rendition.PARTIAL.as);
    }

    /// The content type that says so.
    String contentType() {
        return as.isEmpty() ? "application/json" : "application/json;g=" + group + ";v=" + version + ";as=" + as;
    }

    /// What else a resource, or a document, can look like.
    enum Rendition {
        TABLE("Table", META, "v1", "v1beta1"),
        PARTIAL("PartialObjectMetadata", META, "v1", "v1beta1"),
        PARTIAL_LIST("PartialObjectMetadataList", META, "v1", "v1beta1"),
        DISCOVERY("APIGroupDiscoveryList", "apidiscovery.k8s.io", "v2", "v2beta1");

        private final String as;
        private final String group;
        private final String version;
        private final String olderVersion;

        Rendition(String as, String group, String version, String olderVersion) {
            this.as = as;
            this.group = group;
            this.version = version;
            this.olderVersion = olderVersion;
        }

        private boolean is(Accept wanted) {
            return as.equals(wanted.as)
                    && group.equals(wanted.group)
                    && (version.equals(wanted.version) || olderVersion.equals(wanted.version));
        }
    }

    private record Range(String type, Map<String, String> parameters, double quality) {
        private static final Pattern QUALITY = Pattern.compile("[01](\\.[0-9]{1,3})?");

        static Range parse(String text) {
            String[] parts = text.split(";");
            var parameters = new HashMap<String, String>();
            for (String part : parts) {
                int equals = part.indexOf('=');
                if (equals > 0) {
                    parameters.putIfAbsent(
                            part.substring(0, equals).strip(),
                            part.substring(equals + 1).strip());
                }
            }
            return new Range(
                    parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT),
                    parameters,
                    quality(parameters.getOrDefault("q", "1")));
        }

        private static double quality(String text) {
            return QUALITY.matcher(text).matches() ? Double.parseDouble(text) : 1;
        }

        boolean matches(String offered) {
            return type.equals("*/*")
                    || type.equals(offered)
                    || (type.endsWith("/*") && offered.startsWith(type.substring(0, type.length() - 1)));
        }

        boolean isJson() {
            return type.equals("application/json") || type.equals("*/*") || type.equals("application/*");
        }

        String parameter(String name) {
            return parameters.getOrDefault(name, "");
        }
    }
}
