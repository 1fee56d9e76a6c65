package io.paviour.registry;

import static io.paviour.registry.TestRegistry.ADMIN;
import static io.paviour.registry.TestRegistry.refused;
import static io.paviour.registry.TestRegistry.thing;
import static io.paviour.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private TestRegistry here;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        here = TestRegistry.furnished(postgres, new TestClock());
    }

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void aWatchTellsWhatHappensAndCanBeResumed() throws Exception {
        Resource one = here.create(thing("one", "{size: 1}"));
        try (Watch watch = here.registry.watch(ADMIN, here.query("", 0, null), 0)) {
            assertThat(told(watch)).containsExactly("Added one");
            here.patch("one", "{spec: {size: 2}}");
            here.create(thing("two", "{size: 1}"));
            here.delete("one");
            assertThat(told(watch)).containsExactly("Modified one", "Added two", "Deleted one");
            assertThat(watch.revision()).isEqualTo(here.view.revision());
        }

        try (Watch resumed = here.registry.watch(ADMIN, here.query("", 0, null), one.revision())) {
            assertThat(told(resumed)).containsExactly("Modified one", "Added two", "Deleted one");
        }
    }

    @Test
    void whatComesToMatchIsAddedAndWhatNoLongerMatchesIsDeleted() throws Exception {
        here.create(thing("one", "{size: 1}"));
        try (Watch watch = here.registry.watch(ADMIN, here.query("team=a", 0, null), 0)) {
            here.patch("one", "{metadata: {labels: {team: a}}}");
            here.patch("one", "{spec: {size: 2}}");
            here.patch("one", "{metadata: {labels: {team: b}}}");
            here.patch("one", "{spec: {size: 3}}");

            assertThat(told(watch)).containsExactly("Added one", "Modified one", "Deleted one");
        }
    }

    @Test
    void aRevisionThatIsNoLongerKnownHasExpired() throws Exception {
        here.create(thing("one", "{size: 1}"));
        try (TestRegistry later = new TestRegistry(postgres, new TestClock());
                Watch watch = later.registry.watch(ADMIN, later.query("", 0, null), 1)) {
            assertThat(watch.next(Duration.ZERO)).isInstanceOf(Watch.Event.Expired.class);
            assertThat(watch.next(Duration.ZERO)).isNull();
        }
    }

    @Test
    void aReaderThatIsTooSlowIsCutOff() throws Exception {
        Packed one = Packed.of(here.create(thing("one", "{size: 0}")));
        try (Watcher slow = (Watcher) here.registry.watch(ADMIN, here.query("", 0, null), one.revision())) {
            for (int i = 0; i < Watcher.BEHIND_MAX; i++) {
                slow.offer(new Recent.Step(one.revision() + 1 + i, one, one, one));
            }
            assertThat(slow.isOver()).isFalse();

            slow.offer(new Recent.Step(one.revision() + 1 + Watcher.BEHIND_MAX, one, one, one));

            assertThat(slow.next(Duration.ZERO)).isInstanceOf(Watch.Event.Expired.class);
        }
    }

    @Test
    void whoResumesFarBehindIsToldEverythingAllTheSame() {
        Packed one = Packed.of(here.create(thing("one", "{size: 0}")));
        var steps = new ArrayList<Recent.Step>();
        for (int i = 0; i < 2 * Watcher.BEHIND_MAX; i++) {
            steps.add(new Recent.Step(one.revision() + 1 + i, one, one, one));
        }
        var watcher = new Watcher(here.query("", 0, null), one.revision());

        watcher.replay(steps);
        watcher.offer(new Recent.Step(steps.getLast().revision() + 1, one, one, one));

        assertThat(watcher.isOver()).isFalse();
    }

    @Test
    void whoComesFromAReplicaThatIsAheadIsNotToldTwice() throws Exception {
        here.create(thing("one", "{size: 1}"));
        long ahead = here.view.revision() + 1;
        try (Watch watch = here.registry.watch(ADMIN, here.query("", 0, null), ahead)) {
            here.patch("one", "{spec: {size: 2}}");
            assertThat(told(watch)).isEmpty();

            here.patch("one", "{spec: {size: 3}}");
            assertThat(told(watch)).containsExactly("Modified one");
        }
    }

    @Test
    void aListInPartsShowsOneStateHoweverMuchChangesMeanwhile() throws Exception {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            here.create(thing(name, "{size: 1}"));
        }
        here.registry.create(ADMIN, here.things(), "other", thing("z", "{size: 1}"), Options.strict("test"));

        Listing first = list(here.query("", 2, null));
        here.patch("a", "{spec: {size: 2}}");
        here.patch("d", "{spec: {size: 2}}");
        here.delete("c");
        here.create(thing("bb", "{size: 1}"));
        here.delete("e");
        here.create(thing("e", "{size: 2}"));
        Listing second = list(here.query("", 2, first.continuation()));
        Listing third = list(here.query("", 2, second.continuation()));

        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.remaining()).isEqualTo(3);
        assertThat(names(second)).containsExactly("c", "d");
        assertThat(second.items().getLast().resource().spec().integer("size", 0))
                .isEqualTo(1);
        assertThat(names(third)).containsExactly("e");
        assertThat(third.items().getLast().resource().spec().integer("size", 0)).isEqualTo(1);
        assertThat(third.continuation()).isNull();
        assertThat(third.revision()).isEqualTo(first.revision());
        try (Watch watch = here.registry.watch(ADMIN, here.query("", 0, null), third.revision())) {
            assertThat(told(watch))
                    .containsExactly("Modified a", "Modified d", "Deleted c", "Added bb", "Deleted e", "Added e");
        }
    }

    @Test
    void eachPartOfAListSaysHowMuchIsLeftOfItsNamespace() {
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            here.create(thing(name, "{size: 1}"));
        }
        here.registry.create(ADMIN, here.things(), "other", thing("z", "{size: 1}"), Options.strict("test"));
        here.patch("b", "{spec: {size: 2}}");
        here.delete("f");

        Listing first = list(here.query("", 2, null));
        Listing second = list(here.query("", 2, first.continuation()));
        Listing third = list(here.query("", 2, second.continuation()));

        assertThat(List.of(first.remaining(), second.remaining(), third.remaining()))
                .containsExactly(3L, 1L, 0L);
        assertThat(here.view.count(here.things().name(), "default")).isEqualTo(5);
        assertThat(here.view.count(here.things().name(), "other")).isEqualTo(1);
        assertThat(here.view.count(here.things().name(), "")).isEqualTo(6);
    }

    @Test
    void aListAtAnEarlierRevisionShowsWhatWasThere() {
        Resource one = here.create(thing("one", "{size: 1}"));
        here.create(thing("two", "{size: 1}"));
        here.patch("one", "{spec: {size: 2}}");
        here.delete("one");

        Listing then = here.registry.list(ADMIN, here.query("", 0, null), new Moment.Exactly(one.revision()));

        assertThat(then.items()).extracting(Packed::resource).containsExactly(one);
        assertThat(then.revision()).isEqualTo(one.revision());
    }

    @Test
    void aStateThatIsNoLongerKnownIsToldWithAWayToGoOn() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            here.create(thing(name, "{size: 1}"));
        }
        Listing first = list(here.query("", 1, null));
        here.delete("b");
        here.create(thing("d", "{size: 1}"));

        try (TestRegistry later = new TestRegistry(postgres, new TestClock())) {
            Problem gone =
                    refused(() -> later.registry.list(ADMIN, later.query("", 1, first.continuation()), Moment.NEWEST));
            assertThat(gone).isInstanceOfSatisfying(Problem.Expired.class, expired -> {
                Listing rest = later.registry.list(ADMIN, later.query("", 0, expired.continuation()), Moment.NEWEST);
                assertThat(names(rest)).containsExactly("c", "d");
            });
            assertThat(refused(() ->
                            later.registry.list(ADMIN, later.query("", 1, null), new Moment.Exactly(first.revision()))))
                    .isEqualTo(new Problem.Expired("The resourceVersion for the provided list is too old.", null));
        }
    }

    @Test
    void aRevisionOfTheFutureIsRefused() {
        long future = here.view.revision() + 1_000_000;

        assertThat(refused(() -> here.registry.list(ADMIN, here.query("", 0, null), new Moment.AtLeast(future))))
                .isInstanceOf(Problem.TooNew.class);
    }

    @Test
    void aForeignTokenIsRefused() {
        for (String token : List.of("!", "Zm9v", "", "LzEv")) {
            assertThat(refused(() -> here.registry.list(ADMIN, here.query("", 2, token), Moment.NEWEST)))
                    .isInstanceOf(Problem.BadRequest.class);
        }
    }

    @Test
    void labelsSelect() {
        here.create(thing("one", "{size: 1}").with("metadata", yaml("{name: one, labels: {team: a}}")));
        here.create(thing("two", "{size: 1}").with("metadata", yaml("{name: two, labels: {team: b}}")));

        assertThat(names(here.registry.list(ADMIN, here.query("team in (a, c)", 0, null), Moment.NEWEST)))
                .containsExactly("one");
        assertThat(names(here.registry.list(ADMIN, here.query("team!=a", 0, null), Moment.NEWEST)))
                .containsExactly("two");
    }

    private Listing list(Query query) {
        return here.registry.list(ADMIN, query, Moment.NEWEST);
    }

    private static List<String> names(Listing listing) {
        return listing.items().stream().map(item -> item.ref().name()).toList();
    }

    private static List<String> told(Watch watch) throws InterruptedException {
        var told = new ArrayList<String>();
        for (Watch.Event event = watch.next(Duration.ZERO); event != null; event = watch.next(Duration.ZERO)) {
            told.add(
                    switch (event) {
                        case Watch.Event.Added(Packed resource) ->
                            "Added " + resource.ref().name();
                        case Watch.Event.Modified(Packed resource) ->
                            "Modified " + resource.ref().name();
                        case Watch.Event.Deleted(Packed resource) ->
                            "Deleted " + resource.ref().name();
                        case Watch.Event.Expired(String message) -> "Expired " + message;
                    });
        }
        return told;
    }
}
