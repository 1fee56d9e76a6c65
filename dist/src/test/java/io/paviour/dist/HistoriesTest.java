package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.testing.Eventually;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random clients at two servers of one database; [History] and [Model] say what they may have seen.
///
/// `-Dpaviour.histories=20` makes histories twenty times as long, `-Dpaviour.histories.seed=7` makes
/// others.
class HistoriesTest {
    @RegisterExtension
    static final Workbench bench = new Workbench();

    private static final int FACTOR = Integer.getInteger("paviour.histories", 1);
    private static final long SEED = Long.getLong("paviour.histories.seed", 0);
    private static final int CLIENTS = 8;
    private static final int STEPS = 60 * FACTOR;
    private static final int THINGS = 4;
    private static final int GLANCES_MAX = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String JSON = "application/json";
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String GROUP = "/apis/histories.example.com/v1";
    private static final List<String> FIELDS = List.of("a", "b", "c");

    private static final Server[] servers = new Server[2];

    @BeforeAll
    static void twoServers() throws Exception {
        String platforms = Workbench.url(bench.postgres("platform-database"), "postgres");
        String tenants = Workbench.url(bench.postgres("tenants"), "postgres");
        for (int i = 0; i < servers.length; i++) {
            servers[i] = new Server(
                    bench,
                    bench.platform(i == 0 ? "first" : "second")
                            .onDatabase(platforms)
                            .withVariable("PAVIOUR_SET_POSTGRES_ADMIN_URL", tenants));
            servers[i].start();
        }
        for (Server server : servers) {
            server.awaitReady();
        }
        Wire wire = servers[0].wire();
        assertThat(wire.send("POST", DEFINITIONS, "application/yaml", Thing.DEFINITION)
                        .code())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void twoServersDoAsOneWould(long number) throws Exception {
        var trial = new Trial(SEED * 100 + number);

        trial.run(() -> {});

        assertThat(trial.history.deeds()).as("everything is answered").noneMatch(deed -> deed.answer() == null);
        trial.check();
    }

    @Test
    void soTheyDoWhenOneIsKilledInTheMiddle() throws Exception {
        var trial = new Trial(SEED * 100 + 3);

        trial.run(() -> {
            trial.halfway.await();
            servers[1].kill9();
            servers[1].start();
            servers[1].awaitReady();
        });

        trial.check();
    }

    /// Owners and dependents, until nothing more happens by itself.
    @Test
    void whatGoesHadToGoAndWhatStaysMay() throws Exception {
        var trial = new Trial(SEED * 100 + 4);
        var families = new Families(trial.things);
        Wire wire = servers[0].wire();

        together(CLIENTS, client -> {
            var random = new Random(trial.seed * 1_000 + client);
            for (int step = 0; step < STEPS; step++) {
                families.step(servers[random.nextInt(servers.length)].wire(), random, "n-" + client + "-" + step);
            }
        });
        Eventually.get(
                () -> "seed " + trial.seed + ": everything is let go and collected, but there are\n"
                        + families.leaving(),
                PATIENCE,
                () -> families.isLetGo(wire) && families.isAtRest(wire) ? true : null);

        trial.check();
        families.check(trial.all.events());
    }

    /// A kind that was defined at one server, and a namespace that was made there, can be used at the
    /// other.
    @Test
    void whatOneServerAnsweredTheOtherGoesBy() throws Exception {
        Wire first = servers[0].wire();
        Wire second = servers[1].wire();
        for (int i = 0; i < 10 * FACTOR; i++) {
            String name = "next" + i;
            String definition = Thing.DEFINITION
                    .replace("things", name)
                    .replace("thing}", name + "}")
                    .replace("Thing", "Next" + i);
            String path = GROUP + "/namespaces/" + name + "/" + name;
            assertThat(first.send("POST", DEFINITIONS, "application/yaml", definition)
                            .code())
                    .isEqualTo(201);
            assertThat(first.send("POST", "/api/v1/namespaces", JSON, named(name))
                            .code())
                    .isEqualTo(201);

            assertThat(second.send("POST", path, JSON, named("one")).code())
                    .as(path)
                    .isEqualTo(201);
            assertThat(first.send("DELETE", path + "/one", JSON, "").code()).isEqualTo(200);
            assertThat(second.send("POST", path, JSON, named("one")).code())
                    .as(path)
                    .isEqualTo(201);
            assertThat(first.send("PATCH", path + "/one", "application/merge-patch+json", "{\"spec\":{\"a\":\"1\"}}")
                            .code())
                    .isEqualTo(200);
        }
    }

    private static String named(String name) {
        return "{\"metadata\":{\"name\":\"" + name + "\"}}";
    }

    private interface Working {
        void work(int client) throws Exception;
    }

    private static void together(int clients, Working working) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                running.add(executor.submit(() -> {
                    working.work(client);
                    return null;
                }));
            }
            for (Future<?> done : running) {
                done.get();
            }
        }
    }

    private interface Disturbing {
        void disturb() throws Exception;
    }

    /// One history, in a namespace of its own.
    private static final class Trial {
        private final long seed;
        private final String things;
        private final History history = new History();
        private final Queue<Glance> glances = new ConcurrentLinkedQueue<>();
        private final Map<Feed, Long> feeds = new ConcurrentHashMap<>();
        private final CountDownLatch halfway = new CountDownLatch(CLIENTS * STEPS / 2);
        private final Feed all;

        Trial(long seed) throws Exception {
            this.seed = seed;
            String namespace = "histories-" + seed;
            this.things = GROUP + "/namespaces/" + namespace + "/things";
            Wire wire = servers[0].wire();
            long revision = revision(wire.send("POST", "/api/v1/namespaces", JSON, named(namespace)));
            all = Feed.of(wire, things, revision);
            feeds.put(Feed.of(servers[1].wire(), things, revision), revision);
        }

        void run(Disturbing disturbing) throws Exception {
            together(CLIENTS + 1, number -> {
                if (number == CLIENTS) {
                    disturbing.disturb();
                } else {
                    new Client("client " + number, new Random(seed * 1_000 + number), this).work();
                }
            });
        }

        void check() throws Exception {
            try {
                long last = revision(new Ask.Create("last", "alpha", Map.of("a", "z")).of(servers[0].wire(), things));
                Eventually.isTrue("the watch tells the last write", PATIENCE, () -> all.revision() >= last);
                List<Feed.Event> events = List.copyOf(all.events());
                if (history.size() > 0) {
                    history.check(events.subList(0, events.size() - 1));
                }
                glances.forEach(glance -> glance.check(events, newest(glance.began())));
                for (var feed : feeds.entrySet()) {
                    checkFeed(feed.getKey(), feed.getValue(), events);
                }
            } catch (AssertionError found) {
                throw new AssertionError("seed " + seed + ": " + found.getMessage(), found);
            } finally {
                all.close();
                for (Feed feed : feeds.keySet()) {
                    feed.close();
                }
            }
        }

        /// The highest revision that was answered before a time.
        private long newest(long time) {
            return history.deeds().stream()
                    .filter(deed -> deed.isAccepted() && deed.ended() < time)
                    .mapToLong(History.Deed::revision)
                    .max()
                    .orElse(0);
        }

        /// A watch tells every change after its revision, once and in order; one that was cut off, the
        /// first of them.
        private static void checkFeed(Feed feed, long from, List<Feed.Event> events) throws Exception {
            List<Feed.Event> expected =
                    events.stream().filter(event -> event.revision() > from).toList();
            Eventually.isTrue(
                    "a watch tells all",
                    PATIENCE,
                    () -> feed.end().isDone() || feed.events().size() >= expected.size());
            List<Feed.Event> told = List.copyOf(feed.events());
            int common = feed.end().isDone() ? Math.min(told.size(), expected.size()) : expected.size();
            for (int i = 0; i < Math.max(common, told.size()); i++) {
                if (i >= expected.size() || !expected.get(i).equals(told.get(i))) {
                    throw new AssertionError("a watch from " + from + " told\n" + around(told, i) + "\nbut there were\n"
                            + around(expected, i));
                }
            }
        }

        private static List<Feed.Event> around(List<Feed.Event> events, int at) {
            return events.subList(Math.max(0, Math.min(at, events.size()) - 3), Math.min(events.size(), at + 3));
        }
    }

    private static long revision(Wire.Answer answer) {
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo(201);
        return Long.parseLong(answer.body().object("metadata").string("resourceVersion", ""));
    }

    /// Asks this and that of either server.
    private static final class Client {
        private final String name;
        private final Random random;
        private final Trial trial;
        private final Map<String, Thing> seen = new TreeMap<>();
        private int step;

        Client(String name, Random random, Trial trial) {
            this.name = name;
            this.random = random;
            this.trial = trial;
        }

        void work() throws Exception {
            for (step = 0; step < STEPS; step++) {
                Server server = server();
                Wire wire = server.wire();
                Ask ask = ask("thing-" + random.nextInt(THINGS));
                try {
                    if (random.nextInt(12) == 0 && trial.glances.size() < GLANCES_MAX) {
                        look(server, wire);
                    }
                } catch (IOException away) {
                    // Lists and watches of a server that dies may say nothing.
                }
                deed(server, wire, ask);
                trial.halfway.countDown();
            }
        }

        private Server server() {
            Server one = servers[random.nextInt(servers.length)];
            return one.isThere() ? one : servers[0];
        }

        private void deed(Server server, Wire wire, Ask ask) throws InterruptedException {
            long began = System.nanoTime();
            Wire.Answer answer;
            try {
                answer = ask.of(wire, trial.things);
            } catch (IOException away) {
                answer = null;
            }
            // A server that dies may say that it does not know.
            boolean isTold = answer != null && answer.code() < 500;
            trial.history.add(new History.Deed(
                    name + " at the " + server.name(), ask, began, System.nanoTime(), isTold ? answer : null));
            if (isTold && answer.code() < 300 && !(ask instanceof Ask.Delete)) {
                seen.put(ask.name(), Thing.of(answer.body()));
            }
        }

        private void look(Server server, Wire wire) throws IOException, InterruptedException {
            long known = seen.values().stream().mapToLong(Thing::revision).max().orElse(0);
            String match =
                    known == 0 ? "" : List.of("", "Exact", "NotOlderThan").get(random.nextInt(3));
            int limit = random.nextBoolean() ? 0 : 1 + random.nextInt(2);
            String who = name + " at the " + server.name();
            trial.glances.add(Glance.take(wire, who, trial.things, match, known, limit));
            if (known > 0 && random.nextInt(4) == 0) {
                trial.feeds.put(Feed.of(wire, trial.things, known), known);
            }
        }

        private Ask ask(String thing) {
            Thing known = seen.get(thing);
            long revision = known == null ? 1 : known.revision();
            return switch (random.nextInt(16)) {
                case 0, 1 -> new Ask.Read(thing);
                case 2, 3 -> new Ask.Create(thing, updater(), fields());
                case 4, 5, 6 -> new Ask.Replace(thing, updater(), revision, fields());
                case 7, 8 -> new Ask.Merge(thing, updater(), 0, "spec", changes());
                case 9 -> new Ask.Merge(thing, updater(), revision, "spec", changes());
                case 10 -> new Ask.Merge(thing, updater(), 0, "status", changes());
                case 11 -> new Ask.Delete(thing, known == null ? "nobody" : known.uid(), 0);
                case 12 -> new Ask.Delete(thing, "", random.nextBoolean() ? 0 : revision);
                default ->
                    new Ask.Apply(thing, random.nextBoolean() ? "alpha" : "beta", fields(), random.nextInt(3) == 0);
            };
        }

        private String updater() {
            return random.nextBoolean() ? "gamma" : "delta";
        }

        private Map<String, String> fields() {
            var fields = new TreeMap<String, String>();
            for (int i = random.nextInt(FIELDS.size()); i >= 0; i--) {
                fields.put(FIELDS.get(random.nextInt(FIELDS.size())), value());
            }
            return fields;
        }

        /// Something is always set, so that no part is ever empty, which would be a value of its own.
        private Map<String, String> changes() {
            Map<String, String> changes = new TreeMap<>();
            for (String field : FIELDS) {
                if (random.nextInt(3) == 0) {
                    changes.put(field, "");
                }
            }
            changes.putAll(fields());
            return changes;
        }

        /// Mostly one that nobody else writes.
        private String value() {
            return random.nextInt(3) == 0 ? "same" : name.substring(name.length() - 1) + "-" + step;
        }
    }
}
