package io.paviour.registry;

import static io.paviour.registry.TestRegistry.ADMIN;
import static io.paviour.registry.TestRegistry.thing;
import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random writers at two replicas of one database.
///
/// The model is a map: a thing that exists holds, for each writer, how many of its own changes were accepted since the
/// thing was made. Each writer changes its own count alone, so a lost update shows as a count that is too low.
class HistoriesTest {
    private static final int WRITERS = 6;
    private static final int STEPS = 60;

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noUpdateIsLostAndAllSeeTheSame(long seed) throws Exception {
        postgres.renew();
        var clock = new TestClock();
        try (TestRegistry here = TestRegistry.furnished(postgres, clock);
                TestRegistry there = new TestRegistry(postgres, clock);
                Watch watchHere = here.registry.watch(ADMIN, here.query("", 0, null), 0);
                Watch watchThere = there.registry.watch(ADMIN, there.query("", 0, null), 0)) {
            List<Callable<Map<String, Integer>>> work = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                TestRegistry replica = writer % 2 == 0 ? here : there;
                var random = new Random(seed * 100 + writer);
                String me = "w" + writer;
                work.add(() -> write(replica, me, random));
            }
            Map<String, Integer> accepted = new TreeMap<>();
            for (Map<String, Integer> mine : together(work)) {
                accepted.putAll(mine);
            }

            Eventually.holds(() -> assertThat(there.view.revision()).isEqualTo(here.view.revision()));
            Map<Ref, Resource> state = new TreeMap<>();
            here.view.list(TestRegistry.THING, "").forEach(thing -> state.put(thing.ref(), thing));
            assertThat(there.view.list(TestRegistry.THING, "")).containsExactlyElementsOf(state.values());
            state.values()
                    .forEach(thing -> thing.spec()
                            .object("counts")
                            .fields()
                            .forEach((writer, count) -> assertThat(count.toString())
                                    .as(thing.name() + " by " + writer)
                                    .isEqualTo(accepted.getOrDefault(thing.uid() + "/" + writer, 0)
                                            .toString())));
            assertThat(replayed(watchHere)).isEqualTo(state);
            assertThat(replayed(watchThere)).isEqualTo(state);
        }
    }

    @Test
    void patchesOfOneThingByManyAllCount() throws Exception {
        postgres.renew();
        var clock = new TestClock();
        try (TestRegistry here = TestRegistry.furnished(postgres, clock);
                TestRegistry there = new TestRegistry(postgres, clock)) {
            long revision = here.create(thing("one", "{counts: {}}")).revision();
            there.feed.await(revision);
            List<Callable<Resource>> work = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                TestRegistry replica = writer % 2 == 0 ? here : there;
                String change = "{spec: {counts: {w" + writer + ": 1}}}";
                work.add(() -> replica.patch("one", change));
            }

            together(work);

            Eventually.holds(() ->
                    assertThat(here.get("one").spec().object("counts").fields()).hasSize(8));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void manyWhoApplyTheSameThingAreAllTaken(long seed) throws Exception {
        postgres.renew();
        var clock = new TestClock();
        try (TestRegistry here = TestRegistry.furnished(postgres, clock);
                TestRegistry there = new TestRegistry(postgres, clock)) {
            Eventually.holds(() -> assertThat(there.view.revision()).isEqualTo(here.view.revision()));
            List<Callable<Resource>> work = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                TestRegistry replica = (writer + seed) % 2 == 0 ? here : there;
                var apply = new Patch.Apply(thing("one", "{counts: {w" + writer + ": 1}}"), false);
                var options = new Options(false, Options.Unknown.STRICT, "w" + writer);
                work.add(() -> replica.registry
                        .patch(ADMIN, replica.things(), "default", "one", apply, Part.MAIN, options)
                        .resource());
            }

            together(work);

            Eventually.holds(() ->
                    assertThat(here.get("one").spec().object("counts").fields()).hasSize(8));
        }
    }

    /// @return how many changes of each incarnation of a thing were accepted, by `uid/writer`
    private static Map<String, Integer> write(TestRegistry replica, String me, Random random) {
        Map<String, Integer> accepted = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            String name = "thing-" + random.nextInt(4);
            try {
                switch (random.nextInt(8)) {
                    case 0 -> replica.create(thing(name, "{counts: {}}"));
                    case 1 -> replica.delete(name);
                    default -> {
                        Resource read = replica.get(name);
                        long mine = read.spec().object("counts").integer(me, 0) + 1;
                        Resource stored = replica.replace(read.with(
                                "spec",
                                read.spec()
                                        .with(
                                                "counts",
                                                read.spec().object("counts").with(me, mine))));
                        accepted.merge(stored.uid() + "/" + me, 1, Integer::sum);
                    }
                }
            } catch (ProblemException refused) {
                boolean raced = refused.problem() instanceof Problem.Conflict
                        || refused.problem() instanceof Problem.NotFound
                        || refused.problem() instanceof Problem.AlreadyExists;
                assertThat(raced).as(refused.getMessage()).isTrue();
            }
        }
        return accepted;
    }

    private static Map<Ref, Resource> replayed(Watch watch) throws InterruptedException {
        Map<Ref, Resource> state = new TreeMap<>();
        for (Watch.Event event = watch.next(Duration.ZERO); event != null; event = watch.next(Duration.ZERO)) {
            switch (event) {
                case Watch.Event.Added(Packed added) ->
                    assertThat(state.put(added.ref(), added.resource())).isNull();
                case Watch.Event.Modified(Packed modified) ->
                    assertThat(state.put(modified.ref(), modified.resource())).isNotNull();
                case Watch.Event.Deleted(Packed deleted) ->
                    assertThat(state.remove(deleted.ref())).isNotNull();
                case Watch.Event.Expired(String message) -> throw new AssertionError(message);
            }
        }
        return state;
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
