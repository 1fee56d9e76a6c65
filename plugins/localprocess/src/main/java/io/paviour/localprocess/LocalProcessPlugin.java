package io.paviour.localprocess;

import io.paviour.plugin.Driver;
import io.paviour.plugin.Plugin;
import io.paviour.plugin.Site;
import io.paviour.plugin.Subresource;
import io.paviour.process.Spawner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs workloads on the machine of the platform, without containers, and answers `log` for them.
///
/// Settings: `enabled` (`false` leaves workloads to another driver, or to none), `artifacts` (where releases are
/// found; `artifacts` in the data directory), `user` (as whom workloads run; one for each namespace where that is
/// possible).
public final class LocalProcessPlugin implements Plugin {
    private final Function<Supervisor, AutoCloseable> tickers;
    private @Nullable Logs logs;

    /// For the house.
    public LocalProcessPlugin() {
        this(Ticker::new);
    }

    /// @param tickers makes what ticks a supervisor, and stops when it is closed
    LocalProcessPlugin(Function<Supervisor, AutoCloseable> tickers) {
        this.tickers = tickers;
    }

    @Override
    public String name() {
        return "localprocess";
    }

    private static boolean isEnabled(Site site) {
        return !site.settings().getOrDefault("enabled", "true").equals("false");
    }

    private synchronized Logs logs(Site site) {
        if (logs == null) {
            logs = new Logs(site.directory().resolve("logs"), site.clock());
        }
        return logs;
    }

    @Override
    public List<Driver<?>> drivers(Site site) {
        return isEnabled(site) ? List.of(driver(site)) : List.of();
    }

    private LocalProcessDriver driver(Site site) {
        try {
            Path directory =
                    Files.createDirectories(site.directory()).toAbsolutePath().normalize();
            Path root = Path.of(site.settings().getOrDefault("artifacts", "../../artifacts"));
            var artifacts = new Artifacts(directory.resolve(root), directory.resolve("releases"));
            Tenant tenant = Tenant.choose(site.settings().get("user"), directory);
            Logs logs = logs(site);
            var runner = new Runner(Spawner.open(), site.secrets(), logs, tenant, directory.resolve("instances"));
            var supervisor = new Supervisor(runner, site.clock(), site::wake);
            var running = new LocalProcessDriver.Running(runner, logs, tenant);
            var driver = new LocalProcessDriver(site, artifacts, supervisor, running, tickers.apply(supervisor));
            site.follow(Set.of(site.kind("Workload")), driver::follow);
            return driver;
        } catch (IOException e) {
            throw new UncheckedIOException("processes cannot be started on this machine", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    @Override
    public List<Subresource> subresources(Site site) {
        return isEnabled(site) ? List.of(new LogSubresource(site, logs(site))) : List.of();
    }
}
