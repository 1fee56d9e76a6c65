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
    private static final double SECONDS = 8;
    private static final int LISTED = 1000;
    private static final int KIND_SERVED_MILLIS = 500;

    private static final String KIND = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"documents.bench.example.com"},
             "spec":{"group":"bench.example.com","scope":"Namespaced",
              "names":{"plural":"documents","singular":"document","kind":"Document","listKind":"DocumentList"},
              "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object",
               "properties":{"spec":{"type":"object","required":["type","owner"],"properties":{
                "type":{"type":"string","enum":["environment","cluster"]},
                "owner":{"type":"string","maxLength":63},
                "description":{"type":"string"},
                "replicas":{"type":"integer","minimum":0,"maximum":100},
                "services":{"type":"array","maxItems":20,"items":{"type":"object","required":["name"],"properties":{
                 "name":{"type":"string","pattern":"^[a-z]([-a-z0-9]*[a-z0-9])?$"},
                 "replicas":{"type":"integer","minimum":0,"default":1},
                 "cpu":{"type":"string"},"memory":{"type":"string"}}}}}}}}}}]}}
            """;

    private static final String DESCRIPTION = "what this is for and whom to ask ".repeat(12);
    private static final String DOCUMENTS = "/apis/bench.example.com/v1/namespaces/default/documents";

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

    /// One operation of a client, with a number that no other operation of this run has.
    private interface Operation {
        void run(Client client, int number) throws IOException;
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
        try (Client client = platform.client()) {
            client.ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", KIND)
                    .orThrow();
            Thread.sleep(KIND_SERVED_MILLIS);
            for (int number = 0; number < LISTED; number++) {
                create(client, "listed-" + number);
            }
            measure(
                    platform,
                    "create, 8 clients, the first " + (int) SECONDS + " s",
                    8,
                    SECONDS,
                    (one, number) -> create(one, "cold-" + number));
            for (int clients : CLIENTS) {
                measure(
                        platform,
                        "create, " + clients(clients),
                        clients,
                        SECONDS,
                        (one, number) -> create(one, "c" + clients + "-" + number));
            }
            for (int clients : CLIENTS) {
                measure(
                        platform,
                        "get, " + clients(clients),
                        clients,
                        SECONDS,
                        (one, _) -> one.ask(
                                        "GET",
                                        DOCUMENTS + "/listed-"
                                                + ThreadLocalRandom.current().nextInt(LISTED),
                                        "")
                                .orThrow());
            }
            measure(
                    platform,
                    "list of " + LISTED + ", 1 client",
                    1,
                    SECONDS / 2,
                    (one, _) ->
                            one.ask("GET", DOCUMENTS + "?limit=" + LISTED, "").orThrow());
        }
    }

    private static String clients(int count) {
        return count == 1 ? "1 client" : count + " clients";
    }

    private static void create(Client client, String name) throws IOException {
        client.ask("POST", DOCUMENTS, document(name)).orThrow();
    }

    private static String document(String name) {
        return """
                {"apiVersion":"bench.example.com/v1","kind":"Document",
                 "metadata":{"name":"%s","namespace":"default","labels":{"team":"alpha","tier":"gold"},
                  "annotations":{"example.com/contact":"team-alpha@example.com"}},
                 "spec":{"type":"environment","owner":"team-alpha","replicas":3,"description":"%s",
                  "services":[{"name":"api","replicas":3,"cpu":"500m","memory":"512Mi"},
                   {"name":"worker","replicas":2,"cpu":"500m","memory":"512Mi"},
                   {"name":"scheduler","replicas":1,"cpu":"250m","memory":"256Mi"}]}}
                """.formatted(name, DESCRIPTION);
    }

    private void measure(Platform platform, String row, int clients, double seconds, Operation operation)
            throws IOException, InterruptedException {
        Usage before = platform.usage();
        long begun = System.nanoTime();
        double[] millis = new double[0];
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            var all = new ArrayList<Future<List<Double>>>();
            for (int client = 0; client < clients; client++) {
                int first = client;
                all.add(threads.submit(() -> latencies(platform, operation, first, clients, seconds)));
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
        double server = after.server().cpuSeconds() - before.server().cpuSeconds();
        double database = after.database().cpuSeconds() - before.database().cpuSeconds();
        table.add(
                row,
                millis.length / wall,
                Table.percentile(millis, 50),
                Table.percentile(millis, 99),
                1000 * (server + database) / millis.length,
                1000 * database / millis.length,
                after.server().proportionalMebibytes());
    }

    private static List<Double> latencies(Platform platform, Operation operation, int first, int step, double seconds)
            throws IOException {
        var millis = new ArrayList<Double>();
        try (Client client = platform.client()) {
            long begun = System.nanoTime();
            for (int number = first; Platform.secondsSince(begun) < seconds; number += step) {
                long asked = System.nanoTime();
                operation.run(client, number);
                millis.add((System.nanoTime() - asked) / 1e6);
            }
        }
        return millis;
    }
}
