package io.paviour.plugin;

import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// What the house gives to one plugin.
public interface Site {
    /// The organisation's API group, `platform.example.com` unless it is set.
    String group();

    /// A kind of the organisation's own group.
    default KindName kind(String name) {
        return new KindName(group(), name);
    }

    /// The name of this process among all that share the database. It stays the same when the process starts again
    /// on the same data directory.
    String node();

    /// A directory of this plugin on this machine, kept between starts; nobody else writes there.
    Path directory();

    /// A directory on this machine that all plugins and starts share, for what can be made again at any time, such as
    /// unpacked programs. Whoever puts something there under a name of its own must expect others to do the same at
    /// the same moment.
    default Path cache() {
        return directory().resolve("cache");
    }

    /// The plugin's settings (`<plugin>.<key>=<value>`), without the prefix.
    Map<String, String> settings();

    /// The time. Nobody calls `Instant.now()`.
    InstantSource clock();

    /// Randomness fit for passwords.
    RandomGenerator random();

    /// The resources, read from memory.
    Reader resources();

    /// The values of secrets.
    Secrets secrets();

    /// All drivers in the house.
    Drivers drivers();

    /// Marks a resource as changed in the outside world: its reconciler looks again soon. Cheap, never fails, may be
    /// called from any thread.
    void wake(Ref ref);

    /// Follows resources of some kinds: first everything that is there, then every change in the order of commits,
    /// on a thread of the house. `listener` must return quickly and must not write.
    void follow(Set<KindName> kinds, Consumer<Change> listener);
}
