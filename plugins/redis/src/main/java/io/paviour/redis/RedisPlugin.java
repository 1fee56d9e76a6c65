package io.paviour.redis;

import io.paviour.plugin.Driver;
import io.paviour.plugin.Plugin;
import io.paviour.plugin.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Brings the driver for claims of kind `Cache` and type `redis`.
///
/// Settings, each under `redis.`:
/// - `admin-url`: an existing server to use, `redis://user:password@host:port`, or `rediss://` for TLS;
///   without it each cache has a server of its own on this machine
/// - `server`: the absolute path of a `redis-server` or `valkey-server` (6.2 or newer) to run instead of the one that
///   comes along
/// - `scripting`: whether tenants may run Lua (`EVAL`); `false` for the server that comes along, which
///   lacks the newest fixes of its interpreter, and `true` for others, unless it is set
public final class RedisPlugin implements Plugin {
    @Override
    public String name() {
        return "redis";
    }

    /// @throws IllegalArgumentException if a setting makes no sense
    @Override
    public List<Driver<?>> drivers(Site site) {
        Map<String, String> settings = site.settings();
        String url = settings.getOrDefault("admin-url", "").strip();
        String program = settings.getOrDefault("server", "").strip();
        if (!program.isEmpty() && !Path.of(program).isAbsolute()) {
            throw new IllegalArgumentException("redis.server is " + program + ": it has to be an absolute path");
        }
        boolean isShipped = url.isEmpty() && program.isEmpty();
        var rules = new Rules(scripting(settings.getOrDefault("scripting", Boolean.toString(!isShipped))));
        Engine engine = url.isEmpty()
                ? new OwnServers(site, new Programs(site.cache(), program), rules)
                : new SharedServer(Login.parse(url), rules);
        return List.of(new RedisDriver(site, engine));
    }

    private static boolean scripting(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("redis.scripting is " + text + ": write true or false");
        };
    }
}
