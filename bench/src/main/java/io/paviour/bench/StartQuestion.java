package io.paviour.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// How long does a start take, what does it cost, and what is left once nothing happens any more?
final class StartQuestion {
    private static final String WITHOUT_CACHE = "-XX:AOTMode=off";
    private static final String EXAMPLE_HOST = "myapp.staging.example.com";
    private static final long SETTLING_MILLIS = 10_000;
    private static final long IDLE_MILLIS = 20_000;
    private static final long ASK_AGAIN_MILLIS = 20;
    private static final double SERVICE_SECONDS_MAX = 60;

    private final Path checkout;
    private final int runs;
    private final Table table = new Table(
            "start",
            "wall s",
            "server CPU s",
            "PostgreSQL CPU s",
            "other CPU s",
            "server RSS MiB",
            "server PSS MiB",
            "PostgreSQL PSS MiB",
            "idle % of a core, server",
            "PostgreSQL");

    StartQuestion(Path checkout, int runs) {
        this.checkout = checkout;
        this.runs = runs;
    }

    List<String> answer() throws IOException, InterruptedException {
        for (int run = 0; run < runs; run++) {
            Path scratch = Platform.scratch();
            measure("first", scratch.resolve("data"), "");
            measure("later", scratch.resolve("data"), "");
            measure("later, without AOT cache", scratch.resolve("data"), WITHOUT_CACHE);
            measure("first, `--demo`", scratch.resolve("demo"), "", "--demo");
            measure("later, `--demo`", scratch.resolve("demo"), "", "--demo");
            Platform.delete(scratch);
        }
        return table.lines();
    }

    private void measure(String row, Path data, String javaOptions, String... options)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try (Platform platform = Platform.start(checkout, data, javaOptions, options)) {
            double wall = platform.readySeconds();
            if (options.length > 0) {
                awaitService(platform);
                wall = Platform.secondsSince(begun);
            }
            Usage ready = platform.usage();
            Thread.sleep(SETTLING_MILLIS);
            Usage calm = platform.usage();
            Thread.sleep(IDLE_MILLIS);
            Usage idle = platform.usage();
            table.add(
                    row,
                    wall,
                    ready.server().cpuSeconds(),
                    ready.database().cpuSeconds(),
                    ready.rest().cpuSeconds(),
                    idle.server().residentMebibytes(),
                    idle.server().proportionalMebibytes(),
                    idle.database().proportionalMebibytes(),
                    percentOfCore(calm.server(), idle.server()),
                    percentOfCore(calm.database(), idle.database()));
        }
    }

    private static double percentOfCore(Usage.Part before, Usage.Part after) {
        return (after.cpuSeconds() - before.cpuSeconds()) * 1000 / IDLE_MILLIS * 100;
    }

    /// Until the example service answers through the proxy: what the platform remembers of it from before proves
    /// nothing.
    private static void awaitService(Platform platform) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!answers(platform.proxyPort())) {
            if (Platform.secondsSince(begun) > SERVICE_SECONDS_MAX) {
                throw new IOException("the example service did not answer");
            }
            Thread.sleep(ASK_AGAIN_MILLIS);
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "GET / HTTP/1.1\r\nHost: " + EXAMPLE_HOST + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String status = answer.readLine();
            return status != null && status.startsWith("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }
}
