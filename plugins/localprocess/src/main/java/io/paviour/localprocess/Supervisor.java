package io.paviour.localprocess;

import io.paviour.resource.Ref;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The replicas of this node. It lives in memory only: processes end with the platform, and after a start the house
/// looks at every workload and so starts them again.
///
/// Somebody has to [#tick] it; nothing happens by itself but the ends of processes.
final class Supervisor implements AutoCloseable {
    private final Runner runner;
    private final Probe probe = new Probe();
    private final InstantSource clock;
    private final Consumer<Ref> changed;
    private final Map<Ref, ConcurrentSkipListMap<Integer, Replica>> replicas = new ConcurrentHashMap<>();

    /// @param changed told which workload looks different now
    Supervisor(Runner runner, InstantSource clock, Consumer<Ref> changed) {
        this.runner = runner;
        this.clock = clock;
        this.changed = changed;
    }

    /// Starts a replica, in place of the one there is with that index if it was launched otherwise.
    void start(Launch launch) throws IOException, InterruptedException {
        Map<Integer, Replica> siblings = siblings(launch.workload());
        Replica old = siblings.get(launch.index());
        if (old != null && old.launch().equals(launch)) {
            return;
        }
        if (old != null) {
            old.stop();
        }
        var replica = new Replica(launch, runner, probe, clock, () -> changed.accept(launch.workload()));
        synchronized (this) {
            if (isGivenToAnother(launch.port(), launch.workload(), launch.index())) {
                throw new IOException("port " + launch.port() + " was given to another replica meanwhile");
            }
            siblings.put(launch.index(), replica);
        }
        replica.step();
    }

    private Map<Integer, Replica> siblings(Ref workload) {
        return replicas.computeIfAbsent(workload, _ -> new ConcurrentSkipListMap<>());
    }

    /// Stops replicas, all at once.
    void stop(Ref workload, Collection<Integer> indexes) throws IOException, InterruptedException {
        Map<Integer, Replica> siblings = siblings(workload);
        List<Replica> ending =
                indexes.stream().map(siblings::get).filter(Objects::nonNull).toList();
        var stops = new ArrayList<Future<?>>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Replica replica : ending) {
                stops.add(each.submit(() -> {
                    replica.stop();
                    siblings.remove(replica.launch().index(), replica);
                    return null;
                }));
            }
        }
        for (Future<?> stop : stops) {
            if (stop.state() == Future.State.FAILED) {
                throw new IOException("a replica of " + workload + " could not be stopped", stop.exceptionNow());
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /// The replicas of a workload, by index.
    SortedMap<Integer, Replica.View> replicas(Ref workload) {
        var views = new TreeMap<Integer, Replica.View>();
        Map<Integer, Replica> siblings = replicas.get(workload);
        if (siblings != null) {
            siblings.forEach((index, replica) -> views.put(index, replica.view()));
        }
        return views;
    }

    /// Whether any other replica here was given a port.
    boolean isGivenToAnother(int port, Ref workload, int index) {
        return replicas.values().stream()
                .flatMap(siblings -> siblings.values().stream())
                .map(Replica::launch)
                .filter(launch -> launch.port() == port)
                .anyMatch(
                        launch -> launch.index() != index || !launch.workload().equals(workload));
    }

    /// The directories that replicas run from.
    Set<Path> directories() {
        return replicas.values().stream()
                .flatMap(siblings -> siblings.values().stream())
                .map(replica -> replica.launch().directory())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Does what is due by the clock: starts, questions of health.
    void tick() {
        replicas.values().forEach(siblings -> siblings.values().forEach(Replica::step));
    }

    /// Stops everything, each with 10 s of grace.
    @Override
    public void close() throws IOException {
        replicas.values().forEach(siblings -> siblings.values().forEach(Replica::retire));
        try {
            runner.close();
            for (var siblings : replicas.values()) {
                for (Replica replica : siblings.values()) {
                    replica.awaitLaunch();
                }
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            probe.close();
        }
    }
}
