package io.paviour.cli;

import io.paviour.resource.Json;
import io.paviour.resource.ProblemException;
import io.paviour.resource.YamlText;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the current context of a kubeconfig file says.
///
/// @param file where it is written
/// @param server the address of the API, with `https`
/// @param authority the certificates in PEM of whoever may have signed the server's, or null for those that Java trusts
/// @param namespace where things are if nobody says otherwise
record Kubeconfig(Path file, URI server, @Nullable String authority, String token, String namespace) {
    private static final int BYTES_MAX = 1 << 20;

    /// Reads the file that is named, or else the first that there is of `PAVIOUR_KUBECONFIG`, the one in the data
    /// directory, and `KUBECONFIG`.
    ///
    /// @throws Failure if there is none, or it does not say what is needed
    static Kubeconfig find(@Nullable String named, Shell shell) throws Failure {
        String file = locate(named, shell);
        Path path = shell.directory().resolve(file);
        try {
            String text = new String(shell.read(path.toString(), BYTES_MAX), StandardCharsets.UTF_8);
            List<Json> documents = YamlText.parseAll(text);
            if (documents.size() == 1 && documents.getFirst() instanceof Json.Obj config) {
                return new Reader(config, path, shell).read();
            }
        } catch (ProblemException malformed) {
            throw new Failure("the kubeconfig " + path + " is " + malformed.getMessage());
        }
        throw new Failure("the kubeconfig " + path + " must be one YAML mapping");
    }

    private static String locate(@Nullable String named, Shell shell) throws Failure {
        if (named != null) {
            return named;
        }
        Map<String, String> environment = shell.environment();
        String chosen = environment.getOrDefault("PAVIOUR_KUBECONFIG", "");
        if (!chosen.isEmpty()) {
            return chosen;
        }
        String data = environment.getOrDefault("PAVIOUR_DATA_DIR", "");
        Path own = Path.of(data.isEmpty() ? ".paviour" : data, "kubeconfig");
        if (Files.exists(shell.directory().resolve(own))) {
            return own.toString();
        }
        for (String file : environment.getOrDefault("KUBECONFIG", "").split(File.pathSeparator)) {
            if (!file.isEmpty() && Files.exists(shell.directory().resolve(file))) {
                return file;
            }
        }
        throw new Failure("there is no kubeconfig at " + own
                + ": start the platform with ./paviour up, or name a kubeconfig by --kubeconfig");
    }

    /// Without the token.
    @Override
    public String toString() {
        return file + " for " + server;
    }

    private record Reader(Json.Obj config, Path file, Shell shell) {
        Kubeconfig read() throws Failure {
            String current = config.string("current-context", "");
            if (current.isEmpty()) {
                throw bad("has no current-context");
            }
            Json.Obj context = named("context", current);
            Json.Obj cluster = named("cluster", context.string("cluster", ""));
            Json.Obj user = named("user", context.string("user", ""));
            if (cluster.bool("insecure-skip-tls-verify", false)) {
                throw bad("asks to trust any certificate (insecure-skip-tls-verify), which paviour does not do");
            }
            String token = user.string("token", "");
            if (token.isEmpty()) {
                throw bad(
                        "has no token for user " + context.string("user", "") + ", and paviour signs in by token only");
            }
            return new Kubeconfig(
                    file, server(cluster), authority(cluster), token, context.string("namespace", "default"));
        }

        /// An entry of one of the three lists `contexts`, `clusters`, `users`.
        private Json.Obj named(String what, String name) throws Failure {
            return config.objects(what + "s")
                    .filter(entry -> entry.string("name", "").equals(name))
                    .findFirst()
                    .orElseThrow(() -> bad("has no " + what + " named \"" + name + "\""))
                    .object(what);
        }

        private URI server(Json.Obj cluster) throws Failure {
            String server = cluster.string("server", "");
            try {
                URI uri = URI.create(server.endsWith("/") ? server.substring(0, server.length() - 1) : server);
                if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
                    return uri;
                }
            } catch (IllegalArgumentException malformed) {
                throw bad("has a server that is no address: " + server);
            }
            throw bad("has the server \"" + server + "\", and a token is sent to https only");
        }

        private @Nullable String authority(Json.Obj cluster) throws Failure {
            String data = cluster.string("certificate-authority-data");
            if (data != null) {
                try {
                    return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
                } catch (IllegalArgumentException malformed) {
                    throw bad("has certificate-authority-data that is not Base64");
                }
            }
            String path = cluster.string("certificate-authority");
            if (path == null) {
                return null;
            }
            // As kubectl has it: relative to the kubeconfig, not to where one stands.
            Path beside = file.toAbsolutePath().resolveSibling(path);
            return new String(shell.read(beside.toString(), BYTES_MAX), StandardCharsets.US_ASCII);
        }

        private Failure bad(String what) {
            return new Failure("the kubeconfig " + file + " " + what);
        }
    }
}
