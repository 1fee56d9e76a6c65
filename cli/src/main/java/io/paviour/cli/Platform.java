package io.paviour.cli;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The line to a running platform: requests in, documents or a [Failure] out.
final class Platform implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /// One document for all of discovery, so that finding the group takes one request.
    private static final String DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Kubeconfig kubeconfig;
    private final HttpClient client;

    Platform(Kubeconfig kubeconfig) throws Failure {
        this.kubeconfig = kubeconfig;
        // A command asks two or three times: HTTP/2 would cost more than it gives.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_MAX)
                .sslContext(Trust.of(kubeconfig))
                .build();
    }

    Kubeconfig kubeconfig() {
        return kubeconfig;
    }

    /// The group and version of the platform's own kinds, as `/apis/<group>/v1`: an installation chooses its group.
    String api() throws Failure, InterruptedException {
        Json.Obj groups = ask(request("/apis").header("Accept", DISCOVERY).GET());
        return groups.objects("items")
                .filter(Platform::hasEnvironments)
                .map(group -> "/apis/" + group.object("metadata").string("name", "") + "/v1")
                .findFirst()
                .orElseThrow(() -> new Failure(kubeconfig.server() + " serves no environments: it is not a Paviour"));
    }

    private static boolean hasEnvironments(Json.Obj group) {
        return group.objects("versions")
                .flatMap(version -> version.objects("resources"))
                .anyMatch(resource -> resource.string("resource", "").equals("environments"));
    }

    /// A part of a path, whatever the user typed.
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// The path of one resource of the platform's own kinds.
    ///
    /// @param namespace as the user said, or null for the kubeconfig's
    String path(@Nullable String namespace, String plural, String name) throws Failure, InterruptedException {
        String place = namespace == null ? kubeconfig.namespace() : namespace;
        return api() + "/namespaces/" + part(place) + "/" + plural + "/" + part(name);
    }

    Json.Obj get(String path) throws Failure, InterruptedException {
        return ask(request(path).GET());
    }

    Json.Obj post(String path, Json.Obj document) throws Failure, InterruptedException {
        return ask(request(path).POST(BodyPublishers.ofByteArray(JsonText.bytes(document))));
    }

    Json.Obj put(String path, Json.Obj document) throws Failure, InterruptedException {
        return ask(request(path).PUT(BodyPublishers.ofByteArray(JsonText.bytes(document))));
    }

    /// Opens a text that may go on for ever; to be closed by the caller.
    InputStream open(String path) throws Failure, InterruptedException {
        // No time limit: newer JDKs would count the reading, too.
        HttpRequest request = request(path).GET().build();
        HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
        InputStream text = response.body();
        if (response.statusCode() == 200) {
            return text;
        }
        try (text) {
            throw failure(response.statusCode(), text.readNBytes(JsonText.DOCUMENT_BYTES_MAX), request.uri());
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    /// Why a text that was opened broke off.
    Failure broken(IOException why) {
        return new Failure("the connection to " + kubeconfig.server() + " broke off: " + why.getMessage());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(kubeconfig.server() + path))
                .header("Authorization", "Bearer " + kubeconfig.token())
                .header("Content-Type", "application/json")
                .header("User-Agent", "paviour/" + VersionCommand.own());
    }

    private Json.Obj ask(HttpRequest.Builder builder) throws Failure, InterruptedException {
        HttpRequest request = builder.timeout(ANSWER_MAX).build();
        HttpResponse<byte[]> response =
                send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), JsonText.DOCUMENT_BYTES_MAX));
        if (response.statusCode() / 100 != 2) {
            throw failure(response.statusCode(), response.body(), request.uri());
        }
        try {
            return JsonText.parseObject(response.body());
        } catch (ProblemException notJson) {
            throw new Failure(request.uri() + " did not answer as a Paviour does: " + notJson.getMessage());
        }
    }

    private Failure failure(int code, byte[] body, URI url) {
        if (code == 401) {
            return new Failure(kubeconfig.server() + " does not accept the token in " + kubeconfig.file()
                    + ": it is unknown, expired or revoked");
        }
        return Failure.of(code, body, url.toString());
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) throws Failure, InterruptedException {
        URI server = kubeconfig.server();
        try {
            return client.send(request, body);
        } catch (ConnectException refused) {
            throw new Failure("nothing answers at " + server + ": is the platform running? ./paviour up starts it");
        } catch (HttpTimeoutException late) {
            throw new Failure(server + " did not answer in time: " + late.getMessage());
        } catch (SSLException insecure) {
            throw Trust.failure(insecure, kubeconfig);
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
