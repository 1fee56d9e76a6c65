package io.paviour.access;

import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How service accounts are named as users, and which groups they are in (Kubernetes documentation, "Service
/// accounts").
public final class ServiceAccounts {
    /// The kind itself.
    public static final KindName KIND = new KindName("", "ServiceAccount");

    private static final String PREFIX = "system:serviceaccount:";
    private static final String GROUP = "system:serviceaccounts";

    private ServiceAccounts() {}

    /// The name of a service account as a user.
    public static String user(String namespace, String name) {
        return PREFIX + namespace + ":" + name;
    }

    /// The service account that a user is, or null if it is none.
    public static @Nullable Ref find(String user) {
        if (!user.startsWith(PREFIX)) {
            return null;
        }
        String[] parts = user.substring(PREFIX.length()).split(":", -1);
        return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
                ? new Ref(KIND, parts[0], parts[1])
                : null;
    }

    /// The groups that the service accounts of a namespace are in.
    public static Set<String> groups(String namespace) {
        return Set.of(GROUP, GROUP + ":" + namespace);
    }
}
