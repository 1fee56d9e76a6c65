package io.paviour.embedded;

import io.paviour.process.Child;
import io.paviour.process.Command;
import io.paviour.process.Confinement;
import io.paviour.process.Exit;
import io.paviour.process.Output;
import io.paviour.process.Spawner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The files of one server: `data`, and beside it what must survive with it.
record Cluster(Path directory) {
    static final String SUPERUSER = "postgres";

    private static final Duration INITDB_MAX = Duration.ofMinutes(3);
    private static final int PASSWORD_BYTES = 24;
    /// Below the ephemeral ports: polling one of those may connect to itself.
    private static final int PORT_FIRST = 20_000;

    private static final int PORT_LAST = 31_999;
    private static final int PORT_TRIES_MAX = 200;

    static Cluster in(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
        return new Cluster(directory);
    }

    Path data() {
        return directory.resolve("data");
    }

    Path log() {
        return directory.resolve("server.log");
    }

    /// Makes the data if there is none: aside, then renamed, so that it is never there by half.
    void make(Spawner spawner, Binaries binaries, Account account, String password)
            throws IOException, InterruptedException {
        if (Files.exists(data())) {
            account.own(data());
            return;
        }
        Path aside = directory.resolve("data.new");
        Binaries.delete(aside);
        Files.createDirectories(aside);
        Path passwordFile = aside.resolve("password");
        writeSecret(passwordFile, password);
        account.own(aside);
        account.own(passwordFile);

        Path made = aside.resolve("data");
        initdb(spawner, account, binaries.program("initdb"), made, passwordFile);
        Files.move(made, data(), StandardCopyOption.ATOMIC_MOVE);
        Binaries.delete(aside);
    }

    private void initdb(Spawner spawner, Account account, Path initdb, Path made, Path passwordFile)
            throws IOException, InterruptedException {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        Child child = spawner.start(Command.of(
                        Path.of("/"),
                        initdb.toString(),
                        "--pgdata=" + made,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions")
                .withOutput(new Output.ToLines(said::add))
                .withConfinement(Confinement.none().withIdentity(account.identity())));
        if (!Polling.until(INITDB_MAX, () -> child.exit().isDone())) {
            child.stop(Duration.ZERO);
            throw new CannotStartException("initdb took longer than " + INITDB_MAX);
        }
        Exit exit = child.exit().join();
        if (exit.code() != 0) {
            List<String> errors =
                    said.stream().filter(line -> line.contains("error:")).toList();
            throw new CannotStartException("initdb failed: " + (errors.isEmpty() ? exit : errors.getFirst()));
        }
    }

    /// The superuser's password, made at the first call, kept in a file that only the platform's user reads.
    String password() throws IOException {
        Path file = directory.resolve("password");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (Files.exists(data())) {
            throw new CannotStartException("the password of the existing data is missing: " + file);
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path aside = directory.resolve("password.new");
        Files.deleteIfExists(aside);
        writeSecret(aside, password);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    private static void writeSecret(Path file, String secret) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret + "\n", StandardOpenOption.SYNC);
    }

    /// The port of the last start if it is still free, else a new one, kept for the next.
    int port() throws IOException {
        Path file = directory.resolve("port");
        String kept = Files.exists(file) ? Files.readString(file).strip() : "";
        if (kept.matches("[0-9]{1,5}") && isFree(Integer.parseInt(kept))) {
            return Integer.parseInt(kept);
        }
        var random = new SecureRandom();
        for (int tries = 0; tries < PORT_TRIES_MAX; tries++) {
            int port = random.nextInt(PORT_FIRST, PORT_LAST + 1);
            if (isFree(port)) {
                Files.writeString(file, port + "\n");
                return port;
            }
        }
        throw new CannotStartException("no free port between " + PORT_FIRST + " and " + PORT_LAST);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
