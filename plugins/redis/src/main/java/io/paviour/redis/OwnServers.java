package io.paviour.redis;

import io.paviour.plugin.Site;
import io.paviour.process.Child;
import io.paviour.process.Spawner;
import io.paviour.process.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server for each cache on this machine, a child of the platform: it ends with it, and is started again when the
/// platform looks at the claim.
final class OwnServers implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(OwnServers.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Site site;
    private final Programs programs;
    private final Rules rules;
    private final Landlord landlord;
    private final Map<String, Child> running = new ConcurrentHashMap<>();
    private @Nullable Spawner spawner;
    private boolean closed;

    OwnServers(Site site, Programs programs, Rules rules) {
        this.site = site;
        this.programs = programs;
        this.rules = rules;
        this.landlord = new Landlord(site.directory());
    }

    @Override
    public String name() {
        return "embedded-redis";
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public boolean isSized() {
        return true;
    }

    @Override
    public Standing look(Claim claim, Size size, @Nullable String password) throws IOException {
        Home home = landlord.home(claim);
        if (!home.isOf(claim)) {
            // What a claim of that name left behind is cleared away when this one is made.
            return new Standing.Absent(Files.exists(home.directory()));
        }
        Child server = running.get(claim.identifier());
        if (server == null || !server.isAlive()) {
            return new Standing.Stopped();
        }
        var differences = new ArrayList<String>();
        Admin admin = home.admin();
        Map<String, String> wanted = Home.parameters(claim, size);
        Map<String, String> there = admin.parameters(List.copyOf(wanted.keySet()));
        wanted.entrySet().stream()
                .filter(one -> !one.getValue().equals(there.get(one.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(differences::add);
        Admin.User user = admin.user(claim.identifier());
        boolean isFit = user != null
                && password != null
                && user.isFit(Rules.verifier(password))
                && user.keys().equals(List.of("*"));
        if (!isFit) {
            differences.add("user " + claim.identifier());
        }
        return new Standing.Present(differences);
    }

    @Override
    public Credentials credentials(Claim claim, String password) throws IOException {
        int port = landlord.home(claim).port();
        return new Credentials(new Login(Home.HOST, port, false, claim.identifier(), password), "");
    }

    @Override
    public synchronized void promise(Claim claim) throws IOException {
        landlord.home(claim).promisePort(landlord.promised());
    }

    @Override
    public void raise(Claim claim, Size size, String password) throws IOException, InterruptedException {
        Home home = landlord.home(claim);
        if (home.isFurnished() && !home.isOf(claim)) {
            clear(claim, home);
        }
        home.furnish(claim, site.random());
        home.configure(claim, size, rules.onOwnServer(password));
        Child server = running.get(claim.identifier());
        if (server == null || !server.isAlive()) {
            start(claim, size, home);
            return;
        }
        home.admin().set(Home.parameters(claim, size));
        home.admin().setUser(claim.identifier(), rules.onOwnServer(password));
    }

    private void clear(Claim claim, Home home) throws IOException, InterruptedException {
        stop(claim);
        // The port was promised to this claim already.
        int port = home.port();
        Tree.remove(home.directory());
        home.keepPort(port);
    }

    private void start(Claim claim, Size size, Home home) throws IOException, InterruptedException {
        Child server = spawner().start(home.command(programs.server(), size, landlord.identity(claim)));
        running.put(claim.identifier(), server);
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (!home.admin().isUp()) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                stop(claim);
                // Somebody may have taken the port: another one is promised at the next look.
                home.forgetPort();
                throw new IOException("Redis for " + claim + " did not start: " + home.lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        LOG.info("Redis for {} is ready on port {}", claim, home.port());
        var _ = server.exit().whenComplete((exit, _) -> ended(claim, server));
    }

    private void ended(Claim claim, Child server) {
        if (running.remove(claim.identifier(), server)) {
            LOG.warn("Redis for {} ended by itself; it is started again", claim);
            site.wake(claim.resource().ref());
        }
    }

    private synchronized Spawner spawner() throws IOException, InterruptedException {
        if (closed) {
            throw new IOException("the platform is stopping");
        }
        if (spawner == null) {
            spawner = Spawner.open();
        }
        return spawner;
    }

    private void stop(Claim claim) throws IOException, InterruptedException {
        Child server = running.remove(claim.identifier());
        if (server != null) {
            server.stop(STOP_MAX);
        }
    }

    @Override
    public void remove(Claim claim) throws IOException, InterruptedException {
        stop(claim);
        Tree.remove(landlord.home(claim).directory());
    }

    @Override
    public synchronized void close() {
        closed = true;
        running.clear();
        if (spawner != null) {
            try {
                spawner.close();
            } catch (IOException failed) {
                LOG.warn("some Redis servers could not be stopped", failed);
            }
        }
    }
}
