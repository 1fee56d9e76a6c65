package io.paviour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long from the `POST` of an environment with a PostgreSQL database and two services until it is Ready, and how
/// long
/// does `psql` need for the statements behind it on the same server?
final class EnvironmentQuestion {
    private static final int ENVIRONMENTS_PER_RUN = 5;
    private static final String NAMESPACE = "/apis/platform.example.com/v1/namespaces/default";
    private static final String ENVIRONMENTS = NAMESPACE + "/environments";
    private static final Pattern READY = Pattern.compile("\\{[^{}]*\"type\":\"Ready\"[^{}]*}");
    private static final String HELLO = """
            ,"artifact":{"archive":"hello.tar.gz","command":["java","-XX:+UseSerialGC","-XX:TieredStopAtLevel=1",\
            "-Xmx64m","-jar","hello.jar"]},"health":{"path":"/healthz"}""";
    /// What the driver says to the server for a database of size small; the verifier of the password is of equal
    /// length.
    private static final List<String> STATEMENTS = List.of(
            """
            begin;
            create role %1$s login connection limit 20 password 'SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$%2$s:%2$s';
            comment on role %1$s is 'by hand';
            alter role %1$s set statement_timeout = '30s';
            alter role %1$s set idle_in_transaction_session_timeout = '60s';
            alter role %1$s set work_mem = '4MB';
            commit;
            """,
            "create database %1$s owner %1$s template template0 encoding 'UTF8' allow_connections false",
            "comment on database %1$s is 'by hand'",
            "revoke all on database %1$s from public",
            "alter database %1$s allow_connections true");

    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final Path checkout;
    private final int runs;
    private final Table table =
            new Table("until Ready", "wall ms", "server CPU ms", "its PostgreSQL CPU ms", "everything else CPU ms");

    EnvironmentQuestion(Path checkout, int runs) {
        this.checkout = checkout;
        this.runs = runs;
    }

    List<String> answer() throws IOException, InterruptedException {
        for (int run = 0; run < runs; run++) {
            Path scratch = Platform.scratch();
            Path data = scratch.resolve("data");
            try (Platform platform = Platform.start(checkout, data, "")) {
                install(data);
                measure(platform, "the very first, with `initdb` of the tenants' server", "first", "");
                for (int turn = 0; turn < ENVIRONMENTS_PER_RUN; turn++) {
                    measure(platform, "database, no artifacts yet", "bare" + turn, "");
                }
                for (int turn = 0; turn < ENVIRONMENTS_PER_RUN; turn++) {
                    measure(platform, "database, two services that answer", "full" + turn, HELLO);
                }
                var psql = new Psql(data.resolve("plugin-data/postgres/server"));
                for (int turn = 0; turn < ENVIRONMENTS_PER_RUN; turn++) {
                    byPsql(platform, psql, "byhand" + turn);
                }
            }
            Platform.delete(scratch);
        }
        return table.lines();
    }

    private void install(Path data) throws IOException {
        Path artifacts = Files.createDirectories(data.resolve("artifacts"));
        Files.copy(
                checkout.resolve("dist/target/paviour/examples/artifacts/hello.tar.gz"),
                artifacts.resolve("hello.tar.gz"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private void measure(Platform platform, String row, String name, String artifact)
            throws IOException, InterruptedException {
        try (Client client = platform.client();
                Client watching = platform.client();
                ExecutorService watcher = Executors.newSingleThreadExecutor()) {
            watching.watch(ENVIRONMENTS + "?watch=true&fieldSelector=metadata.name%3D" + name);
            Usage before = platform.usage();
            long begun = System.nanoTime();
            var ready = watcher.submit(() -> {
                String event = watching.event();
                while (!isReady(event)) {
                    event = watching.event();
                }
                return System.nanoTime();
            });
            client.ask("POST", ENVIRONMENTS, environment(name, artifact)).orThrow();
            double wall = switch (ready.get()) {
                case Long ended -> (ended - begun) / 1e6;
            };
            add(row, wall, before, platform.usage());
            client.ask("DELETE", ENVIRONMENTS + "/" + name, "").orThrow();
            while (client.ask("GET", ENVIRONMENTS + "/" + name, "").status() != 404) {
                Thread.sleep(50);
            }
        } catch (java.util.concurrent.ExecutionException cutOff) {
            throw new IOException("the watch ended", cutOff);
        }
    }

    private static String environment(String name, String artifact) {
        return """
                {"apiVersion":"platform.example.com/v1","kind":"Environment",
                 "metadata":{"name":"%1$s","namespace":"default"},
                 "spec":{"type":"environment","owner":"team-alpha","cluster":"local","namespace":"%1$s",
                  "services":[
                   {"name":"api","replicas":1,"resources":{"cpu":"500m","memory":"512Mi"}%2$s},
                   {"name":"worker","replicas":1,"resources":{"cpu":"500m","memory":"256Mi"}%2$s}],
                  "databases":[{"name":"app-db","type":"postgres","size":"small"}]}}
                """.formatted(name, artifact);
    }

    private static boolean isReady(String event) {
        Matcher condition = READY.matcher(event);
        return condition.find() && condition.group().contains("\"status\":\"True\"");
    }

    private void byPsql(Platform platform, Psql psql, String name) throws IOException, InterruptedException {
        Usage before = platform.usage();
        long begun = System.nanoTime();
        psql.run(STATEMENTS.stream()
                .map(statement -> statement.formatted(name, KEY))
                .toList());
        double wall = (System.nanoTime() - begun) / 1e6;
        add("`psql`, the same statements", wall, before, platform.usage());
        psql.run(List.of("drop database " + name, "drop role " + name));
    }

    private void add(String row, double wall, Usage before, Usage after) {
        table.add(
                row,
                wall,
                1000 * (after.server().cpuSeconds() - before.server().cpuSeconds()),
                1000 * (after.database().cpuSeconds() - before.database().cpuSeconds()),
                1000 * (after.rest().cpuSeconds() - before.rest().cpuSeconds()));
    }
}
