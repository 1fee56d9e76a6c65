package io.paviour.server;

import io.paviour.http.FrontProxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of `up` about client certificates, named as those of the API server of Kubernetes.
final class CertificateOptions {
    @Option(
            names = "--client-ca-file",
            paramLabel = "FILE",
            defaultValue = "${env:PAVIOUR_CLIENT_CA_FILE}",
            description = "Who shows --api a certificate of this authority (PEM) is the user that its common name says,"
                    + " in the groups that its organisations say.")
    @Nullable
    Path users;

    @Option(
            names = "--requestheader-client-ca-file",
            paramLabel = "FILE",
            defaultValue = "${env:PAVIOUR_REQUESTHEADER_CLIENT_CA_FILE}",
            description = "Who shows --api a certificate of this authority (PEM) speaks for the user that its headers"
                    + " say: the API server of a cluster.")
    @Nullable
    Path proxy;

    @Option(
            names = "--requestheader-allowed-names",
            paramLabel = "NAMES",
            defaultValue = "${env:PAVIOUR_REQUESTHEADER_ALLOWED_NAMES}",
            description = "The common names, divided by commas, that such a certificate may have; without it, any.")
    @Nullable
    String names;

    @Option(
            names = "--requestheader-username-headers",
            paramLabel = "NAMES",
            defaultValue = "${env:PAVIOUR_REQUESTHEADER_USERNAME_HEADERS:-X-Remote-User}",
            description = "The headers that say the user (default: ${DEFAULT-VALUE}).")
    String userHeaders = "";

    @Option(
            names = "--requestheader-uid-headers",
            paramLabel = "NAMES",
            defaultValue = "${env:PAVIOUR_REQUESTHEADER_UID_HEADERS:-X-Remote-Uid}",
            description = "The headers that say the user's uid (default: ${DEFAULT-VALUE}).")
    String uidHeaders = "";

    @Option(
            names = "--requestheader-group-headers",
            paramLabel = "NAMES",
            defaultValue = "${env:PAVIOUR_REQUESTHEADER_GROUP_HEADERS:-X-Remote-Group}",
            description = "The headers that say the user's groups (default: ${DEFAULT-VALUE}).")
    String groupHeaders = "";

    @Option(
            names = "--requestheader-extra-headers-prefix",
            paramLabel = "NAMES",
            defaultValue = "${env:PAVIOUR_REQUESTHEADER_EXTRA_HEADERS_PREFIX:-X-Remote-Extra-}",
            description = "How headers begin that say more of the user (default: ${DEFAULT-VALUE}).")
    String extraPrefixes = "";

    /// @throws IllegalArgumentException if names are given for a proxy that is not
    ClientFiles files() {
        Path authority = given(proxy);
        Set<String> allowed = Set.copyOf(list(names == null ? "" : names));
        if (authority == null && !allowed.isEmpty()) {
            throw new IllegalArgumentException(
                    "--requestheader-allowed-names belongs to --requestheader-client-ca-file, which is missing");
        }
        return new ClientFiles(
                given(users),
                authority,
                allowed,
                new FrontProxy.Headers(list(userHeaders), list(uidHeaders), list(groupHeaders), list(extraPrefixes)));
    }

    private static @Nullable Path given(@Nullable Path path) {
        return path == null || path.toString().isEmpty() ? null : path;
    }

    private static List<String> list(String text) {
        var items = new ArrayList<String>();
        for (String item : text.split(",")) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return List.copyOf(items);
    }
}
