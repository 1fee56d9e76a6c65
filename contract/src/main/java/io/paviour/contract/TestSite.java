package io.paviour.contract;

import io.paviour.plugin.Change;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Drivers;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Secrets;
import io.paviour.plugin.Site;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A site for a plugin under test: resources, secrets and time in memory.
public final class TestSite implements Site, Reader, Secrets {
    private final Path directory;
    private final Map<String, String> settings;
    private final Map<Ref, Resource> resources = new ConcurrentSkipListMap<>();
    private final Map<Ref, Map<String, String>> secrets = new ConcurrentSkipListMap<>();
    private volatile Instant now = Instant.parse("2026-11-22T13:12:00Z");

    /// A site with a directory of its own and the settings of the plugin, without its prefix.
    public TestSite(Path directory, Map<String, String> settings) {
        this.directory = directory;
        this.settings = new HashMap<>(settings);
    }

    /// Lets time pass.
    public void advance(Duration time) {
        now = now.plus(time);
    }

    /// Writes a resource.
    public void store(Resource resource) {
        resources.put(resource.ref(), resource);
    }

    /// Takes a resource away. As the reconciler of Secrets does it: the values go with the resource.
    public void delete(Ref ref) {
        resources.remove(ref);
        secrets.remove(ref);
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
        return directory;
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public InstantSource clock() {
        return () -> now;
    }

    @Override
    public RandomGenerator random() {
        return new SecureRandom();
    }

    @Override
    public Reader resources() {
        return this;
    }

    @Override
    public Secrets secrets() {
        return this;
    }

    @Override
    public Drivers drivers() {
        return new Drivers() {
            @Override
            public @Nullable Driver<?> find(String kind, String type) {
                return null;
            }

            @Override
            public List<String> types(String kind) {
                return List.of();
            }
        };
    }

    @Override
    public void wake(Ref ref) {
        // A test looks again whenever it likes.
    }

    @Override
    public void follow(Set<KindName> kinds, Consumer<Change> listener) {
        throw new UnsupportedOperationException("this plugin follows nothing");
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
        return resources.values().stream()
                .filter(resource -> owner.ref().equals(resource.controller()))
                .toList();
    }

    @Override
    public Map<String, String> read(Ref secret) {
        return secrets.getOrDefault(secret, Map.of());
    }

    @Override
    public Map<String, String> putIfAbsent(Ref secret, Map<String, String> values) {
        Map<String, String> earlier = secrets.putIfAbsent(secret, Map.copyOf(values));
        return earlier == null ? values : earlier;
    }

    @Override
    public void put(Ref secret, Map<String, String> values) {
        secrets.put(secret, Map.copyOf(values));
    }

    @Override
    public void remove(Ref secret) {
        secrets.remove(secret);
    }

    @Override
    public long version(Ref secret) {
        return read(secret).hashCode();
    }
}
