package io.paviour.redis;

import io.paviour.plugin.Tenancy;
import io.paviour.process.Child;
import io.paviour.process.Command;
import io.paviour.process.Ports;
import io.paviour.process.Signal;
import io.paviour.process.Spawner;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;

/// A Redis that somebody else runs, and the ways of tenants.
final class TestRedis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Spawner spawner;
    private final Login login;

    private TestRedis(Spawner spawner, Login login) {
        this.spawner = spawner;
        this.login = login;
    }

    static TestRedis start(Path directory) throws Exception {
        int port = Ports.choose(directory.hashCode(), _ -> false);
        var login = new Login("127.0.0.1", port, false, "default", Tenancy.password(new SecureRandom()));
        Path file = Files.writeString(
                directory.resolve("shared.conf"),
                "bind 127.0.0.1\nport " + port + "\nrequirepass " + login.password() + "\nsave \"\"\n");
        Spawner spawner = Spawner.open();
        Child server = spawner.start(Command.of(
                directory, new Programs(directory.resolve("cache"), "").server().toString(), file.toString()));
        await(() -> new Admin(login).isUp() || !server.isAlive());
        return new TestRedis(spawner, login);
    }

    Login login() {
        return login;
    }

    Jedis admin() {
        var admin = new Jedis(login.host(), login.port());
        admin.auth(login.user(), login.password());
        return admin;
    }

    static void letOthersPass(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /// Connected by the URI in a Secret alone.
    static Jedis tenant(Map<String, String> credentials) {
        return new Jedis(URI.create(credentials.getOrDefault("uri", "redis://nobody:x@127.0.0.1:1/0")));
    }

    static void use(Map<String, String> credentials) {
        try (Jedis tenant = tenant(credentials)) {
            String key = credentials.get("keyPrefix") + "greeting";
            tenant.set(key, "hello");
            if (!"hello".equals(tenant.get(key))) {
                throw new AssertionError("what was written is not there");
            }
        }
    }

    /// Runs a command as it is typed, and answers with what is said.
    static String run(Jedis connection, String line) {
        String[] words = line.split(" ");
        Object said = connection.sendCommand(
                () -> words[0].getBytes(StandardCharsets.US_ASCII), Arrays.copyOfRange(words, 1, words.length));
        return said instanceof byte[] text ? new String(text, StandardCharsets.UTF_8) : String.valueOf(said);
    }

    /// Kills the server behind these credentials.
    static void kill(Map<String, String> credentials) throws IOException, InterruptedException {
        Signal.KILL.sendTo(pid(credentials));
    }

    /// The user id that the server behind these credentials runs with.
    static int uid(Map<String, String> credentials) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid(credentials)));
        return (int) Files.getAttribute(process, "unix:uid");
    }

    private static long pid(Map<String, String> credentials) {
        try (Jedis tenant = tenant(credentials)) {
            String info = tenant.info("server");
            String pid = info.lines()
                    .filter(line -> line.startsWith("process_id:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("process_id:".length())
                    .strip();
            return Long.parseLong(pid);
        }
    }

    static void await(Callable<Boolean> question) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!question.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not so after " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Override
    public void close() throws IOException {
        spawner.close();
    }
}
