package io.paviour.provision;

import io.paviour.plugin.Plugin;
import io.paviour.plugin.Reconciler;
import io.paviour.plugin.Site;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Brings the kinds `Environment`, `Database`, `Cache`, `Secret`, `Workload` and `Route`, and makes the world agree
/// with them.
/// It has no drivers of its own: those are plugins too. `PlatformConfiguration` is kept and checked; nothing acts on
/// it yet.
public final class ProvisionPlugin implements Plugin {
    private static final List<String> KINDS =
            List.of("environment", "database", "cache", "secret", "workload", "route", "platformconfiguration");

    @Override
    public String name() {
        return "provision";
    }

    @Override
    public List<Json.Obj> kinds() {
        return KINDS.stream().flatMap(ProvisionPlugin::manifests).toList();
    }

    private static Stream<Json.Obj> manifests(String kind) {
        String file = "/kinds/" + kind + ".yaml";
        try (InputStream in = Objects.requireNonNull(ProvisionPlugin.class.getResourceAsStream(file), file)) {
            return YamlText.parseAll(new String(in.readAllBytes(), StandardCharsets.UTF_8)).stream()
                    .map(Json.Obj.class::cast);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public List<Reconciler<?>> reconcilers(Site site) {
        return List.of(
                new EnvironmentReconciler(),
                new SecretReconciler(site.secrets()),
                new ClaimReconciler("Database", site.drivers()),
                new ClaimReconciler("Cache", site.drivers()),
                new ClaimReconciler("Workload", site.drivers()),
                new ClaimReconciler("Route", site.drivers()));
    }

    @Override
    public List<Subresource> subresources(Site site) {
        return List.of(new SecretReveal(site.secrets()), new SecretValues(site));
    }
}
