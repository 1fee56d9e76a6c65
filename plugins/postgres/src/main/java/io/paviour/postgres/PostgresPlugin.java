package io.paviour.postgres;

import io.paviour.plugin.Driver;
import io.paviour.plugin.Plugin;
import io.paviour.plugin.Site;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Brings the driver for claims of kind `Database` and type `postgres`.
///
/// Settings, each under `postgres.`:
/// - `admin-url`: an existing server to use, `postgresql://user:password@host:port/postgres?sslmode=...`; without it a
///   server of our own runs on this machine
/// - `highly-available`: `true` says that the server behind `admin-url` outlives the loss of a machine
/// - `undelete-window`: how long the final dump of a deleted database is kept, such as `12h` or `7d` (the default)
public final class PostgresPlugin implements Plugin {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

    @Override
    public String name() {
        return "postgres";
    }

    /// @throws IllegalArgumentException if a setting makes no sense
    @Override
    public List<Driver<?>> drivers(Site site) {
        Map<String, String> settings = site.settings();
        Duration window = duration(settings.getOrDefault("undelete-window", "7d"));
        String url = settings.getOrDefault("admin-url", "");
        if (!url.isBlank()) {
            boolean available = Boolean.parseBoolean(settings.getOrDefault("highly-available", "false"));
            return List.of(
                    new PostgresDriver(site, new Server.External(Address.parse(url.strip()), available), window));
        }
        OwnServer server =
                new OwnServer(site.directory().resolve("server"), site.cache().resolve("postgres"));
        server.startIfUsed();
        return List.of(new PostgresDriver(site, server, window));
    }

    static Duration duration(String text) {
        Matcher form = DURATION.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("undelete-window is " + text + ": write 90m, 12h or 7d");
        }
        long count = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
