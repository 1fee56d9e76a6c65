package io.paviour.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Reconciler;
import io.paviour.resource.Condition;
import io.paviour.resource.Resource;
import io.paviour.store.WorkQueue;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconcileLoopTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final TestClock clock = new TestClock();
    private final World world = new World();
    private TestHouse here;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        here = new TestHouse(postgres, clock, "here", world);
    }

    @AfterEach
    void close() {
        here.close();
        assertThat(world.overlaps).as("passes for one thing that overlapped").hasValue(0);
    }

    @Test
    void aThingIsHeldMadeAndToldReady() throws Exception {
        here.create("one", "{parts: [a, b]}");

        ready("one");

        Resource one = here.get("one");
        assertThat(one.finalizers()).containsExactly(TestHouse.FINALIZER);
        assertThat(one.status().integer("observedGeneration", 0)).isEqualTo(1);
        assertThat(one.condition("Ready").message()).isEqualTo("all parts are there");
        assertThat(world.parts.get("one")).containsExactlyInAnyOrder("a", "b");
        assertThat(postgres.ask(
                        "select string_agg(action || ' ' || effect || ' ' || node, ', ' order by id) from journal"
                                + " where ended_at is not null and failure is null"))
                .isEqualTo("make a CREATE here, make b CREATE here");
    }

    @Test
    void nothingIsWrittenWhenNothingChanges() throws Exception {
        here.create("one", "{parts: [a]}");
        ready("one");
        quiet();
        Resource before = here.get("one");
        int looks = world.looks.get();

        here.queue.wake(before.ref());
        Eventually.holds(() -> assertThat(world.looks.get()).isGreaterThan(looks));
        quiet();

        assertThat(here.get("one")).isEqualTo(before);
        assertThat(here.told).containsExactly("one: Ready: all parts are there");
    }

    @Test
    void aDeletedThingIsTakenAwayBeforeItGoes() throws Exception {
        here.create("one", "{parts: [a, b]}");
        ready("one");

        here.delete(TestHouse.ref("one"));

        gone("one");
        assertThat(world.parts.get("one")).isEmpty();
    }

    @Test
    void aDeletionDuringAPassIsNotTakenForDone() throws Exception {
        here.create("one", "{parts: [a]}");
        ready("one");
        quiet();
        var once = new AtomicBoolean();
        world.whileObserving.set(name -> {
            if (once.compareAndSet(false, true)) {
                here.delete(TestHouse.ref(name));
            }
        });

        here.queue.wake(TestHouse.ref("one"));

        gone("one");
        assertThat(world.parts.get("one")).as("what is left in the world").isEmpty();
    }

    @Test
    void readinessSpeaksOfWhatWasPlannedAndNotOfALaterSpec() throws Exception {
        here.create("one", "{parts: [a]}");
        ready("one");
        quiet();
        var falselyReady = new AtomicInteger();
        var once = new AtomicBoolean();
        world.whileObserving.set(name -> {
            Resource now = here.get(name);
            boolean lies = now.is("Ready")
                    && !world.parts
                            .get(name)
                            .containsAll(now.spec().strings("parts").toList());
            falselyReady.addAndGet(lies ? 1 : 0);
            if (once.compareAndSet(false, true)) {
                here.patch(name, "{spec: {parts: [a, b]}}");
            }
        });

        here.queue.wake(TestHouse.ref("one"));

        Eventually.holds(() -> assertThat(world.parts.get("one")).hasSize(2));
        ready("one");
        assertThat(falselyReady).hasValue(0);
    }

    @Test
    void whatIsStuckSaysSo() {
        here.create("one", "{stuck: true}");

        Eventually.holds(() -> assertThat(here.get("one").condition("Ready")).isNotNull());

        Condition ready = here.get("one").condition("Ready");
        assertThat(ready.status()).isEqualTo(Condition.Status.FALSE);
        assertThat(ready.reason()).isEqualTo("Nonsense");
        Eventually.holds(() -> assertThat(here.told).containsExactly("one: Warning Nonsense: nobody can do this"));
    }

    @Test
    void aPlanThatNeverSettlesIsToldAndGivesOthersTheirTurn() {
        here.create("one", "{restless: true}");
        here.create("two", "{parts: [b]}");

        Eventually.holds(() -> assertThat(here.get("one").condition("Ready").message())
                .isEqualTo("the plan has not settled after 25 rounds"));
        ready("two");
    }

    @Test
    void failuresAreTriedAgainEverLaterUntilOneSucceeds() throws Exception {
        here.create("one", "{parts: []}");
        ready("one");
        quiet();
        world.beforeMaking.set(_ -> {
            throw new IOException("the engine is away");
        });
        here.patch("one", "{spec: {parts: [a]}}");
        for (int failures = 1; failures <= 4; failures++) {
            int expected = failures;
            Eventually.holds(() -> {
                here.loop.ring();
                assertThat(postgres.ask("select attempts from work where leased_by is null"))
                        .isEqualTo("" + expected);
            });
            assertThat(here.get("one").condition("Ready").message()).isEqualTo("make a: the engine is away");
            clock.advance(Pass.backOff(failures));
        }
        assertThat(postgres.ask("select count(distinct failure) from journal")).isEqualTo("1");

        world.beforeMaking.set(_ -> {});
        // A pass that is under way may still fail: its pause must not be counted from the time to come.
        Eventually.holds(() -> assertThat(postgres.ask("select count(*) from work where leased_by is not null"))
                .isEqualTo("0"));
        clock.advance(Duration.ofMinutes(5));
        here.loop.ring();

        ready("one");
        Eventually.holds(() -> assertThat(postgres.ask("select attempts from work where leased_by is null"))
                .isEqualTo("0"));
    }

    @Test
    void theBackOffHasALimit() {
        assertThat(List.of(Pass.backOff(0), Pass.backOff(1), Pass.backOff(5), Pass.backOff(100)))
                .containsExactly(
                        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(16), Duration.ofMinutes(5));
    }

    @Test
    void aBugIsToldInTheSameWordsEachTime() throws Exception {
        here.create("one", "{parts: []}");
        ready("one");
        quiet();
        world.whileObserving.set(_ -> {
            throw new IllegalStateException("a bug");
        });
        here.queue.wake(TestHouse.ref("one"));
        attempts(1);
        Condition first = here.get("one").condition("Ready");

        clock.advance(Pass.backOff(1));
        here.loop.ring();

        attempts(2);
        assertThat(here.get("one").condition("Ready")).isEqualTo(first);
        assertThat(first.message()).doesNotContain("a bug");
    }

    @ParameterizedTest(name = "dies {0} making {1}")
    @CsvSource({"before, a", "after, a", "before, b", "after, b", "before, c", "after, c"})
    void whoeverTakesOverFromADeadNodeDoesEachThingOnce(String when, String where) throws Exception {
        var dead = new CountDownLatch(1);
        var died = new AtomicBoolean();
        World.Hook death = part -> {
            if (part.equals(where) && died.compareAndSet(false, true)) {
                dead.countDown();
                throw new Death();
            }
        };
        (when.equals("before") ? world.beforeMaking : world.afterMaking).set(death);
        here.create("one", "{parts: [a, b, c]}");
        dead.await();
        here.close();

        clock.advance(WorkQueue.LEASE.plusSeconds(1));
        here = new TestHouse(postgres, clock, "there", world);

        ready("one");
        assertThat(world.parts.get("one")).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(world.made.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        assertThat(postgres.ask("select node || ' ' || action from journal where ended_at is null"))
                .isEqualTo("here make " + where);
    }

    @Test
    void twoNodesShareTheWorkAndNeverATask() throws Exception {
        try (TestHouse there = new TestHouse(postgres, clock, "there", world)) {
            for (int i = 0; i < 40; i++) {
                (i % 2 == 0 ? here : there).create("thing-" + i, "{parts: [part-" + i + "]}");
            }
            for (int i = 0; i < 40; i++) {
                ready("thing-" + i);
            }
        }
        assertThat(world.made)
                .hasSize(40)
                .allSatisfy((part, times) -> assertThat(times).hasValue(1));
    }

    @Test
    void aNodeThatStoodStillDoesNotOvertakeItself() throws Exception {
        var looking = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        world.whileObserving.set(_ -> {
            looking.countDown();
            goOn.await();
        });
        here.create("one", "{parts: [a]}");
        looking.await();

        clock.advance(WorkQueue.LEASE.plusSeconds(1));
        here.loop.ring();
        Eventually.holds(() -> assertThat(postgres.ask("select leased_until > '" + clock.instant() + "' from work"))
                .isEqualTo("t"));
        goOn.countDown();

        ready("one");
    }

    @Test
    void whatSomethingRefersToWakesIt() throws Exception {
        here.create("used", "{parts: [a]}");
        here.create("user", "{parts: [b], uses: used}");
        ready("used");
        ready("user");
        quiet();
        var seen = java.util.concurrent.ConcurrentHashMap.<String>newKeySet();
        world.whileObserving.set(seen::add);

        here.patch("used", "{metadata: {labels: {a: b}}}");

        Eventually.holds(() -> assertThat(seen).contains("used", "user"));
    }

    @Test
    void whatIsBoundToANodeIsDoneThereAndWaitsForIt() throws Exception {
        world.placement = Reconciler.Placement.BOUND;
        here.create("one", "{parts: [a]}");
        ready("one");
        assertThat(here.get("one").status().string("node")).isEqualTo("here");
        here.close();
        clock.advance(WorkQueue.NODE_GONE.plus(WorkQueue.LEASE));

        try (TestHouse there = new TestHouse(postgres, clock, "there", world)) {
            there.patch("one", "{spec: {parts: [a, b]}}");
            there.create("two", "{parts: [c]}");
            Eventually.holds(() -> assertThat(there.get("two").is("Ready")).isTrue());
            assertThat(world.parts.get("one")).containsExactly("a");
        }

        here = new TestHouse(postgres, clock, "here", world);
        Eventually.holds(() -> assertThat(world.parts.get("one")).hasSize(2));
    }

    @Test
    void whatIsOnOneNodeMovesWhenThatIsGone() throws Exception {
        world.placement = Reconciler.Placement.ONE_NODE;
        here.create("one", "{parts: [a]}");
        ready("one");
        here.close();
        clock.advance(WorkQueue.NODE_GONE.plus(WorkQueue.LEASE));

        here = new TestHouse(postgres, clock, "there", world);
        here.patch("one", "{spec: {parts: [a, b]}}");

        Eventually.holds(
                () -> assertThat(here.get("one").status().string("node")).isEqualTo("there"));
        ready("one");
    }

    private void ready(String name) {
        Eventually.holds(() ->
                assertThat(here.get(name).is("Ready")).as(name + " is ready").isTrue());
    }

    private void attempts(int failed) {
        Eventually.holds(() -> assertThat(postgres.ask("select attempts from work where leased_by is null"))
                .isEqualTo(Integer.toString(failed)));
    }

    private void gone(String name) {
        Eventually.holds(() -> assertThat(here.find(TestHouse.ref(name))).isNull());
    }

    /// Waits until nothing is due.
    private void quiet() {
        Eventually.holds(() -> assertThat(postgres.ask(
                        "select count(*) from work where leased_by is not null or due <= '" + clock.instant() + "'"))
                .isEqualTo("0"));
    }

    /// As if the process had died here.
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }
}
