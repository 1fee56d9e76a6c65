package io.paviour.store;

import static io.paviour.store.Replica.create;
import static io.paviour.store.Replica.ref;
import static io.paviour.store.Replica.thing;
import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.trial.Eventually;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FreshnessTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final TestClock clock = new TestClock();

    @BeforeEach
    void renew() throws Exception {
        postgres.renew();
    }

    @Test
    void whatAnotherReplicaWroteBeforeIsSeen() throws Exception {
        try (Replica here = Replica.deaf(postgres, clock);
                Replica there = Replica.deaf(postgres, clock)) {
            here.write(create(thing("one")));

            there.freshness.await();

            assertThat(there.heard.state()).containsKey(ref("one"));
        }
    }

    @Test
    void manyReadersAtOnceSeeEachWhatWasThereWhenTheyAsked() throws Exception {
        try (Replica here = Replica.deaf(postgres, clock);
                Replica there = Replica.deaf(postgres, clock);
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 200; i++) {
                String name = "thing-" + i;
                readers.add(() -> {
                    here.write(create(thing(name)));
                    there.freshness.await();
                    return there.heard.state().containsKey(ref(name));
                });
            }

            for (var reader : pool.invokeAll(readers)) {
                assertThat(reader.get()).isTrue();
            }
            assertThat(there.heard.mistakes()).isEmpty();
        }
    }

    @Test
    void aReplicaWithoutNeighboursAsksNothingUntilItsNewsIsOld() throws Exception {
        try (Replica here = Replica.deaf(postgres, clock);
                Replica unnoticed = Replica.deaf(postgres, clock)) {
            here.freshness.look();
            unnoticed.write(create(thing("one")));

            here.freshness.await();
            assertThat(here.heard.state()).doesNotContainKey(ref("one"));

            clock.advance(Freshness.ALONE_FOR);
            here.freshness.await();
            assertThat(here.heard.state()).containsKey(ref("one"));
        }
    }

    @Test
    void aReplicaThatHasNeighboursAlwaysAsks() throws Exception {
        try (Replica here = Replica.deaf(postgres, clock);
                Replica there = Replica.deaf(postgres, clock)) {
            new WorkQueue(there.database, clock, "there").beat();
            here.freshness.look();
            there.write(create(thing("one")));

            here.freshness.await();

            assertThat(here.heard.state()).containsKey(ref("one"));
        }
    }

    @Test
    void aNeighbourThatIsGoneCountsNoMore() throws Exception {
        try (Replica here = Replica.deaf(postgres, clock);
                Replica gone = Replica.deaf(postgres, clock)) {
            new WorkQueue(gone.database, clock, "gone").beat();
            clock.advance(WorkQueue.NODE_GONE.plus(Duration.ofSeconds(1)));
            here.freshness.look();
            gone.write(create(thing("one")));

            here.freshness.await();

            assertThat(here.heard.state()).doesNotContainKey(ref("one"));
        }
    }

    @Test
    void oneReplicaLeadsUntilItsConnectionEnds() throws Exception {
        try (Replica here = Replica.deaf(postgres, clock);
                Replica there = Replica.deaf(postgres, clock);
                var second = new Leadership(there.database, 7)) {
            var first = new Leadership(here.database, 7);
            assertThat(first.holds()).isTrue();
            assertThat(first.holds()).isTrue();
            assertThat(second.holds()).isFalse();
            try (var other = new Leadership(there.database, 8)) {
                assertThat(other.holds()).isTrue();
            }

            first.close();

            Eventually.holds(() -> assertThat(second.holds()).isTrue());
        }
    }
}
