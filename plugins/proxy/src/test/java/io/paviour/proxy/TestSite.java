package io.paviour.proxy;

import io.paviour.plugin.Change;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Drivers;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Secrets;
import io.paviour.plugin.Site;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A site for the plugin under test: resources in memory, followed as they change.
final class TestSite implements Site, Reader, AutoCloseable {
    private final Map<String, String> settings;
    private final Map<Ref, Resource> resources = new ConcurrentSkipListMap<>();
    private final List<Consumer<Change>> followers = new ArrayList<>();
    private final Set<Ref> woken = new CopyOnWriteArraySet<>();
    private @Nullable ProxyDriver driver;

    TestSite(Map<String, String> settings) {
        this.settings = settings;
    }

    /// A site whose proxy listens at a free port.
    static TestSite open() {
        var site = new TestSite(Map.of("port", "0"));
        site.start();
        return site;
    }

    void start() {
        driver = (ProxyDriver) new ProxyPlugin().drivers(this).getFirst();
    }

    int port() {
        var seen = driver.observe(route("any", "any", "any"), this);
        return ((Ingress.State.Listening) seen.ingress()).port();
    }

    Plan plan(Resource route) throws Exception {
        return driver.plan(route, driver.observe(route, this));
    }

    Set<Ref> wokenSoFar() {
        Set<Ref> refs = Set.copyOf(woken);
        woken.clear();
        return refs;
    }

    void store(Resource resource) {
        resources.put(resource.ref(), resource);
        followers.forEach(follower -> follower.accept(new Change.Stored(resource)));
    }

    void remove(Resource resource) {
        resources.remove(resource.ref());
        followers.forEach(follower -> follower.accept(new Change.Removed(resource)));
    }

    /// A route and the workload it leads to, with ready instances at the ports.
    void lead(String hostname, int... ports) {
        store(route(hostname.replace('.', '-'), hostname, "api"));
        store(workload("api", ports));
    }

    static Resource route(String name, String hostname, String workload) {
        return new Resource(Json.object(
                "apiVersion",
                "platform.example.com/v1",
                "kind",
                "Route",
                "metadata",
                Json.object(
                        "name", name,
                        "namespace", "payments",
                        "creationTimestamp", "2026-11-22T13:12:00Z"),
                "spec",
                Json.object("hostname", hostname, "workload", workload)));
    }

    static Resource workload(String name, int... ports) {
        var instances = new ArrayList<Json>();
        for (int port : ports) {
            instances.add(Json.object("ready", true, "address", "127.0.0.1", "port", port));
        }
        return new Resource(Json.object(
                "apiVersion", "platform.example.com/v1",
                "kind", "Workload",
                "metadata", Json.object("name", name, "namespace", "payments"),
                "spec", Json.object("replicas", ports.length),
                "status", Json.object("instances", new Json.Arr(instances))));
    }

    @Override
    public void close() {
        if (driver != null) {
            driver.close();
        }
    }

    @Override
    public String group() {
        return "platform.example.com";
    }

    @Override
    public String node() {
        return "node-1";
    }

    @Override
    public Path directory() {
        throw new UnsupportedOperationException("this plugin keeps nothing");
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public InstantSource clock() {
        return () -> Instant.parse("2026-11-22T13:12:00Z");
    }

    @Override
    public RandomGenerator random() {
        return RandomGenerator.getDefault();
    }

    @Override
    public Reader resources() {
        return this;
    }

    @Override
    public Secrets secrets() {
        throw new UnsupportedOperationException("this plugin needs no secrets");
    }

    @Override
    public Drivers drivers() {
        return new Drivers() {
            @Override
            public @Nullable Driver<?> find(String kind, String type) {
                return driver;
            }

            @Override
            public List<String> types(String kind) {
                return List.of();
            }
        };
    }

    @Override
    public void wake(Ref ref) {
        woken.add(ref);
    }

    @Override
    public void follow(Set<KindName> kinds, Consumer<Change> listener) {
        Stream.of("Workload", "Route")
                .map(this::kind)
                .filter(kinds::contains)
                .forEach(kind -> list(kind, "").forEach(resource -> listener.accept(new Change.Stored(resource))));
        followers.add(listener);
    }

    @Override
    public @Nullable Resource find(Ref ref) {
        return resources.get(ref);
    }

    @Override
    public List<Resource> list(KindName kind, String namespace) {
        return resources.values().stream()
                .filter(resource -> resource.kind().equals(kind))
                .filter(resource -> namespace.isEmpty() || resource.namespace().equals(namespace))
                .toList();
    }

    @Override
    public List<Resource> ownedBy(Resource owner) {
        return List.of();
    }
}
