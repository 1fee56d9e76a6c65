package io.paviour.server;

import io.paviour.access.ClientAuthority;
import io.paviour.http.ClientTrust;
import io.paviour.http.FrontProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which client certificates are believed.
///
/// @param users the authority of users' certificates, in PEM, or null if there are none
/// @param proxy the authority of the proxy in front, in PEM, or null if there is none
/// @param proxyNames the common names that the proxy's certificate may have; empty for any
/// @param proxyHeaders in which it says for whom it speaks
public record ClientFiles(
        @Nullable Path users, @Nullable Path proxy, Set<String> proxyNames, FrontProxy.Headers proxyHeaders) {
    /// Copies `proxyNames`.
    public ClientFiles {
        proxyNames = Set.copyOf(proxyNames);
    }

    /// Reads the files.
    ClientTrust trust(InstantSource clock) throws IOException {
        return new ClientTrust(
                users == null ? null : ClientAuthority.read(users, clock),
                proxy == null ? null : new FrontProxy(ClientAuthority.read(proxy, clock), proxyNames, proxyHeaders));
    }
}
