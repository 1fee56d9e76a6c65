package io.paviour.http;

import io.paviour.access.Certificates;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;

/// Where and as whom the server listens.
///
/// @param api where programs connect; port 0 for any that is free
/// @param tls the key and certificates for programs, which send no token without TLS
/// @param trust whose client certificates are believed there
/// @param portal where browsers connect, by plain http; port 0 for any that is free
/// @param portalUri how browsers call the portal, such as `http://localhost:7007`: with `https` (a proxy in front)
///     cookies are marked as secure
/// @param portalHosts the names, besides that of `portalUri` and those of this machine itself, that browsers may use
/// @param organisation the organisation's name, for people
/// @param group the organisation's API group
/// @param version of the product
public record WebSettings(
        InetSocketAddress api,
        Certificates.Identity tls,
        ClientTrust trust,
        InetSocketAddress portal,
        URI portalUri,
        Set<String> portalHosts,
        String organisation,
        String group,
        String version,
        WebLimits limits) {
    /// Copies `portalHosts`.
    public WebSettings {
        portalHosts = Set.copyOf(portalHosts);
    }
}
