package io.paviour.server;

import io.paviour.access.Certificates;
import io.paviour.access.Credentials;
import io.paviour.access.MasterKey;
import io.paviour.access.Roles;
import io.paviour.access.SecretValues;
import io.paviour.access.Subject;
import io.paviour.collect.Collector;
import io.paviour.gauge.Board;
import io.paviour.gauge.Tracing;
import io.paviour.http.Observation;
import io.paviour.http.Services;
import io.paviour.http.Web;
import io.paviour.http.WebLimits;
import io.paviour.http.WebSettings;
import io.paviour.plugin.Change;
import io.paviour.plugin.Plugin;
import io.paviour.plugin.Subresource;
import io.paviour.reconcile.Preview;
import io.paviour.reconcile.ReconcileLoop;
import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.registry.Writer;
import io.paviour.resource.Resource;
import io.paviour.store.AuditTrail;
import io.paviour.store.Backlog;
import io.paviour.store.Bell;
import io.paviour.store.ChangeFeed;
import io.paviour.store.Database;
import io.paviour.store.Freshness;
import io.paviour.store.Housekeeping;
import io.paviour.store.Journal;
import io.paviour.store.Leadership;
import io.paviour.store.Ledger;
import io.paviour.store.WorkQueue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole platform in one process, built by hand from the ground up, closed from the top down.
public final class House implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(House.class);

    private final Deque<Closing> closings = new ArrayDeque<>();
    private volatile @Nullable String unready = "the platform is starting";

    private final Registry registry;
    private final View view;
    private final Credentials credentials;
    private final Web web;
    private final URI portalUri;
    private final DataDirectory data;
    private final String group;

    /// Where time and chance come from, and which plugins live in the house.
    ///
    /// @param random fit for secrets
    /// @param observation who watches the house at work
    public record Outside(InstantSource clock, RandomGenerator random, List<Plugin> plugins, Observation observation) {
        /// Copies `plugins`.
        public Outside {
            plugins = List.copyOf(plugins);
        }
    }

    @FunctionalInterface
    private interface Closing {
        void close() throws Exception;
    }

    /// Opens the house.
    ///
    /// @throws IOException if something is missing or in the way; the message says what
    public static House open(Settings settings, Outside outside) throws IOException, InterruptedException {
        return new House(settings, outside);
    }

    private House(Settings settings, Outside outside) throws IOException, InterruptedException {
        try {
            InstantSource clock = outside.clock();
            RandomGenerator random = outside.random();
            Tracing tracing = outside.observation().tracing();
            group = settings.group();
            data = closing(DataDirectory.open(settings.data()));
            String node = data.node(random);

            Database database = closing(PlatformDatabase.open(settings, data)).database();
            view = new View();
            var feed = new ChangeFeed(database, view);
            var ledger = closing(new Ledger(database, feed, clock, tracing));
            var roles = new Roles(group);
            var writer = new Writer(ledger);
            var freshness = new Freshness(database, feed, clock, node);
            registry = new Registry(
                    view,
                    freshness,
                    writer,
                    roles,
                    new AuditTrail(database, clock),
                    new Registry.Sources(clock, random, group));
            view.follow(Roles.KINDS, change -> hear(roles, change));
            feed.start();

            credentials = new Credentials(database, clock, random, new Accounts(view, group)::find);
            var values = new SecretValues(database, masterKey(settings, data, random));
            var queue = new WorkQueue(database, clock, node);

            ExecutorService waking = Executors.newSingleThreadExecutor(
                    Thread.ofVirtual().name("waking").factory());
            closings.push(waking::shutdownNow);
            var calls = new DriverCalls(tracing);
            var guests = new Guests(group, outside.plugins(), calls);
            closings.push(guests::close);
            var ground = new GuestSite.Ground(
                    group, node, clock, random, view, values, guests, queue, waking, data.resolve("cache"));
            var firstThings = new FirstThings(registry, view, group);
            firstThings.install(guests.kinds());
            guests.open(plugin -> new GuestSite(
                    ground, data.resolve("plugin-data").resolve(plugin.name()), settings.of(plugin.name())));
            registry.open(guests.reconcilers(), subresources(guests, clock));
            closing(new RoleKeeper(registry, view, firstThings));

            queue.arrive();
            var desk = new LoopDesk(registry, view, feed, clock, group);
            var loop = closing(new ReconcileLoop(
                    new ReconcileLoop.Ground(queue, new Journal(database, clock, node), node, tracing),
                    guests.reconcilers(),
                    desk,
                    clock));
            var bell = closing(new Bell(database, feed, freshness, loop::ring));
            var collector = closing(new Collector(registry, view, new Leadership(database, Collector.OFFICE), clock));
            closing(new Caretaker(new Housekeeping(database, clock), credentials, registry, view, clock));

            freshness.arrive();
            var planner = new ReviewPlanner(registry, view, new Preview(guests.reconcilers(), clock));
            Board board = outside.observation().board();
            Stream.of(
                            database.gauges(),
                            ledger.gauges(),
                            feed.gauges(),
                            bell.gauges(),
                            new Backlog(database, feed, clock).gauges(),
                            registry.gauges(),
                            loop.gauges(),
                            calls.gauges(),
                            collector.gauges(),
                            new ProcessGauges(version()).families())
                    .forEach(board::add);
            var services = new Services(
                    registry, credentials, roles, planner, () -> unready(bell), clock, outside.observation());
            web = closing(Web.start(web(settings, data, clock, random), services));
            portalUri = localName(settings, web.portalUri());
            new Keys(data, credentials).write(web.apiUri());
            unready = null;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private @Nullable String unready(Bell bell) {
        return unready != null || bell.isHearing() ? unready : "the platform's database is away";
    }

    private <T extends AutoCloseable> T closing(T part) {
        closings.push(part::close);
        return part;
    }

    private static void hear(Roles roles, Change change) {
        switch (change) {
            case Change.Stored(Resource resource) -> roles.put(resource);
            case Change.Removed(Resource resource) -> roles.remove(resource);
        }
    }

    private static MasterKey masterKey(Settings settings, DataDirectory data, RandomGenerator random)
            throws IOException {
        String given = settings.masterKey();
        try {
            return given == null ? MasterKey.inFile(data.resolve("master.key"), random) : MasterKey.parse(given);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("the master key given is none: " + malformed.getMessage(), malformed);
        }
    }

    private List<Subresource> subresources(Guests guests, InstantSource clock) {
        var all = new ArrayList<>(guests.subresources());
        all.add(new AccountToken(credentials, clock));
        all.add(new ServiceAccountToken(credentials, clock));
        return all;
    }

    private static WebSettings web(Settings settings, DataDirectory data, InstantSource clock, RandomGenerator random)
            throws IOException {
        Settings.TlsFiles files = settings.tls();
        Certificates.Identity tls = files == null
                ? new Certificates(data.resolve("tls"), clock, random).door(hosts(settings))
                : Certificates.read(files.certificates(), files.key());
        URI portalUri = settings.portalUri();
        return new WebSettings(
                settings.api(),
                tls,
                settings.clients().trust(clock),
                settings.portal(),
                portalUri == null
                        ? URI.create("http://localhost:" + settings.portal().getPort())
                        : portalUri,
                settings.portalHosts(),
                settings.organisation(),
                settings.group(),
                version(),
                WebLimits.DEFAULT);
    }

    /// The version of the product.
    static String version() {
        String version = House.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    /// The portal's address as people type it.
    private static URI localName(Settings settings, URI listening) {
        if (settings.portalUri() != null) {
            return settings.portalUri();
        }
        boolean isHere = settings.portal().getAddress().isLoopbackAddress();
        return isHere ? URI.create("http://localhost:" + listening.getPort()) : listening;
    }

    private static List<String> hosts(Settings settings) {
        var hosts = new ArrayList<>(List.of("127.0.0.1", "localhost"));
        String own = settings.api().getHostString();
        if (!hosts.contains(own) && !settings.api().getAddress().isAnyLocalAddress()) {
            hosts.add(own);
        }
        return hosts;
    }

    /// Everything that is read or written takes this path.
    public Registry registry() {
        return registry;
    }

    /// Who may sign in.
    public Credentials credentials() {
        return credentials;
    }

    /// Where programs connect.
    public URI apiUri() {
        return web.apiUri();
    }

    /// Where browsers connect.
    public URI portalUri() {
        return portalUri;
    }

    /// What is kept on this machine.
    public Path dataDirectory() {
        return data.path();
    }

    /// The API group of the organisation's own kinds.
    public String group() {
        return group;
    }

    /// The administrator, for what is done on this machine by whoever started the house.
    public static Subject administrator() {
        return new Subject("admin", Set.of(Subject.ADMINS, Subject.AUTHENTICATED));
    }

    @Override
    public void close() {
        unready = "the platform is stopping";
        while (!closings.isEmpty()) {
            try {
                closings.pop().close();
            } catch (Exception failed) {
                LOG.error("a part of the platform could not be closed", failed);
            }
        }
    }
}
