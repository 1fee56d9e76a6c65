package io.paviour.localprocess;

import io.paviour.plugin.Change;
import io.paviour.plugin.Drivers;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Secrets;
import io.paviour.plugin.Site;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A site without a house behind it.
final class TestSite implements Site, Reader, Secrets {
    final Map<Ref, Resource> stored = new ConcurrentSkipListMap<>();
    final Map<Ref, Map<String, String>> values = new ConcurrentHashMap<>();
    final Map<Ref, Long> versions = new ConcurrentHashMap<>();
    final Map<String, String> settings = new HashMap<>();
    final List<Consumer<Change>> followers = new CopyOnWriteArrayList<>();
    private final Path directory;
    private final InstantSource clock;

    TestSite(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    void store(Resource resource) {
        stored.put(resource.ref(), resource);
        followers.forEach(follower -> follower.accept(new Change.Stored(resource)));
    }

    @Override
    public String group() {
        return "platform.example.com";
    }

    @Override
    public String node() {
        return "node-a";
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
        return clock;
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
        return this;
    }

    @Override
    public Drivers drivers() {
        throw new UnsupportedOperationException("there is one driver");
    }

    @Override
    public void wake(Ref ref) {
        // Whoever waits asks again.
    }

    @Override
    public void follow(Set<KindName> kinds, Consumer<Change> listener) {
        followers.add(listener);
    }

    @Override
    public Resource find(Ref ref) {
        return stored.get(ref);
    }

    @Override
    public List<Resource> list(KindName kind, String namespace) {
        return new ArrayList<>(stored.values());
    }

    @Override
    public List<Resource> ownedBy(Resource owner) {
        return List.of();
    }

    @Override
    public Map<String, String> read(Ref secret) {
        return values.getOrDefault(secret, Map.of());
    }

    @Override
    public Map<String, String> putIfAbsent(Ref secret, Map<String, String> fresh) {
        throw new UnsupportedOperationException("the driver writes no secrets");
    }

    @Override
    public void put(Ref secret, Map<String, String> fresh) {
        values.put(secret, fresh);
        versions.merge(secret, 1L, Long::sum);
    }

    @Override
    public void remove(Ref secret) {
        values.remove(secret);
        versions.remove(secret);
    }

    @Override
    public long version(Ref secret) {
        return versions.getOrDefault(secret, 0L);
    }
}
