package io.paviour.http;

import io.paviour.registry.Registry;
import io.paviour.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// The server: an API for programs by https, and a portal with the same API for browsers by http.
public final class Web implements AutoCloseable {
    private final Engine engine;
    private final Streams streams;

    private Web(Engine engine, Streams streams) {
        this.engine = engine;
        this.streams = streams;
    }

    /// Starts to listen.
    ///
    /// @throws IOException if an address is taken, or is none of this machine
    public static Web start(WebSettings settings, Services services) throws IOException {
        Registry registry = services.registry();
        var statuses = new Statuses(registry::kind);
        var streams = new Streams(settings.limits());
        var documents = new Documents(registry::kinds, registry::subresources, settings.organisation());
        var resources = new Resources(registry, statuses, settings.limits(), streams, services.clock());
        var bodies = new Bodies(settings.limits().bodyBytesMax());
        var recognition = new Recognition(services.credentials(), settings.trust());
        var reviews = new Reviews(services.guard(), recognition, services.planner(), bodies, settings.group());
        var entrance =
                new Entrance(new InFlight(settings.limits()), new Impersonation(services.guard()), services.guard());
        Observation observation = services.observation();
        var traffic = new Traffic();
        observation.board().add(traffic.families(streams::count));
        var exposition = new Exposition(observation.board());
        var api = new Api(registry, statuses, documents, resources, reviews, entrance, exposition);
        var health = new Health(services.unready(), settings.version());
        boolean isSecure = "https".equals(settings.portalUri().getScheme());
        var portal = new PortalDoor(
                api,
                health,
                recognition,
                new Sessions(recognition, isSecure),
                Portal.built(),
                hosts(settings),
                portalSettings(settings));
        try {
            var engine = Engine.start(
                    settings,
                    statuses,
                    new Reception(traffic, observation),
                    new ApiDoor(api, health, recognition),
                    portal);
            return new Web(engine, streams);
        } catch (IOException | RuntimeException taken) {
            streams.close();
            throw taken;
        }
    }

    private static Set<String> hosts(WebSettings settings) {
        var hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        settings.portalHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        String own = settings.portalUri().getHost();
        if (own != null) {
            hosts.add(own.toLowerCase(Locale.ROOT));
        }
        return Set.copyOf(hosts);
    }

    private static Json.Obj portalSettings(WebSettings settings) {
        return Json.object(
                "organisation", settings.organisation(),
                "group", settings.group(),
                "version", settings.version(),
                "apiServer",
                        "https://" + settings.api().getHostString() + ":"
                                + settings.api().getPort());
    }

    /// Where programs connect, with the port that was found.
    public URI apiUri() {
        return engine.apiUri();
    }

    /// Where browsers connect, with the port that was found.
    public URI portalUri() {
        return engine.portalUri();
    }

    /// Ends every watch, then stops listening.
    @Override
    public void close() {
        streams.close();
        engine.close();
    }
}
