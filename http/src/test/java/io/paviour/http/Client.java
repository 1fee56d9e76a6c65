package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A client that says exactly what a test wants.
record Client(HttpClient http, URI base, String token) {
    /// A client that trusts one certificate authority only.
    static Client of(URI base, Path authority, String token) {
        try (InputStream pem = Files.newInputStream(authority)) {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new Client(HttpClient.newBuilder().sslContext(context).build(), base, token);
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    Client withToken(String other) {
        return new Client(http, base, other);
    }

    Answer send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    InputStream stream(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + token);
        HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("status " + response.statusCode());
        }
        return response.body();
    }

    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        Json.Obj json() {
            return (Json.Obj) JsonText.parse(response.body());
        }

        String reason() {
            return json().string("reason", "");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }
}
