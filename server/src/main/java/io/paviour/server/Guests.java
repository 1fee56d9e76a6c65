package io.paviour.server;

import io.paviour.plugin.Driver;
import io.paviour.plugin.Drivers;
import io.paviour.plugin.Plugin;
import io.paviour.plugin.Reconciler;
import io.paviour.plugin.Site;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.schema.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The plugins of the house, opened, and all that they bring.
final class Guests implements Drivers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Guests.class);
    private static final String DEFAULT_GROUP = "platform.example.com";

    private final String group;
    private final DriverCalls calls;
    private final Map<String, Plugin> plugins = new LinkedHashMap<>();
    private final List<Driver<?>> drivers = new ArrayList<>();
    private final Map<KindName, Reconciler<?>> reconcilers = new HashMap<>();
    private final List<Subresource> subresources = new ArrayList<>();

    /// Guests that are not opened yet.
    ///
    /// @throws IllegalArgumentException if two have the same name
    Guests(String group, List<Plugin> found, DriverCalls calls) {
        this.group = group;
        this.calls = calls;
        for (Plugin plugin : found) {
            if (plugins.put(plugin.name(), plugin) != null) {
                throw new IllegalArgumentException("two plugins are named " + plugin.name());
            }
        }
    }

    /// The kinds that the guests bring, in the organisation's group.
    List<Json.Obj> kinds() {
        return plugins.values().stream()
                .flatMap(plugin -> plugin.kinds().stream())
                .map(manifest -> Kind.inGroup(manifest, DEFAULT_GROUP, group))
                .toList();
    }

    /// Opens the guests, each on its own site: all drivers first, then those who use them.
    ///
    /// @throws IllegalArgumentException if two want to do the same
    void open(Function<Plugin, Site> sites) {
        var bySite = new LinkedHashMap<Plugin, Site>();
        plugins.values().forEach(plugin -> bySite.put(plugin, sites.apply(plugin)));
        bySite.forEach((plugin, site) -> {
            for (Driver<?> driver : plugin.drivers(site)) {
                take(plugin, driver);
            }
        });
        bySite.forEach((plugin, site) -> {
            for (Reconciler<?> reconciler : plugin.reconcilers(site)) {
                if (reconcilers.put(new KindName(group, reconciler.kind()), reconciler) != null) {
                    throw new IllegalArgumentException("two plugins reconcile " + reconciler.kind());
                }
            }
            subresources.addAll(plugin.subresources(site));
        });
        LOG.info("plugins: {}", String.join(", ", plugins.keySet()));
    }

    private void take(Plugin plugin, Driver<?> driver) {
        for (String type : driver.types()) {
            Driver<?> other = find(driver.kind(), type);
            if (other != null) {
                throw new IllegalArgumentException("the plugin " + plugin.name() + " brings the driver " + driver.name()
                        + " for " + driver.kind() + " " + type + ", which " + other.name() + " has already");
            }
        }
        drivers.add(calls.counted(driver));
    }

    @Override
    public @Nullable Driver<?> find(String kind, String type) {
        for (Driver<?> driver : drivers) {
            if (driver.kind().equals(kind) && driver.types().contains(type)) {
                return driver;
            }
        }
        return null;
    }

    @Override
    public List<String> types(String kind) {
        var types = new TreeSet<String>();
        drivers.stream().filter(driver -> driver.kind().equals(kind)).forEach(driver -> types.addAll(driver.types()));
        return List.copyOf(types);
    }

    Map<KindName, Reconciler<?>> reconcilers() {
        return Map.copyOf(reconcilers);
    }

    List<Subresource> subresources() {
        return List.copyOf(subresources);
    }

    @Override
    public void close() {
        for (Driver<?> driver : drivers.reversed()) {
            try {
                driver.close();
            } catch (Exception failed) {
                LOG.error("the driver {} could not be closed", driver.name(), failed);
            }
        }
    }
}
