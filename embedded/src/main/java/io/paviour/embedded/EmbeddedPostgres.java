package io.paviour.embedded;

import io.paviour.process.Child;
import io.paviour.process.Command;
import io.paviour.process.Confinement;
import io.paviour.process.Exit;
import io.paviour.process.Output;
import io.paviour.process.Signal;
import io.paviour.process.Spawner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// A running PostgreSQL server of our own, until it is closed.
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration LOCK_MAX = Duration.ofSeconds(1);
    private static final Duration FAST_SHUTDOWN_MAX = Duration.ofSeconds(30);
    private static final int PORT_TRIES_MAX = 5;
    private static final String HOST = "127.0.0.1";

    private final DirectoryLock lock;
    private final Spawner spawner;
    private final Child server;
    private final int port;
    private final String password;

    private EmbeddedPostgres(DirectoryLock lock, Spawner spawner, Child server, int port, String password) {
        this.lock = lock;
        this.spawner = spawner;
        this.server = server;
        this.port = port;
        this.password = password;
    }

    /// Starts a server that takes connections when this returns; the first time its programs are unpacked and its
    /// data made, later it finds them again.
    ///
    /// @throws CannotStartException if somebody has to act first: the directory is in use, or the machine cannot
    /// @throws IOException if the disk fails
    public static EmbeddedPostgres start(Settings settings) throws IOException, InterruptedException {
        return start(settings, Account.candidates());
    }

    static EmbeddedPostgres start(Settings settings, List<Account> accounts) throws IOException, InterruptedException {
        Cluster cluster = Cluster.in(settings.directory());
        String refusal = "another process runs PostgreSQL in " + settings.directory();
        DirectoryLock lock = DirectoryLock.take(cluster.directory(), "lock", LOCK_MAX, refusal);
        Spawner spawner = null;
        try {
            spawner = Spawner.open();
            return start(settings, accounts, cluster, lock, spawner);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (spawner != null) {
                spawner.close();
            }
            lock.close();
            throw e;
        }
    }

    private static EmbeddedPostgres start(
            Settings settings, List<Account> accounts, Cluster cluster, DirectoryLock lock, Spawner spawner)
            throws IOException, InterruptedException {
        Binaries binaries = Binaries.unpack(settings.binaries());
        Account account = Account.choose(accounts, spawner, binaries, settings.directory());
        String password = cluster.password();
        Orphans.end(cluster.data());
        cluster.make(spawner, binaries, account, password);
        for (int tries = 1; ; tries++) {
            int port = cluster.port();
            Postmaster before = Postmaster.read(cluster.data());
            Child server = spawner.start(command(settings, cluster, binaries, account, port));
            if (Polling.until(settings.startMax(), () -> !server.isAlive() || isReady(server, cluster, before))) {
                if (server.isAlive()) {
                    return new EmbeddedPostgres(lock, spawner, server, port, password);
                }
                server.exit().join();
                String complaint = complaint(cluster.log());
                // Somebody took the port between our look and the server's.
                if (tries == PORT_TRIES_MAX || !complaint.contains("could not create any TCP/IP sockets")) {
                    throw new CannotStartException("PostgreSQL did not start: " + complaint);
                }
            } else {
                throw new CannotStartException("PostgreSQL was not ready within " + settings.startMax());
            }
        }
    }

    /// The file of an earlier server may still be there, and process ids repeat: it must have changed.
    private static boolean isReady(Child server, Cluster cluster, Postmaster before) throws IOException {
        Postmaster now = Postmaster.read(cluster.data());
        return now.isReady() && now.pid() == server.pid() && !now.equals(before);
    }

    private static Command command(Settings settings, Cluster cluster, Binaries binaries, Account account, int port) {
        var parameters = new TreeMap<String, String>();
        parameters.put("listen_addresses", HOST);
        parameters.put("unix_socket_directories", "");
        parameters.put("max_connections", Integer.toString(settings.connectionsMax()));
        parameters.put("password_encryption", "scram-sha-256");
        parameters.put("fsync", "on");
        parameters.put("logging_collector", "off");
        parameters.put("log_line_prefix", "%m [%p] %q%u@%d ");
        // Small at rest: few buffers, and none of the processes that only large servers have work for.
        parameters.put("shared_buffers", "32MB");
        parameters.put("min_wal_size", "32MB");
        parameters.put("max_wal_size", "256MB");
        parameters.put("io_method", "sync");
        parameters.put("max_logical_replication_workers", "0");
        parameters.put("max_parallel_workers", "0");
        parameters.put("jit", "off");
        parameters.putAll(settings.configuration());
        parameters.put("port", Integer.toString(port));

        List<String> argv = new ArrayList<>(List.of(
                binaries.program("postgres").toString(), "-D", cluster.data().toString()));
        parameters.forEach((name, value) -> argv.addAll(List.of("-c", name + "=" + value)));
        // INT is PostgreSQL's fast shutdown: it ends the sessions, writes a checkpoint and leaves.
        Confinement confinement =
                Confinement.none().withIdentity(account.identity()).withStop(Signal.INT);
        return Command.of(Path.of("/"), argv.toArray(String[]::new))
                .withOutput(new Output.ToLog(cluster.log(), settings.logBytesMax()))
                .withConfinement(confinement);
    }

    /// The last fatal line of the log.
    private static String complaint(Path log) throws IOException {
        String complaint = "see " + log;
        for (String line : Files.readString(log, StandardCharsets.UTF_8).split("\n")) {
            int fatal = line.indexOf("FATAL:");
            if (fatal >= 0) {
                complaint = line.substring(fatal + "FATAL:".length()).strip();
            }
        }
        return complaint;
    }

    /// Of the database `postgres`.
    public String jdbcUrl() {
        return jdbcUrl("postgres");
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    /// The superuser.
    public String user() {
        return Cluster.SUPERUSER;
    }

    /// The superuser's password: a secret.
    public String password() {
        return password;
    }

    /// The server's process id.
    public long pid() {
        return server.pid();
    }

    public boolean isAlive() {
        return server.isAlive();
    }

    /// Completes when the server has ended, asked or not.
    public CompletableFuture<Exit> exit() {
        return server.exit();
    }

    /// Ends the sessions, writes a checkpoint and stops; kills after 30 s, which loses nothing but time at the next
    /// start.
    @Override
    public void close() throws IOException {
        try (lock;
                spawner) {
            server.stop(FAST_SHUTDOWN_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
