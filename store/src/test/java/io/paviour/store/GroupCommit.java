package io.paviour.store;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.embedded.Settings;
import io.paviour.trial.TestPostgres;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Measures writes a second on a server that flushes each commit to disk: run `main`.
final class GroupCommit {
    private static final int SECONDS = 4;

    private GroupCommit() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Files.createTempDirectory("paviour-group-commit");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(Settings.of(directory, TestPostgres.programs()))) {
            var login = new Database.Login(server.jdbcUrl(), server.user(), server.password());
            try (Replica here = Replica.on(login, InstantSource.system());
                    Replica there = Replica.on(login, InstantSource.system())) {
                for (int writers : new int[] {32, 1, 8, 32}) {
                    measure(writers, "one replica", here);
                    measure(writers, "two replicas", here, there);
                }
            }
        }
    }

    private static void measure(int writers, String what, Replica... replicas) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        var written = new AtomicLong();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < writers; writer++) {
                Replica replica = replicas[writer % replicas.length];
                String name = what.replace(' ', '-') + "-" + writers + "-" + writer + "-" + end;
                executor.submit(() -> {
                    long seen = 0;
                    while (System.nanoTime() < end) {
                        var thing = Replica.thing(name, "text", "x".repeat(300), "count", Long.toString(seen));
                        Write write = seen == 0 ? Replica.create(thing) : Replica.update(thing, seen);
                        seen = replica.write(write).revision();
                        written.incrementAndGet();
                    }
                    return seen;
                });
            }
        }
        System.out.printf("%2d writers, %s: %d writes/s%n", writers, what, written.get() / SECONDS);
    }
}
