package io.paviour.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.AccessControlUser;
import redis.clients.jedis.resps.ScanResult;

/// A server, asked and told as its administrator. Each call has a connection of its own.
record Admin(Login login) {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int SCAN_COUNT = 1_000;

    /// A user of the server.
    ///
    /// @param flags such as `on` and `allcommands`
    /// @param verifiers of its passwords
    /// @param keys the patterns of keys that it may use
    /// @param channels the patterns of channels that it may use
    record User(List<String> flags, List<String> verifiers, List<String> keys, List<String> channels) {
        User {
            flags = List.copyOf(flags);
            verifiers = List.copyOf(verifiers);
            keys = List.copyOf(keys);
            channels = List.copyOf(channels);
        }

        /// Whether it lets exactly this password in, and may neither do everything nor go without one.
        boolean isFit(String verifier) {
            return flags.contains("on")
                    && !flags.contains("nopass")
                    && !flags.contains("allcommands")
                    && verifiers.equals(List.of(verifier));
        }
    }

    private interface Work<T extends @Nullable Object> {
        T on(Jedis server);
    }

    /// @throws IOException if the server is away or refuses; what it says holds no password
    private <T extends @Nullable Object> T ask(Work<T> work) throws IOException {
        var config = DefaultJedisClientConfig.builder()
                .resp2()
                .timeoutMillis(TIMEOUT_MILLIS)
                .user(login.user())
                .password(login.password())
                .sslOptions(login.isEncrypted() ? SslOptions.defaults() : null)
                .build();
        try (var server = new Jedis(new HostAndPort(login.host(), login.port()), config)) {
            return work.on(server);
        } catch (JedisException failed) {
            throw new IOException("Redis at " + login.endpoint() + ": " + failed.getMessage(), failed);
        }
    }

    /// Whether it answers.
    boolean isUp() {
        try {
            return ask(Jedis::ping).equals("PONG");
        } catch (IOException away) {
            return false;
        }
    }

    /// The values of some parameters.
    Map<String, String> parameters(List<String> names) throws IOException {
        return ask(server -> {
            var values = new TreeMap<String, String>();
            names.forEach(name -> values.putAll(server.configGet(name)));
            return values;
        });
    }

    void set(Map<String, String> parameters) throws IOException {
        ask(server -> {
            parameters.forEach(server::configSet);
            return true;
        });
    }

    @Nullable
    User user(String name) throws IOException {
        return ask(server -> {
            // Jedis takes the answer for a missing user as one without fields.
            AccessControlUser user = server.aclUsers().contains(name) ? server.aclGetUser(name) : null;
            return user == null
                    ? null
                    : new User(
                            user.getFlags(),
                            user.getPasswords(),
                            patterns(user.getKeysList()),
                            patterns(user.getChannelsList()));
        });
    }

    /// Redis 6 tells each pattern by itself; later ones tell all in one line, each with its `~` or `&`.
    private static List<String> patterns(List<String> told) {
        return told.stream()
                .flatMap(line -> Stream.of(line.split(" ")))
                .map(pattern -> pattern.startsWith("~") || pattern.startsWith("&") ? pattern.substring(1) : pattern)
                .toList();
    }

    void setUser(String name, List<String> rules) throws IOException {
        ask(server -> server.aclSetUser(name, rules.toArray(String[]::new)));
    }

    /// Has the server remember its users beyond its end, as far as it can.
    ///
    /// @return whether it will
    boolean keepUsers() throws IOException {
        return ask(server -> isDone(server, "ACL", "SAVE") || isDone(server, "CONFIG", "REWRITE"));
    }

    private static boolean isDone(Jedis server, String command, String word) {
        try {
            server.sendCommand(Protocol.Command.valueOf(command), word);
            return true;
        } catch (JedisDataException refused) {
            return false;
        }
    }

    void removeUser(String name) throws IOException {
        ask(server -> server.aclDelUser(name));
    }

    /// Forgets all keys that start with `prefix`, some at a time.
    void removeKeys(String prefix) throws IOException {
        ask(server -> {
            var pattern = new ScanParams().match(prefix + "*").count(SCAN_COUNT);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page = server.scan(cursor, pattern);
                var keys = new ArrayList<>(page.getResult());
                if (!keys.isEmpty()) {
                    server.unlink(keys.toArray(String[]::new));
                }
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
            return true;
        });
    }
}
