package io.paviour.server;

import io.paviour.store.Database;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the platform team can set, by an option of `up` or by the environment.
///
/// @param data everything that is kept on this machine
/// @param database the platform's own PostgreSQL, or null to run one in `data`
/// @param masterKey what seals secrets, in Base64, or null to keep one in `data`
/// @param group the API group of the organisation's own kinds
/// @param organisation its name, for people
/// @param api where programs connect, by https
/// @param tls the certificate of `api`, or null to make one
/// @param clients whose client certificates are believed at `api`
/// @param portal where browsers connect, by http
/// @param portalUri how browsers call it
/// @param portalHosts further names of it
/// @param plugins settings of plugins, `<plugin>.<key>`
public record Settings(
        Path data,
        Database.@Nullable Login database,
        @Nullable String masterKey,
        String group,
        String organisation,
        InetSocketAddress api,
        @Nullable TlsFiles tls,
        ClientFiles clients,
        InetSocketAddress portal,
        @Nullable URI portalUri,
        Set<String> portalHosts,
        Map<String, String> plugins) {
    private static final Pattern GROUP =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+");

    /// Copies the collections.
    ///
    /// @throws IllegalArgumentException if the group is no DNS name of at least two parts
    public Settings {
        if (!GROUP.matcher(group).matches() || group.length() > 200) {
            throw new IllegalArgumentException(
                    "the API group is " + group + ": it has to be a DNS name such as platform.example.com");
        }
        portalHosts = Set.copyOf(portalHosts);
        plugins = Map.copyOf(plugins);
    }

    /// PEM files: a chain of certificates, and a private key in PKCS#8 form.
    public record TlsFiles(Path certificates, Path key) {}

    /// The settings of one plugin, without its name.
    Map<String, String> of(String plugin) {
        String prefix = plugin + ".";
        var own = new java.util.TreeMap<String, String>();
        plugins.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                own.put(key.substring(prefix.length()), value);
            }
        });
        return own;
    }
}
