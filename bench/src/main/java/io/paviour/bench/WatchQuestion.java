package io.paviour.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// How late do 1, 100 and 1,000 watchers of the same kind hear of 50 writes a second, does one of them miss any, and
/// what does an event cost?
final class WatchQuestion {
    private static final List<Integer> WATCHERS = List.of(1, 100, 1000);
    private static final int WRITES_PER_SECOND = 50;
    private static final int SECONDS = 10;
    private static final int WARM_WRITES = 500;
    private static final int LAST_WRITES = 5;
    private static final int LAST_WRITE_MILLIS = 300;
    private static final int WRITERS = 4;
    private static final int OPENERS = 8;
    private static final int PATIENCE_SECONDS = 60;
    private static final String SENT = "\"sent\":";

    private final Path checkout;
    private final int runs;
    private final Table table = new Table(
            "watchers",
            "events",
            "missed",
            "events per second",
            "p50 ms",
            "p99 ms",
            "server CPU us per event",
            "server CPU s in all",
            "server PSS MiB");

    WatchQuestion(Path checkout, int runs) {
        this.checkout = checkout;
        this.runs = runs;
    }

    List<String> answer() throws IOException, InterruptedException {
        for (int run = 0; run < runs; run++) {
            Path scratch = Platform.scratch();
            try (Platform platform = Platform.start(checkout, scratch.resolve("data"), "")) {
                Documents documents = Documents.plain();
                documents.define(platform);
                for (int watchers : WATCHERS) {
                    measure(platform, documents, watchers);
                    letGo(platform, documents, watchers);
                }
            }
            Platform.delete(scratch);
        }
        return table.lines();
    }

    /// What one watcher heard.
    ///
    /// @param millis from the moment a write was sent
    @SuppressWarnings("ArrayRecordComponent") // nobody changes the times or compares results
    private record Heard(double[] millis, int count) {}

    private void measure(Platform platform, Documents documents, int watchers)
            throws IOException, InterruptedException {
        var clients = open(platform, documents, watchers);
        int writes = WRITES_PER_SECOND * SECONDS;
        try (ExecutorService reading = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Heard>> all = clients.stream()
                    .map(client -> reading.submit(() -> hear(client, writes)))
                    .toList();
            write(platform, documents, "warm" + watchers, WARM_WRITES, false);
            Usage before = platform.usage();
            long begun = System.nanoTime();
            write(platform, documents, "timed" + watchers, writes, true);
            var heard = new ArrayList<Heard>();
            reading.shutdown();
            if (!reading.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                close(clients);
            }
            for (Future<Heard> one : all) {
                heard.add(one.get());
            }
            add(watchers, writes, heard, Platform.secondsSince(begun), platform.usage(), before);
        } catch (ExecutionException broken) {
            throw new IOException("a watch broke", broken.getCause());
        } finally {
            close(clients);
        }
    }

    /// The server notices by writing that a watcher has gone.
    private static void letGo(Platform platform, Documents documents, int watchers)
            throws IOException, InterruptedException {
        try (Client client = platform.client()) {
            for (int write = 0; write < LAST_WRITES; write++) {
                documents.create(client, "last-" + watchers + "-" + write);
                Thread.sleep(LAST_WRITE_MILLIS);
            }
        }
    }

    private void add(int watchers, int writes, List<Heard> heard, double wall, Usage after, Usage before) {
        long events = heard.stream().mapToLong(Heard::count).sum();
        double[] millis = heard.stream()
                .flatMapToDouble(one -> java.util.Arrays.stream(one.millis, 0, one.count))
                .toArray();
        double server = after.server().cpuSeconds() - before.server().cpuSeconds();
        table.add(
                watchers == 1 ? "1 watcher" : watchers + " watchers",
                (double) events,
                (double) writes * watchers - events,
                events / wall,
                Table.percentile(millis, 50),
                Table.percentile(millis, 99),
                1e6 * server / events,
                server,
                after.server().proportionalMebibytes());
    }

    private static List<Client> open(Platform platform, Documents documents, int watchers)
            throws IOException, InterruptedException {
        String now;
        try (Client client = platform.client()) {
            now = client.ask("GET", documents.path() + "?limit=1", "").orThrow().revision();
        }
        var clients = new ArrayList<Client>();
        try (ExecutorService opening = Executors.newFixedThreadPool(OPENERS)) {
            var all = new ArrayList<Future<Client>>();
            for (int i = 0; i < watchers; i++) {
                all.add(opening.submit(() -> {
                    Client client = platform.client();
                    client.watch(documents.path() + "?watch=true&timeoutSeconds=600&resourceVersion=" + now);
                    return client;
                }));
            }
            for (Future<Client> one : all) {
                clients.add(one.get());
            }
        } catch (ExecutionException refused) {
            throw new IOException("a watch was refused", refused.getCause());
        }
        return clients;
    }

    private static void close(List<Client> clients) throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }

    /// Until all timed writes were heard, or the connection is closed.
    private static Heard hear(Client client, int writes) {
        var millis = new double[writes];
        int count = 0;
        try {
            while (count < writes) {
                String event = client.event();
                int at = event.lastIndexOf(SENT) + SENT.length();
                if (at >= SENT.length() && event.charAt(at) != '0') {
                    long sent = Long.parseLong(event, at, end(event, at), 10);
                    millis[count++] = (System.nanoTime() - sent) / 1e6;
                }
            }
        } catch (IOException closed) {
            return new Heard(millis, count);
        }
        return new Heard(millis, count);
    }

    private static int end(String text, int from) {
        int end = from;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /// Writes at a steady pace, whatever that takes; each write is a status.
    ///
    /// @param isTimed whether the time is written too, or a nought
    private static void write(Platform platform, Documents documents, String name, int writes, boolean isTimed)
            throws IOException, InterruptedException, ExecutionException {
        long begun = System.nanoTime();
        try (ExecutorService writing = Executors.newFixedThreadPool(WRITERS)) {
            var all = new ArrayList<Future<Void>>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int first = writer;
                all.add(writing.submit(() -> {
                    String own = name + "-" + first;
                    try (Client client = platform.client()) {
                        String revision = documents.create(client, own);
                        for (int number = first; number < writes; number += WRITERS) {
                            long due = begun + TimeUnit.SECONDS.toNanos(number) / WRITES_PER_SECOND;
                            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                            long sent = isTimed ? System.nanoTime() : 0;
                            revision = documents.putStatus(
                                    client, own, revision, "\"phase\":\"p" + number + "\"," + SENT + sent);
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> one : all) {
                one.get();
            }
        }
    }
}
