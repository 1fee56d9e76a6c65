package io.paviour.localprocess;

import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// The driver with real processes, a clock that is moved by hand, and the smallest of houses that carries out plans.
final class TestYard implements AutoCloseable {
    private static final int PASSES_MAX = 20;

    final StepClock clock = new StepClock();
    final TestSite site;
    final Path artifacts;
    final List<String> done = new ArrayList<>();
    private final LocalProcessPlugin plugin;
    Supervisor supervisor;
    private final LocalProcessDriver driver;

    TestYard(Path directory) {
        this(directory, Map.of());
    }

    TestYard(Path directory, Map<String, String> settings) {
        site = new TestSite(directory.resolve("plugins/localprocess"), clock);
        site.settings.putAll(settings);
        artifacts = directory.resolve("artifacts");
        plugin = new LocalProcessPlugin(made -> {
            supervisor = made;
            return () -> {};
        });
        driver = (LocalProcessDriver) plugin.drivers(site).getFirst();
    }

    /// A directory of `artifacts` with one shell script, `run.sh`.
    void script(String directory, String text) throws IOException {
        Path script = Files.createDirectories(artifacts.resolve(directory)).resolve("run.sh");
        Files.writeString(script, "#!/bin/sh\n" + text);
    }

    static Resource workload(String name, String spec) {
        var document = Json.object(
                "apiVersion",
                "platform.example.com/v1",
                "kind",
                "Workload",
                "metadata",
                Json.object("namespace", "team", "name", name, "generation", 1),
                "spec",
                YamlText.parseAll(spec).getFirst());
        return new Resource(document);
    }

    /// Stores a claim; a status that was written stays.
    Ref apply(Resource claim) {
        Resource before = site.stored.get(claim.ref());
        site.store(before == null ? claim : claim.withStatus(before.status()));
        return claim.ref();
    }

    Ref apply(String name, String spec) {
        return apply(workload(name, spec));
    }

    Ref secret(String name, Map<String, String> values) {
        var ref = new Ref(new KindName("platform.example.com", "Secret"), "team", name);
        site.put(ref, values);
        return ref;
    }

    /// Observes, plans and acts until there is nothing to do; answers with the last plan.
    Plan settle(Ref ref) throws IOException, InterruptedException {
        for (int pass = 0; pass < PASSES_MAX; pass++) {
            Plan plan = pass(ref);
            if (plan.actions().isEmpty()) {
                return plan;
            }
        }
        throw new AssertionError("there is always more to do: " + done);
    }

    Plan pass(Ref ref) throws IOException, InterruptedException {
        Resource claim = site.stored.get(ref);
        Plan plan = driver.plan(claim, driver.observe(claim, site));
        for (Action action : plan.actions()) {
            done.add(action.summary());
            switch (action) {
                case Action.Note note -> tell(ref, note.status());
                case Action.Do task -> task.task().run();
                case Action.Apply _, Action.Delete _ -> throw new AssertionError("no resource is written: " + action);
            }
        }
        tell(ref, plan.status());
        return plan;
    }

    private void tell(Ref ref, Json.Obj fields) {
        Resource claim = site.stored.get(ref);
        var status = new HashMap<>(claim.status().fields());
        status.putAll(fields.fields());
        site.store(claim.withStatus(new Json.Obj(status)));
    }

    Plan.Told condition(Plan plan, String type) {
        return plan.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    void tick() {
        supervisor.tick();
    }

    /// Lets time pass, a little each time it looks, until the plan is as wished.
    Plan await(Ref ref, Predicate<Plan> wish) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            tick();
            Plan plan = settle(ref);
            if (wish.test(plan)) {
                return plan;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("still " + plan.outcome() + " " + plan.status());
            }
            pause();
            clock.advance(Duration.ofMillis(50));
        }
    }

    Plan awaitReady(Ref ref) throws IOException, InterruptedException {
        return await(ref, plan -> plan.outcome() instanceof Outcome.Settled);
    }

    /// Waits for what other processes do.
    static void until(BooleanSupplier wish) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!wish.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited for 60 s");
            }
            pause();
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(20);
    }

    static Json.Obj instance(Plan plan, int index) {
        return plan.status()
                .objects("instances")
                .filter(instance -> instance.integer("index", -1) == index)
                .findFirst()
                .orElseThrow();
    }

    static int port(Plan plan, int index) {
        return (int) instance(plan, index).integer("port", 0);
    }

    /// What a replica answers.
    static String get(int port) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Subresource.Answer.Text log(Ref ref, Map<String, String> parameters) throws IOException {
        var log = plugin.subresources(site).getFirst();
        return (Subresource.Answer.Text) log.answer(site.stored.get(ref), parameters, Json.Obj.EMPTY);
    }

    String logText(Ref ref, Map<String, String> parameters) throws IOException, InterruptedException {
        var out = new ByteArrayOutputStream();
        log(ref, parameters).body().writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    Seen observe(Ref ref) throws IOException {
        return driver.observe(site.stored.get(ref), site);
    }

    @Override
    public void close() {
        driver.close();
    }

    /// A spec whose replicas only sleep.
    static String sleeping(int replicas) {
        return """
                replicas: %d
                artifact: {directory: sleep, command: [/bin/sh, run.sh]}
                """.formatted(replicas);
    }

    /// A spec whose replicas tell their pid and `answer`.
    static String serving(int replicas, String answer) {
        return """
                replicas: %d
                artifact:
                  directory: service
                  command: [java, -XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -Xmx32m, -cp, %s, %s]
                environment: {ANSWER: %s}
                health: {path: /healthz, intervalSeconds: 1}
                """.formatted(
                        replicas, Path.of("target/test-classes").toAbsolutePath(), Service.class.getName(), answer);
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /// Which process answers on a port.
    static long pid(int port) {
        return Long.parseLong(get(port).split(" ")[0]);
    }

    /// All that a workload has said.
    String log(Ref ref) {
        try {
            return logText(ref, Map.of());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
