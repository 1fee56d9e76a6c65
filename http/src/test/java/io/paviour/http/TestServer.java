package io.paviour.http;

import io.paviour.access.Account;
import io.paviour.access.Certificates;
import io.paviour.access.ClientAuthority;
import io.paviour.access.Credentials;
import io.paviour.access.Roles;
import io.paviour.access.Subject;
import io.paviour.plugin.Change;
import io.paviour.plugin.Subresource;
import io.paviour.registry.Options;
import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.registry.Writer;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import io.paviour.store.AuditTrail;
import io.paviour.store.ChangeFeed;
import io.paviour.store.Database;
import io.paviour.store.Freshness;
import io.paviour.store.Ledger;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// The wire on the real desk, with one kind of the test's own.
final class TestServer implements AutoCloseable {
    static final Subject ADMIN = Subject.system("admin");

    /// A permit for each log whose reader went away, or was cut off.
    final Semaphore brokenOff = new Semaphore(0);

    /// Vouches for users.
    final TestAuthority clients = TestAuthority.named("clients");

    /// Vouches for the proxy in front.
    final TestAuthority proxies = TestAuthority.named("proxies");

    final Registry registry;
    final Credentials credentials;
    final Web web;
    final Path directory;
    final String token;
    private final Database database;
    private final Ledger ledger;

    TestServer(Database.Login login, Path directory, WebLimits limits, int apiPort, int portalPort) throws IOException {
        InstantSource clock = InstantSource.system();
        var random = new SecureRandom();
        this.directory = directory;
        database = Database.open(login);
        var roles = new Roles();
        var view = new View();
        var feed = new ChangeFeed(database, view);
        ledger = new Ledger(database, feed, clock);
        registry = new Registry(
                view,
                new Freshness(database, feed, clock, "test"),
                new Writer(ledger),
                roles,
                new AuditTrail(database, clock),
                new Registry.Sources(clock, random));
        view.follow(Roles.KINDS, change -> {
            switch (change) {
                case Change.Stored(Resource resource) -> roles.put(resource);
                case Change.Removed(Resource resource) -> roles.remove(resource);
            }
        });
        feed.start();
        registry.open(Map.of(), List.of(new Log(), new Reveal()));
        Registry.ownKinds().forEach(this::create);
        create(read("environment.yaml").getFirst());
        read("roles.yaml").forEach(this::create);
        var users = Map.of(
                "admin",
                Set.of(Subject.ADMINS),
                "eve",
                Set.<String>of(),
                "lead",
                Set.of("leads"),
                "busy",
                Set.<String>of());
        credentials = new Credentials(database, clock, random, name -> {
            Set<String> groups = users.get(name);
            return groups == null ? null : new Account(name, groups);
        });
        token = credentials.issue("admin", Credentials.Use.TOKEN, null);
        var certificates = new Certificates(directory, clock, random);
        Certificates.Identity door = certificates.door(List.of("127.0.0.1", "localhost"));
        Files.writeString(directory.resolve("token"), token);
        web = Web.start(
                new WebSettings(
                        new InetSocketAddress("127.0.0.1", apiPort),
                        door,
                        new ClientTrust(
                                new ClientAuthority(List.of(clients.certificate()), clock),
                                new FrontProxy(
                                        new ClientAuthority(List.of(proxies.certificate()), clock),
                                        Set.of("front-proxy-client", "aggregator"),
                                        FrontProxy.Headers.USUAL)),
                        new InetSocketAddress("127.0.0.1", portalPort),
                        URI.create("http://localhost:7007"),
                        Set.of("portal.example.com"),
                        "Example",
                        "platform.example.com",
                        "0.1.0",
                        limits),
                new Services(
                        registry,
                        credentials,
                        roles,
                        (subject, manifests, namespace) ->
                                Json.object("seen", manifests.size(), "namespace", namespace),
                        () -> null,
                        clock,
                        Observation.alone()));
        Files.writeString(directory.resolve("kubeconfig"), kubeconfig(certificates.authorityPem()));
    }

    /// Creates a resource, if it is not there.
    void create(Json.Obj manifest) {
        var resource = new Resource(manifest);
        Kind kind = Objects.requireNonNull(registry.kind(resource.kind()));
        try {
            registry.create(ADMIN, kind, resource.namespace(), manifest, Options.strict("test"));
        } catch (io.paviour.resource.ProblemException known) {
            if (!(known.problem() instanceof io.paviour.resource.Problem.AlreadyExists)) {
                throw known;
            }
        }
    }

    static List<Json.Obj> read(String name) throws IOException {
        try (var in = Objects.requireNonNull(TestServer.class.getResourceAsStream(name))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return YamlText.parseAll(text).stream().map(Json.Obj.class::cast).toList();
        }
    }

    private String kubeconfig(String authority) {
        return YamlText.write(Json.object(
                "apiVersion",
                "v1",
                "kind",
                "Config",
                "current-context",
                "test",
                "clusters",
                List.of(Json.object(
                        "name",
                        "test",
                        "cluster",
                        Json.object(
                                "server",
                                web.apiUri().toString(),
                                "certificate-authority-data",
                                java.util.Base64.getEncoder()
                                        .encodeToString(authority.getBytes(StandardCharsets.UTF_8))))),
                "users",
                List.of(Json.object("name", "test", "user", Json.object("token", token))),
                "contexts",
                List.of(Json.object("name", "test", "context", Json.object("cluster", "test", "user", "test")))));
    }

    @Override
    public void close() {
        web.close();
        ledger.close();
        database.close();
    }

    private final class Log implements Subresource {
        @Override
        public String kind() {
            return "Environment";
        }

        @Override
        public String name() {
            return "log";
        }

        @Override
        public String verb() {
            return "get";
        }

        @Override
        public Answer answer(Resource resource, Map<String, String> parameters, Json.Obj body) {
            return new Answer.Text(out -> {
                String wanted = parameters.getOrDefault("tailLines", "");
                int lines = wanted.matches("[0-9]{1,9}") ? Integer.parseInt(wanted) : 3;
                try {
                    for (int i = 0; i < lines; i++) {
                        out.write((resource.name() + " line " + i + "\n").getBytes(StandardCharsets.UTF_8));
                        out.flush();
                    }
                } catch (IOException gone) {
                    brokenOff.release();
                    throw gone;
                }
            });
        }
    }

    private static final class Reveal implements Subresource {
        @Override
        public String kind() {
            return "Environment";
        }

        @Override
        public String name() {
            return "reveal";
        }

        @Override
        public String verb() {
            return "create";
        }

        @Override
        public Answer answer(Resource resource, Map<String, String> parameters, Json.Obj body) {
            return new Answer.Document(Json.object("kind", "SecretValues", "values", Json.object("a", "b")));
        }
    }
}
