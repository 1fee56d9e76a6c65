package io.paviour.provision;

import io.paviour.plugin.Change;
import io.paviour.plugin.Drivers;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Secrets;
import io.paviour.plugin.Site;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A house in memory: its secrets are a map, and it remembers what was woken.
final class TestSite implements Site, Secrets {
    final List<Ref> woken = new ArrayList<>();
    private final Map<Ref, Map<String, String>> values = new HashMap<>();
    private final TestWorld world = new TestWorld();
    private long version;

    @Override
    public Map<String, String> read(Ref secret) {
        return values.getOrDefault(secret, Map.of());
    }

    @Override
    public Map<String, String> putIfAbsent(Ref secret, Map<String, String> wanted) {
        if (!values.containsKey(secret)) {
            put(secret, wanted);
        }
        return read(secret);
    }

    @Override
    public void put(Ref secret, Map<String, String> wanted) {
        version++;
        values.put(secret, Map.copyOf(wanted));
    }

    @Override
    public void remove(Ref secret) {
        values.remove(secret);
    }

    @Override
    public long version(Ref secret) {
        return values.containsKey(secret) ? version : 0;
    }

    @Override
    public String group() {
        return TestWorld.GROUP;
    }

    @Override
    public String node() {
        return "node-1";
    }

    @Override
    public Path directory() {
        return Path.of("provision");
    }

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(Instant.EPOCH);
    }

    @Override
    public RandomGenerator random() {
        return RandomGenerator.of("L64X128MixRandom");
    }

    @Override
    public Reader resources() {
        return world;
    }

    @Override
    public Secrets secrets() {
        return this;
    }

    @Override
    public Drivers drivers() {
        return TestDriver.house();
    }

    @Override
    public void wake(Ref ref) {
        woken.add(ref);
    }

    @Override
    public void follow(Set<KindName> kinds, Consumer<Change> listener) {
        world.list(new KindName("", ""), "").forEach(resource -> listener.accept(new Change.Stored(resource)));
    }
}
