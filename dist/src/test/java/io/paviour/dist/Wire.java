package io.paviour.dist;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.testing.TestPlatform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The API of a platform without kubectl, for what kubectl hides: codes, causes, headers, patches of its own choice.
record Wire(URI api, String token, HttpClient client) {
    private static final Pattern AUTHORITY = Pattern.compile("certificate-authority-data: \"?([A-Za-z0-9+/=]+)");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// What a request was answered with.
    record Answer(int code, HttpHeaders headers, Json.Obj body) {
        /// The body of an answer that has to be good.
        ///
        /// @throws AssertionError if it is not
        Json.Obj succeeded() {
            if (code / 100 != 2) {
                throw new AssertionError("answered with " + code + ": " + body);
            }
            return body;
        }

        /// The first cause of a `Status`.
        Json.Obj cause() {
            return body.object("details").objects("causes").findFirst().orElse(Json.Obj.EMPTY);
        }
    }

    /// As the administrator.
    static Wire to(TestPlatform platform) throws IOException {
        Matcher authority = AUTHORITY.matcher(Files.readString(platform.kubeconfig()));
        if (!authority.find()) {
            throw new IllegalStateException(platform.kubeconfig() + " names no certificate authority");
        }
        String uri = Objects.requireNonNull(platform.announced("API"), "the API was not announced");
        HttpClient client = HttpClient.newBuilder()
                .sslContext(trusting(Base64.getDecoder().decode(authority.group(1))))
                .build();
        return new Wire(URI.create(uri), platform.token(), client);
    }

    private static SSLContext trusting(byte[] certificate) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority",
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate)));
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unfit) {
            throw new IOException("the certificate authority of the kubeconfig is unfit", unfit);
        }
    }

    /// Reads.
    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", "");
    }

    /// Reads to the end what need not be one object.
    ///
    /// @throws AssertionError if it is refused
    String text(String path) throws IOException, InterruptedException {
        var response = client.send(request(path).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError("answered with " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /// Asks.
    ///
    /// @param type the media type of the body
    Answer send(String method, String path, String type, String body) throws IOException, InterruptedException {
        return answer(request(path)
                .header("Content-Type", type)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    /// Reads in another form.
    Answer rendered(String path, String accept) throws IOException, InterruptedException {
        return answer(request(path).header("Accept", accept));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api.resolve(path)).timeout(PATIENCE).header("Authorization", "Bearer " + token);
    }

    private Answer answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = client.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers(), JsonText.parseObject(response.body()));
    }
}
