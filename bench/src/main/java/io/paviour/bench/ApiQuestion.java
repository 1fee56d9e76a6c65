package io.paviour.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/// How many writes and reads a second, how late, and at which cost, with 1, 8 and 32 clients? On a kind that nobody
/// reconciles, with documents of 1 KB, over TLS connections that are kept alive.
final class ApiQuestion {
    private static final List<Integer> CLIENTS = List.of(1, 8, 32);
    private static final double SECONDS_MAX = 15;

    // By number and not by time: what the JVM spends on compiling would count more on a busy machine.
    private static final int OPERATIONS_MAX = 8_000;
    private static final int OPERATIONS_PER_CLIENT_MAX = 2_000;
    private static final int THERE = 1000;

    private final Path checkout;
    private final int runs;
    private final Table table = new Table(
            "operation",
            "per second",
            "p50 ms",
            "p99 ms",
            "CPU ms each, server + PostgreSQL",
            "of it PostgreSQL",
            "server PSS MiB");

    ApiQuestion(Path checkout, int runs) {
        this.checkout = checkout;
        this.runs = runs;
    }

    /// What one client does again and again.
    private interface Operation {
        /// @param number one that no other operation of this row has
        void run(int number) throws IOException;
    }

    /// Makes what a client does, once for each of them.
    private interface Script {
        /// @param own a name that no other client of this run has
        Operation of(Client client, String own) throws IOException;
    }

    List<String> answer() throws IOException, InterruptedException {
        for (int run = 0; run < runs; run++) {
            Path scratch = Platform.scratch();
            try (Platform platform = Platform.start(checkout, scratch.resolve("data"), "")) {
                ask(platform);
            }
            Platform.delete(scratch);
        }
        return table.lines();
    }

    private void ask(Platform platform) throws IOException, InterruptedException {
        Documents plain = Documents.plain();
        Documents rich = Documents.likeEnvironments(checkout);
        plain.define(platform);
        rich.define(platform);
        plain.fill(platform, 0, THERE);
        measure(platform, "create, 8 clients, cold", 8, creates(plain));
        for (int clients : CLIENTS) {
            measure(platform, "create, " + clients(clients), clients, creates(plain));
        }
        for (int clients : CLIENTS) {
            measure(platform, "status, " + clients(clients), clients, statuses(plain));
        }
        for (int clients : CLIENTS) {
            measure(platform, "apply, " + clients(clients), clients, applies(plain));
        }
        for (int clients : CLIENTS) {
            measure(platform, "get, " + clients(clients), clients, gets(plain));
        }
        measure(platform, "create like environments, 8 clients", 8, creates(rich));
        measure(platform, "status like environments, 8 clients", 8, statuses(rich));
        measure(platform, "apply like environments, 8 clients", 8, applies(rich));
    }

    private static String clients(int count) {
        return count == 1 ? "1 client" : count + " clients";
    }

    private static Script creates(Documents documents) {
        return (client, own) -> number -> documents.create(client, own + "-" + number);
    }

    private static Script statuses(Documents documents) {
        return (client, own) -> {
            String[] revision = {documents.create(client, own)};
            return number ->
                    revision[0] = documents.putStatus(client, own, revision[0], "\"phase\":\"phase " + number + "\"");
        };
    }

    private static Script applies(Documents documents) {
        return (client, own) -> {
            documents.apply(client, own, 0);
            return number -> documents.apply(client, own, number + 1);
        };
    }

    private static Script gets(Documents documents) {
        return (client, _) -> _ ->
                documents.get(client, "object-" + ThreadLocalRandom.current().nextInt(THERE));
    }

    private void measure(Platform platform, String row, int clients, Script script)
            throws IOException, InterruptedException {
        Usage before = platform.usage();
        long begun = System.nanoTime();
        double[] millis = new double[0];
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            var all = new ArrayList<Future<List<Double>>>();
            int each = Math.min(OPERATIONS_PER_CLIENT_MAX, OPERATIONS_MAX / clients);
            String place = "p" + Long.toString(begun, Character.MAX_RADIX);
            for (int client = 0; client < clients; client++) {
                String own = place + "-" + client;
                all.add(threads.submit(() -> latencies(platform, script, own, each)));
            }
            var flat = new ArrayList<Double>();
            for (Future<List<Double>> one : all) {
                flat.addAll(one.get());
            }
            millis = flat.stream().mapToDouble(Double::doubleValue).toArray();
        } catch (ExecutionException refused) {
            throw new IOException(row + " failed", refused.getCause());
        }
        double wall = Platform.secondsSince(begun);
        Usage after = platform.usage();
        table.add(
                row,
                millis.length / wall,
                Table.percentile(millis, 50),
                Table.percentile(millis, 99),
                1000 * after.cpuSecondsSince(before) / millis.length,
                1000 * (after.database().cpuSeconds() - before.database().cpuSeconds()) / millis.length,
                after.server().proportionalMebibytes());
    }

    private static List<Double> latencies(Platform platform, Script script, String own, int most) throws IOException {
        var millis = new ArrayList<Double>();
        try (Client client = platform.client()) {
            Operation operation = script.of(client, own);
            long begun = System.nanoTime();
            for (int number = 0; number < most && Platform.secondsSince(begun) < SECONDS_MAX; number++) {
                long asked = System.nanoTime();
                operation.run(number);
                millis.add((System.nanoTime() - asked) / 1e6);
            }
        }
        return millis;
    }
}
