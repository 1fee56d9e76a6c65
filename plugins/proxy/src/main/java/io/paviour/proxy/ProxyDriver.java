package io.paviour.proxy;

import io.paviour.plugin.Driver;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.resource.Condition;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells how a route stands. There is nothing to do for one: the routing table follows the resources by itself, on
/// every node.
final class ProxyDriver implements Driver<ProxyDriver.Seen> {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN_SOON = Duration.ofMillis(200);
    private static final int HTTP_PORT = 80;
    private static final String AWAITING_RELEASE = "AwaitingRelease";

    private final Routes routes;
    private final Ingress ingress;

    ProxyDriver(Routes routes, Ingress ingress) {
        this.routes = routes;
        this.ingress = ingress;
    }

    /// What is there for one route.
    ///
    /// @param entry what the routing table says about its hostname; null if nothing
    /// @param workload the workload it leads to; null if there is none
    record Seen(
            Ingress.State ingress,
            RoutingTable.@Nullable Entry entry,
            @Nullable Resource workload) {}

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public String kind() {
        return "Route";
    }

    @Override
    public Set<String> types() {
        return Set.of("");
    }

    @Override
    public Set<Ref> references(Resource claim) {
        return Set.of(workload(claim));
    }

    private static Ref workload(Resource claim) {
        return RoutingTable.Claim.workload(claim);
    }

    @Override
    public Seen observe(Resource claim, Reader reader) {
        String hostname = claim.spec().string("hostname", "");
        return new Seen(ingress.state(), routes.table().find(hostname), reader.find(workload(claim)));
    }

    @Override
    public Plan plan(Resource claim, Seen seen) {
        if (claim.isDeleting()) {
            return Plan.of(new Outcome.Settled("Deleted", "it leads nowhere any more"));
        }
        String hostname = claim.spec().string("hostname", "");
        if (Platform.isReserved(hostname)) {
            String message = hostname + " means this machine itself: choose a name of its own, such as shop.localhost";
            return told(new Outcome.Stuck("HostnameReserved", message), null, 0);
        }
        return switch (seen.ingress()) {
            case Ingress.State.Shut(String why) -> told(new Outcome.Working("PortInUse", why, LOOK_AGAIN), null, 0);
            case Ingress.State.Listening(int port) -> listening(claim, seen, url(claim, port));
        };
    }

    private Plan listening(Resource claim, Seen seen, String url) {
        RoutingTable.Entry entry = seen.entry();
        if (entry != null
                && !entry.route().equals(claim.ref())
                && entry.others().contains(claim.ref())) {
            String message = claim.spec().string("hostname", "") + " belongs to the older " + entry.route()
                    + ": choose another hostname, or delete that route";
            return told(new Outcome.Stuck("HostnameTaken", message), null, 0);
        }
        if (entry == null
                || !entry.route().equals(claim.ref())
                || !entry.workload().equals(workload(claim))) {
            return told(new Outcome.Working("Routing", "enters the routing table", LOOK_AGAIN_SOON), null, 0);
        }
        int endpoints = entry.ready().size();
        if (endpoints == 0) {
            return told(waits(claim, seen.workload()), url, 0);
        }
        String reaches = url + " reaches " + (endpoints == 1 ? "1 instance" : endpoints + " instances") + " of "
                + entry.workload().name();
        return told(new Outcome.Settled(reaches), url, endpoints);
    }

    private Outcome waits(Resource claim, @Nullable Resource workload) {
        String name = claim.spec().string("workload", "");
        if (workload == null) {
            return new Outcome.Working("NoWorkload", "there is no Workload " + name, LOOK_AGAIN);
        }
        Condition ready = workload.condition("Ready");
        String reason = ready != null && ready.reason().equals(AWAITING_RELEASE) ? AWAITING_RELEASE : "NoEndpoints";
        return new Outcome.Working(reason, "waits for Workload " + name + ": " + why(workload, ready), LOOK_AGAIN);
    }

    private static String why(Resource workload, @Nullable Condition ready) {
        if (workload.spec().integer("replicas", 1) == 0) {
            return "no instance is asked for";
        }
        if (ready == null || ready.status() == Condition.Status.TRUE) {
            return "no instance is ready yet";
        }
        return ready.message();
    }

    private static Plan told(Outcome outcome, @Nullable String url, int endpoints) {
        Json.Obj status = Json.object("endpoints", endpoints);
        return Plan.of(outcome).withStatus(url == null ? status.with("url", Json.NULL) : status.with("url", url));
    }

    private static String url(Resource claim, int port) {
        return "http://" + claim.spec().string("hostname", "") + (port == HTTP_PORT ? "" : ":" + port);
    }

    @Override
    public void close() {
        ingress.close();
    }
}
