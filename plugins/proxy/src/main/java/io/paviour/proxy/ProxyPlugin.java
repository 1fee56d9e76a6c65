package io.paviour.proxy;

import io.paviour.plugin.Driver;
import io.paviour.plugin.Plugin;
import io.paviour.plugin.Site;
import java.util.List;
import java.util.Set;

/// Routes by a reverse proxy inside the platform: every node of it leads every hostname to the ready instances.
///
/// Settings: `proxy.enabled` (`true`), `proxy.address` (`127.0.0.1`), `proxy.port` (`7080`; 0 takes any free one).
/// Switched off, it brings no driver.
public final class ProxyPlugin implements Plugin {
    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public List<Driver<?>> drivers(Site site) {
        ProxySettings settings = ProxySettings.of(site.settings());
        if (!settings.isEnabled()) {
            return List.of();
        }
        var instances = new Instances(settings.limits());
        var routes = new Routes(site, instances);
        var ingress = new Ingress(settings, routes, instances);
        site.follow(Set.of(site.kind("Route"), site.kind("Workload")), routes);
        ingress.open(() -> routes.table().routes().forEach(site::wake));
        return List.of(new ProxyDriver(routes, ingress));
    }
}
