package io.paviour.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a client: its requests, one after the other.
final class Visit implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

    private final Wire client;
    private final Routes routes;
    private final Instances instances;
    private final Limits limits;

    Visit(Wire client, Routes routes, Instances instances, Limits limits) {
        this.client = client;
        this.routes = routes;
        this.instances = instances;
        this.limits = limits;
    }

    @Override
    public void run() {
        try (client) {
            boolean goesOn = true;
            while (goesOn) {
                client.timeout(limits.idleTimeout());
                goesOn = client.fill() && next();
            }
            client.closeGently();
        } catch (SocketTimeoutException _) {
            LOG.debug("a client kept silent");
        } catch (IOException gone) {
            LOG.debug("a connection broke off", gone);
        }
    }

    private boolean next() throws IOException {
        boolean isHead = false;
        try {
            Request request = Request.read(client, limits);
            isHead = request.method().equals("HEAD");
            RoutingTable.Entry entry = routes.table().find(request.hostname());
            if (entry == null) {
                throw new Refusal(404, "no route for host " + request.hostname());
            }
            if (entry.ready().isEmpty()) {
                throw new Refusal(503, "no instance of " + entry.workload().name() + " is ready");
            }
            return new Exchange(client, request, instances, limits).run(entry.ready());
        } catch (Refusal refusal) {
            Answer.write(client, refusal, isHead);
            return false;
        }
    }
}
