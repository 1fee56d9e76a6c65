package io.paviour.proxy;

import io.paviour.plugin.Change;
import io.paviour.plugin.Site;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Follows Routes and Workloads, and keeps the routing table that they make.
///
/// Changes come on one thread; the table is read by many.
final class Routes implements Consumer<Change> {
    private final Site site;
    private final Instances instances;
    private final Map<Ref, RoutingTable.Claim> claims = new HashMap<>();
    private final Map<Ref, List<Instance>> ready = new HashMap<>();
    private volatile RoutingTable table = RoutingTable.EMPTY;

    Routes(Site site, Instances instances) {
        this.site = site;
        this.instances = instances;
    }

    /// The table as it is now.
    RoutingTable table() {
        return table;
    }

    @Override
    public synchronized void accept(Change change) {
        if (!changes(change)) {
            return;
        }
        RoutingTable before = table;
        RoutingTable now = RoutingTable.of(claims.values(), workload -> ready.getOrDefault(workload, List.of()));
        table = now;
        Set<Ref> changed = now.changedSince(before);
        if (!changed.isEmpty()) {
            instances.retain(now.instances());
            changed.forEach(site::wake);
        }
    }

    /// Takes note of a change; says whether it means anything to the table.
    private boolean changes(Change change) {
        boolean isRoute = change.ref().kind().kind().equals("Route");
        return switch (change) {
            case Change.Removed(Resource last) -> (isRoute ? claims : ready).remove(last.ref()) != null;
            case Change.Stored(Resource route) when isRoute && route.isDeleting() -> claims.remove(route.ref()) != null;
            case Change.Stored(Resource route)
            when isRoute -> {
                var claim = RoutingTable.Claim.of(route);
                yield !claim.equals(claims.put(route.ref(), claim));
            }
            case Change.Stored(Resource workload) -> {
                List<Instance> now = Instance.ready(workload);
                yield !now.equals(ready.put(workload.ref(), now));
            }
        };
    }
}
