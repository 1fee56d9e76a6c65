package io.paviour.localprocess;

import io.paviour.plugin.Change;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Site;
import io.paviour.process.Ports;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fulfils claims of kind `Workload` by processes of this node.
final class LocalProcessDriver implements Driver<Seen>, Rollout.Hands {
    private static final Logger LOG = LoggerFactory.getLogger(LocalProcessDriver.class);

    private final Site site;
    private final Artifacts artifacts;
    private final Supervisor supervisor;
    private final Runner runner;
    private final Logs logs;
    private final Tenant tenant;
    private final AutoCloseable ticker;

    /// @param ticker closed first, so that nothing is started while all is stopped
    LocalProcessDriver(Site site, Artifacts artifacts, Supervisor supervisor, Running running, AutoCloseable ticker) {
        this.site = site;
        this.artifacts = artifacts;
        this.supervisor = supervisor;
        this.runner = running.runner;
        this.logs = running.logs;
        this.tenant = running.tenant;
        this.ticker = ticker;
    }

    /// What processes are run with.
    record Running(Runner runner, Logs logs, Tenant tenant) {}

    @Override
    public String name() {
        return "localprocess";
    }

    @Override
    public String kind() {
        return "Workload";
    }

    @Override
    public Set<String> types() {
        return Set.of("");
    }

    @Override
    public boolean onOneNode() {
        return true;
    }

    @Override
    public boolean mayMove() {
        return true;
    }

    @Override
    public Set<Ref> references(Resource claim) {
        return Workload.of(claim).secrets().stream().map(SecretUse::secret).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Seen observe(Resource claim, Reader reader) throws IOException {
        Workload workload = Workload.of(claim);
        SortedMap<Integer, Replica.View> replicas = supervisor.replicas(claim.ref());
        List<SecretUse> secrets = workload.secrets().stream()
                .map(use -> use.at(site.secrets().version(use.secret())))
                .toList();
        return new Seen(
                workload,
                artifacts.look(workload.source()),
                secrets,
                claim.isDeleting() ? new TreeMap<>() : ports(claim, workload, replicas, reader),
                replicas,
                logs.exist(claim.ref()) || runner.hasFiles(claim.ref()));
    }

    /// The port that each replica has, or had before and can have again, or else a free one.
    private SortedMap<Integer, Integer> ports(
            Resource claim, Workload workload, SortedMap<Integer, Replica.View> replicas, Reader reader)
            throws IOException {
        SortedMap<Integer, Integer> noted = Rollout.notedPorts(claim, site.node());
        Set<Integer> promised = reader.list(claim.kind(), "").stream()
                .filter(other -> !other.ref().equals(claim.ref()))
                .flatMap(other -> Rollout.notedPorts(other, site.node()).values().stream())
                .collect(Collectors.toSet());
        var ports = new TreeMap<Integer, Integer>();
        for (int index = 0; index < workload.replicas(); index++) {
            int replica = index;
            IntPredicate isTaken =
                    port -> promised.contains(port) || supervisor.isGivenToAnother(port, claim.ref(), replica);
            Replica.View there = replicas.get(index);
            int port = there != null ? there.launch().port() : noted.getOrDefault(index, 0);
            boolean keeps = there != null ? there.hasProcess() || Ports.isFree(port) : canHave(port, isTaken);
            if (!keeps) {
                IntPredicate isOurs = own -> noted.containsValue(own) || ports.containsValue(own);
                port = Ports.choose(claim.ref().hashCode() * 31 + index, isTaken.or(isOurs));
            }
            ports.put(index, port);
        }
        return ports;
    }

    private static boolean canHave(int port, IntPredicate isTaken) {
        return port > 0 && !isTaken.test(port) && Ports.isFree(port);
    }

    @Override
    public Plan plan(Resource claim, Seen seen) {
        return Rollout.plan(claim, seen, this, site.node(), tenant.told());
    }

    @Override
    public void unpack(Artifact.Packed packed) throws IOException {
        artifacts.unpack(packed);
        artifacts.tidy(supervisor.directories());
    }

    @Override
    public void start(Launch launch) throws IOException, InterruptedException {
        supervisor.start(launch);
    }

    @Override
    public void stop(Ref workload, Collection<Integer> indexes) throws IOException, InterruptedException {
        supervisor.stop(workload, indexes);
    }

    @Override
    public void removeFiles(Ref workload) throws IOException {
        logs.remove(workload);
        runner.remove(workload);
    }

    /// Stops what must not run here any more although nobody asked this driver: a workload that another node has taken
    /// over, or whose finalizer was torn off.
    void follow(Change change) {
        Ref ref = change.ref();
        boolean suspect = switch (change) {
            case Change.Stored(Resource now) -> isElsewhere(now);
            case Change.Removed _ -> true;
        };
        if (suspect && !supervisor.replicas(ref).isEmpty()) {
            Thread.ofVirtual().name("leave " + ref).start(() -> leave(ref));
        }
    }

    private boolean isElsewhere(Resource claim) {
        return !claim.status().string("node", site.node()).equals(site.node());
    }

    private void leave(Ref workload) {
        // The change may be an old one: it may be back under the same name.
        Resource now = site.resources().find(workload);
        if (now != null && !isElsewhere(now)) {
            return;
        }
        try {
            supervisor.stop(workload, supervisor.replicas(workload).keySet());
        } catch (IOException e) {
            LOG.error("{} is no longer ours and could not be stopped", workload, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        site.wake(workload);
    }

    @Override
    public void close() {
        logs.close();
        try {
            ticker.close();
            supervisor.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("some processes of workloads could not be stopped", e);
        }
    }
}
