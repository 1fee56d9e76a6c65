package io.paviour.http;

import io.paviour.access.ClientAuthority;
import io.paviour.access.Subject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A proxy in front, such as the API server of a cluster, that has recognised the user and says in headers who it is
/// (Kubernetes documentation, "Authenticating Proxy"). It is believed only on connections on which it shows a client
/// certificate of `authority`.
///
/// @param authority vouches for the proxy
/// @param allowedNames the common names that the proxy's certificate may have; empty for any
/// @param headers the names of the headers
public record FrontProxy(ClientAuthority authority, Set<String> allowedNames, Headers headers) {
    /// Copies `allowedNames`.
    public FrontProxy {
        allowedNames = Set.copyOf(allowedNames);
    }

    /// The names of headers, of which the first that is there counts; those of extras are prefixes.
    public record Headers(List<String> user, List<String> uid, List<String> group, List<String> extraPrefix) {
        /// What the API server of Kubernetes sends.
        public static final Headers USUAL = new Headers(
                List.of("X-Remote-User"),
                List.of("X-Remote-Uid"),
                List.of("X-Remote-Group"),
                List.of("X-Remote-Extra-"));

        /// Header names know no case.
        public Headers {
            user = lower(user);
            uid = lower(uid);
            group = lower(group);
            extraPrefix = lower(extraPrefix);
        }

        private static List<String> lower(List<String> names) {
            return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        }
    }

    /// Whom the proxy speaks for, or null if it is not the proxy or it speaks for nobody.
    @Nullable
    Subject subject(Call call) {
        List<X509Certificate> chain = call.certificates();
        if (chain.isEmpty() || !isAllowed(chain.getFirst()) || !authority.vouches(chain)) {
            return null;
        }
        String user = first(call, headers.user);
        if (user.isEmpty() || Subject.isHouse(user)) {
            return null;
        }
        var groups = new LinkedHashSet<String>();
        headers.group.forEach(name -> groups.addAll(call.headers().all(name)));
        groups.remove("");
        if (!groups.contains(Subject.UNAUTHENTICATED)) {
            groups.add(Subject.AUTHENTICATED);
        }
        return new Subject(user, groups, first(call, headers.uid), extra(call), null);
    }

    private boolean isAllowed(X509Certificate certificate) {
        String name = ClientAuthority.commonName(certificate);
        return allowedNames.isEmpty() || (name != null && allowedNames.contains(name));
    }

    private static String first(Call call, List<String> names) {
        for (String name : names) {
            List<String> values = call.headers().all(name);
            if (!values.isEmpty() && !values.getFirst().isEmpty()) {
                return values.getFirst();
            }
        }
        return "";
    }

    private Map<String, List<String>> extra(Call call) {
        return extra(call, headers.extraPrefix);
    }

    /// The headers behind some prefixes, by the rest of their names, which may be percent-encoded.
    static Map<String, List<String>> extra(Call call, List<String> prefixes) {
        var extra = new LinkedHashMap<String, List<String>>();
        for (String name : call.headers().names()) {
            for (String prefix : prefixes) {
                if (name.startsWith(prefix) && name.length() > prefix.length()) {
                    extra.computeIfAbsent(decoded(name.substring(prefix.length())), _ -> new ArrayList<>())
                            .addAll(call.headers().all(name));
                }
            }
        }
        return extra;
    }

    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException plain) {
            return key;
        }
    }
}
