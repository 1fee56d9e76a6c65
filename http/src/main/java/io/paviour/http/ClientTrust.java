package io.paviour.http;

import io.paviour.access.ClientAuthority;
import io.paviour.access.Subject;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whose client certificates are believed.
///
/// @param clients vouches for users, or null if there are none by certificate
/// @param proxy a proxy that speaks for others, or null
public record ClientTrust(
        @Nullable ClientAuthority clients, @Nullable FrontProxy proxy) {
    /// Nobody's.
    public static final ClientTrust NONE = new ClientTrust(null, null);

    /// Whether clients are asked for certificates at all.
    boolean isAsked() {
        return clients != null || proxy != null;
    }

    /// The authorities that clients are told of.
    List<X509Certificate> roots() {
        var roots = new ArrayList<X509Certificate>();
        if (clients != null) {
            roots.addAll(clients.roots());
        }
        if (proxy != null) {
            roots.addAll(proxy.authority().roots());
        }
        return roots;
    }

    /// Who calls, as far as certificates tell, or null.
    @Nullable
    Subject subject(Call call) {
        Subject behind = proxy == null ? null : proxy.subject(call);
        if (behind != null || clients == null || !clients.vouches(call.certificates())) {
            return behind;
        }
        return ClientAuthority.subject(call.certificates().getFirst());
    }
}
