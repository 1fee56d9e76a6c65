package io.paviour.server;

import io.paviour.access.SecretValues;
import io.paviour.plugin.Change;
import io.paviour.plugin.Drivers;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Secrets;
import io.paviour.plugin.Site;
import io.paviour.registry.View;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.store.WorkQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the house gives to one plugin.
///
/// @param ground what is the same for all plugins
record GuestSite(Ground ground, Path directory, Map<String, String> settings) implements Site {
    private static final Logger LOG = LoggerFactory.getLogger(GuestSite.class);

    /// What is the same for all plugins.
    ///
    /// @param waking carries calls of [#wake] to the queue, so that the caller need not wait
    record Ground(
            String group,
            String node,
            InstantSource clock,
            RandomGenerator random,
            View view,
            SecretValues values,
            Drivers drivers,
            WorkQueue queue,
            ExecutorService waking,
            Path cache) {}

    @Override
    public String group() {
        return ground.group;
    }

    @Override
    public Path cache() {
        return ground.cache;
    }

    @Override
    public String node() {
        return ground.node;
    }

    @Override
    public InstantSource clock() {
        return ground.clock;
    }

    @Override
    public RandomGenerator random() {
        return ground.random;
    }

    @Override
    public Reader resources() {
        return ground.view;
    }

    @Override
    public Secrets secrets() {
        return new HouseSecrets(ground.values);
    }

    @Override
    public Drivers drivers() {
        return ground.drivers;
    }

    @Override
    public void wake(Ref ref) {
        if (ground.waking.isShutdown()) {
            return;
        }
        ground.waking.execute(() -> {
            try {
                ground.queue.wake(ref);
            } catch (IOException away) {
                // The resync looks again; nothing that happened outside is lost by that.
                LOG.warn("{} could not be woken: {}", ref, away.getMessage());
            }
        });
    }

    @Override
    public void follow(Set<KindName> kinds, Consumer<Change> listener) {
        ground.view.follow(kinds, listener);
    }
}
