package io.paviour.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A platform started by `./paviour up` for one measurement, with ports of its own.
final class Platform implements AutoCloseable {
    private static final int STOP_SECONDS_MAX = 60;

    private final Process process;
    private final Path data;
    private final int apiPort;
    private final int proxyPort;
    private final double readySeconds;
    private final SSLContext trusting;

    private Platform(Process process, Path data, int apiPort, int proxyPort, double readySeconds) throws IOException {
        this.process = process;
        this.data = data;
        this.apiPort = apiPort;
        this.proxyPort = proxyPort;
        this.readySeconds = readySeconds;
        this.trusting = trusting(data.resolve("tls").resolve("ca.crt"));
    }

    /// Starts one and waits until it says that it is ready.
    ///
    /// @param javaOptions added to those of the launcher and of the caller
    /// @throws IOException if it ends instead; what it said is in the message
    static Platform start(Path checkout, Path data, String javaOptions, String... options) throws IOException {
        int api = freePort();
        int portal = freePort();
        int proxy = freePort();
        var command = new ArrayList<>(List.of(
                checkout.resolve("paviour").toString(),
                "up",
                "--data-dir",
                data.toString(),
                "--api",
                "127.0.0.1:" + api,
                "--portal",
                "127.0.0.1:" + portal,
                "--set",
                "proxy.port=" + proxy));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PAVIOUR_JAVA_OPTS", javaOptions, (own, more) -> own + " " + more);
        long begun = System.nanoTime();
        Process process = builder.start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        var log = new StringBuilder();
        while (true) {
            String line = said.readLine();
            if (line == null) {
                throw new IOException("the platform ended:\n" + log);
            }
            log.append(line).append('\n');
            if (line.equals("Paviour is ready.")) {
                break;
            }
        }
        double seconds = secondsSince(begun);
        // What nobody reads would stop the platform once the pipe is full.
        Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
        return new Platform(process, data, api, proxy, seconds);
    }

    static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// A new directory that programs of other users may reach: started by root, PostgreSQL runs as somebody else.
    static Path scratch() throws IOException {
        Path scratch = Files.createTempDirectory("paviour-bench");
        if (!scratch.toFile().setExecutable(true, false)) {
            throw new IOException(scratch + " cannot be opened for others");
        }
        return scratch;
    }

    /// Deletes a directory of [#scratch].
    static void delete(Path scratch) throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// From the call of the launcher to the line that it is ready.
    double readySeconds() {
        return readySeconds;
    }

    Usage usage() throws IOException {
        return Usage.of(process, data);
    }

    /// A new connection as an administrator.
    Client client() throws IOException {
        String token = Files.readString(data.resolve("token")).strip();
        return new Client(trusting, apiPort, token);
    }

    private static SSLContext trusting(Path authority) throws IOException {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IOException("no TLS with " + authority, broken);
        }
    }

    int proxyPort() {
        return proxyPort;
    }

    /// Asks it to stop, as Ctrl-C does, and waits for its end.
    @Override
    public void close() throws IOException {
        // Process.destroy would also close what is still being read.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the platform did not stop within " + STOP_SECONDS_MAX + " s");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
