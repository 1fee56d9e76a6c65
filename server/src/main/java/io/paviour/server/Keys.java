package io.paviour.server;

import io.paviour.access.Credentials;
import io.paviour.access.PrivateFile;
import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/// The administrator's `token` and `kubeconfig` in the data directory, readable for their owner only.
final class Keys {
    private final DataDirectory data;
    private final Credentials credentials;

    Keys(DataDirectory data, Credentials credentials) {
        this.data = data;
        this.credentials = credentials;
    }

    /// Writes both; the token stays the one of earlier starts while it is good.
    void write(URI api) throws IOException {
        String token = token();
        Path authority = data.resolve("tls").resolve("ca.crt");
        Json.Obj cluster = Json.object(
                "server",
                api.toString(),
                "certificate-authority-data",
                Files.exists(authority) ? base64(Files.readString(authority)) : null);
        PrivateFile.write(
                data.resolve("kubeconfig"),
                YamlText.write(Json.object(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Config",
                        "clusters",
                        Json.array(Json.object("name", "paviour", "cluster", cluster)),
                        "users",
                        Json.array(Json.object("name", "admin", "user", Json.object("token", token))),
                        "contexts",
                        Json.array(Json.object(
                                "name", "paviour", "context", Json.object("cluster", "paviour", "user", "admin"))),
                        "current-context",
                        "paviour")));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String token() throws IOException {
        Path file = data.resolve("token");
        String kept = Files.exists(file) ? Files.readString(file).strip() : "";
        if (!kept.isEmpty() && credentials.authenticate(kept) != null) {
            return kept;
        }
        String fresh = credentials.issue("admin", Credentials.Use.TOKEN, null);
        PrivateFile.write(file, fresh + "\n");
        return fresh;
    }
}
