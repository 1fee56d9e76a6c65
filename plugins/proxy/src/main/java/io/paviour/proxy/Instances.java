package io.paviour.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The connections to the instances: how many are in use, and those that wait for the next request.
final class Instances implements AutoCloseable {
    private final Limits limits;
    private final Map<Instance, Pool> pools = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    Instances(Limits limits) {
        this.limits = limits;
    }

    /// The instances in the order in which they should be asked: the least busy first, in turn among equals.
    List<Instance> inOrder(List<Instance> ready) {
        int first = Math.floorMod(turn.getAndIncrement(), ready.size());
        record Busy(Instance instance, int connections) {}
        return IntStream.range(0, ready.size())
                .mapToObj(i -> ready.get((first + i) % ready.size()))
                .map(instance -> new Busy(instance, pool(instance).inUse.get()))
                .sorted(Comparator.comparingInt(Busy::connections))
                .limit(limits.triesMax())
                .map(Busy::instance)
                .toList();
    }

    /// A connection that was used before and seems to be open still, or null. Its other end may be closing it just
    /// now, so it is only for what can be sent again.
    @Nullable
    Upstream kept(Instance instance) {
        return pool(instance).take();
    }

    /// A new connection.
    ///
    /// @throws Refusal with status 503 if there are too many
    /// @throws IOException if the instance cannot be reached: nothing was sent, another one may be tried
    Upstream open(Instance instance) throws IOException {
        Pool pool = pool(instance);
        if (pool.inUse.incrementAndGet() > limits.instanceConnectionsMax()) {
            pool.inUse.decrementAndGet();
            throw new Refusal(503, "all instances are busy");
        }
        try {
            return new Upstream(Wire.to(instance, limits.connectTimeout()), pool, false);
        } catch (IOException | RuntimeException unreachable) {
            pool.inUse.decrementAndGet();
            throw unreachable;
        }
    }

    /// Forgets all instances but these. Connections in use go on until their request is done.
    void retain(Set<Instance> instances) {
        pools.forEach((instance, pool) -> {
            if (!instances.contains(instance)) {
                pools.remove(instance);
                pool.retire();
            }
        });
    }

    @Override
    public void close() {
        retain(Set.of());
    }

    private Pool pool(Instance instance) {
        return pools.computeIfAbsent(instance, _ -> new Pool());
    }

    /// The connections to one instance.
    final class Pool {
        private final AtomicInteger inUse = new AtomicInteger();
        private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
        private volatile boolean isRetired;

        private record Idle(Wire wire, long sinceNanos) {}

        private @Nullable Upstream take() {
            for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
                if (System.nanoTime() - next.sinceNanos() < limits.keepTimeout().toNanos()) {
                    inUse.incrementAndGet();
                    return new Upstream(next.wire(), this, true);
                }
                shut(next.wire());
            }
            return null;
        }

        void giveBack(Wire wire, boolean isReusable) {
            inUse.decrementAndGet();
            if (!isReusable || idle.size() >= limits.instanceIdleMax()) {
                shut(wire);
                return;
            }
            idle.addFirst(new Idle(wire, System.nanoTime()));
            if (isRetired) {
                retire();
            }
        }

        private void retire() {
            isRetired = true;
            for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
                shut(next.wire());
            }
        }

        private static void shut(Wire wire) {
            try {
                wire.close();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }
}
