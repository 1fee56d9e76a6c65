package io.paviour.server;

import io.paviour.http.FrontProxy;
import io.paviour.http.Observation;
import io.paviour.plugin.Action;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Plugin;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Site;
import io.paviour.provision.ProvisionPlugin;
import io.paviour.resource.Resource;
import io.paviour.store.Database;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The whole house in this process, on a real database and real sockets, with a driver of the test's own.
final class TestHouse implements AutoCloseable {
    private static final String DATABASES = "/apis/platform.example.com/v1/namespaces/default/databases";

    final House house;
    final String token;
    final HttpClient client;

    TestHouse(TestPostgres postgres, Path data, Observation observation) throws Exception {
        var settings = new Settings(
                data,
                new Database.Login(postgres.url(), postgres.user(), postgres.password()),
                null,
                "platform.example.com",
                "Example",
                new InetSocketAddress("127.0.0.1", 0),
                null,
                new ClientFiles(null, null, Set.of(), FrontProxy.Headers.USUAL),
                new InetSocketAddress("127.0.0.1", 0),
                null,
                Set.of(),
                Map.of());
        List<Plugin> plugins = List.of(new ProvisionPlugin(), new Shed());
        house = House.open(
                settings, new House.Outside(InstantSource.system(), new SecureRandom(), plugins, observation));
        token = Files.readString(data.resolve("token")).strip();
        client = client(data.resolve("tls").resolve("ca.crt"));
    }

    private static HttpClient client(Path authority) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(authority)) {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return HttpClient.newBuilder().sslContext(context).build();
        }
    }

    HttpRequest.Builder request(String path, String bearer) {
        return HttpRequest.newBuilder(URI.create(house.apiUri() + path))
                .header("Authorization", "Bearer " + bearer)
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path, token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /// Asks for a database, and waits until the driver has made it and all is told.
    void makeDatabase(String name) throws Exception {
        post(DATABASES, """
                {"apiVersion": "platform.example.com/v1", "kind": "Database", "metadata": {"name": "%s"},
                 "spec": {"type": "postgres", "owner": "team-a"}}
                """.formatted(name));
        try (var lines = client.send(
                        request(DATABASES + "?watch=true&fieldSelector=metadata.name=" + name, token)
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()) {
            var _ = lines.filter(line -> line.contains("\"reason\":\"Made\""))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        house.close();
    }

    /// A driver that remembers what it has made.
    private static final class Shed implements Plugin, Driver<Boolean> {
        private final Set<String> made = ConcurrentHashMap.newKeySet();

        @Override
        public String name() {
            return "shed";
        }

        @Override
        public List<Driver<?>> drivers(Site site) {
            return List.of(this);
        }

        @Override
        public String kind() {
            return "Database";
        }

        @Override
        public Set<String> types() {
            return Set.of("postgres");
        }

        @Override
        public Boolean observe(Resource claim, Reader reader) {
            return made.contains(claim.name());
        }

        @Override
        public Plan plan(Resource claim, Boolean seen) {
            if (seen || claim.isDeleting()) {
                return Plan.of(new Outcome.Settled("Made", "it is in the shed"));
            }
            Action make = new Action.Do("put it there", Action.Effect.CREATE, () -> made.add(claim.name()));
            return Plan.of(List.of(make), new Outcome.Working("Making", "it is being made", Duration.ofSeconds(1)));
        }
    }
}
