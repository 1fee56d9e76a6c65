package io.paviour.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The wire as a platform serves it, with answers laid down beforehand, on real TLS with a certificate of its own.
final class TestPlatform implements AutoCloseable {
    static final String TOKEN = "a-token-of-the-test";
    static final String API = "/apis/platform.example.com/v1";

    private static final String PASSWORD = "only-for-this-test";

    final List<Asked> asked = new ArrayList<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final HttpsServer server;
    private final String authority;

    /// @param body empty for requests without one
    record Asked(String request, String body) {}

    private record Answer(int code, String type, byte[] body) {}

    /// @param directory where the keys are made, once for all platforms of a test class
    TestPlatform(Path directory) throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore keys = keys(directory.resolve("keys.p12"));
        authority = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(keys.getCertificate("platform").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", this::answer);
        server.start();
        on(
                "GET /apis",
                200,
                Json.object(
                        "items",
                        List.of(
                                group("authorization.k8s.io", "selfsubjectaccessreviews"),
                                group("platform.example.com", "environments"))));
    }

    private static Json.Obj group(String name, String plural) {
        return Json.object(
                "metadata", Json.object("name", name),
                "versions",
                        List.of(Json.object("version", "v1", "resources", List.of(Json.object("resource", plural)))));
    }

    private static KeyStore keys(Path file) throws IOException, GeneralSecurityException, InterruptedException {
        if (Files.exists(file)) {
            return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        }
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "platform",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-ext",
                        "bc=ca:true",
                        "-validity",
                        "2",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    /// Lays down the answer to `request`, such as `GET /version`; the query counts.
    void on(String request, int code, Json.Obj body) {
        answers.put(request, new Answer(code, "application/json", JsonText.bytes(body)));
    }

    void onText(String request, String body) {
        answers.put(request, new Answer(200, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8)));
    }

    void onFailure(String request, int code, String reason, String message, Json.Obj details) {
        on(
                request,
                code,
                Json.object(
                        "kind",
                        "Status",
                        "apiVersion",
                        "v1",
                        "status",
                        "Failure",
                        "reason",
                        reason,
                        "message",
                        message,
                        "details",
                        details,
                        "code",
                        code));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body;
        try (InputStream in = exchange.getRequestBody()) {
            body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        asked.add(new Asked(request, body));
        Answer answer =
                answers.getOrDefault(request, new Answer(404, "text/plain", "?".getBytes(StandardCharsets.UTF_8)));
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer = new Answer(401, "application/json", JsonText.bytes(Json.object("kind", "Status", "code", 401)));
        }
        exchange.getResponseHeaders().set("Content-Type", answer.type);
        exchange.sendResponseHeaders(answer.code, answer.body.length == 0 ? -1 : answer.body.length);
        exchange.getResponseBody().write(answer.body);
        exchange.close();
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    String authority() {
        return authority;
    }

    /// Writes a kubeconfig, of which a test may want to have something otherwise.
    static void kubeconfig(Path file, Json.Obj cluster, String token) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                YamlText.write(Json.object(
                        "current-context", "test",
                        "contexts",
                                List.of(Json.object(
                                        "name",
                                        "test",
                                        "context",
                                        Json.object("cluster", "c", "user", "u", "namespace", "team-alpha"))),
                        "clusters", List.of(Json.object("name", "c", "cluster", cluster)),
                        "users", List.of(Json.object("name", "u", "user", Json.object("token", token))))));
    }

    Json.Obj cluster() {
        String data = Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.US_ASCII));
        return Json.object("server", url(), "certificate-authority-data", data);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
