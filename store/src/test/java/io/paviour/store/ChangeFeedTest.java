package io.paviour.store;

import static io.paviour.store.Replica.create;
import static io.paviour.store.Replica.remove;
import static io.paviour.store.Replica.thing;
import static io.paviour.store.Replica.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.Packed;
import io.paviour.resource.Resource;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChangeFeedTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final TestClock clock = new TestClock();

    @BeforeEach
    void renew() throws Exception {
        postgres.renew();
    }

    @Test
    void aProcessThatStartsLaterBeginsWithWhatIsThere() throws Exception {
        try (Replica early = Replica.on(postgres, clock)) {
            early.write(create(thing("one")));
            Resource two = early.write(create(thing("two"))).resource();
            early.write(remove(two, two.revision()));

            try (Replica late = Replica.on(postgres, clock)) {
                assertThat(late.heard.state()).isEqualTo(early.heard.state());
                assertThat(late.feed.told()).isEqualTo(3);
                assertThat(late.heard.changes()).isEmpty();
            }
        }
    }

    @Test
    void awaitingWhatOtherReplicasWroteWaitsForTheBell() throws Exception {
        try (Replica here = Replica.on(postgres, clock);
                Replica there = Replica.on(postgres, clock)) {
            long revision = here.write(create(thing("far"))).revision();

            there.feed.await(revision);

            assertThat(there.heard.state()).containsKey(Replica.ref("far"));
        }
    }

    @Test
    void aFeedThatFellBehindWhatIsKeptStartsOver() throws Exception {
        try (Replica here = Replica.on(postgres, clock);
                Replica deaf = Replica.deaf(postgres, clock)) {
            for (int i = 0; i < 10; i++) {
                here.write(create(thing("thing-" + i)));
            }
            postgres.execute("delete from change where revision <= 5");

            deaf.feed.catchUp();

            assertThat(deaf.heard.resets()).isEqualTo(2);
            assertThat(deaf.heard.state()).isEqualTo(here.heard.state());
            assertThat(deaf.feed.told()).isEqualTo(10);
            here.write(create(thing("next")));
            deaf.feed.catchUp();
            assertThat(deaf.heard.changes()).hasSize(1);
            assertThat(deaf.heard.mistakes()).isEmpty();
        }
    }

    @Test
    void aFeedReadsManyPages() throws Exception {
        int changes = 2 * ChangeFeed.PAGE_MAX + 10;
        try (Replica here = Replica.deaf(postgres, clock);
                Replica deaf = Replica.deaf(postgres, clock)) {
            var batch = new Batch(here.database, clock);
            for (int i = 0; i < changes; i += 10) {
                String name = "thing-" + i;
                commit(
                        batch,
                        java.util.stream.IntStream.range(0, 10)
                                .mapToObj(n -> List.of(create(thing(name + "-" + n))))
                                .toList());
            }

            deaf.feed.catchUp();

            assertThat(deaf.heard.changes()).hasSize(changes);
            assertThat(deaf.heard.mistakes()).isEmpty();
        }
    }

    @Test
    void whatIsOldIsCutOffButForTheNewestChanges() throws Exception {
        try (Replica here = Replica.on(postgres, clock)) {
            here.write(create(thing("one")));
            postgres.execute("update revision set value = " + (Housekeeping.CHANGES_KEPT + 2));
            var housekeeping = new Housekeeping(here.database, clock);

            housekeeping.tidy();
            assertThat(postgres.ask("select count(*) from change")).isEqualTo("1");

            clock.advance(Housekeeping.CHANGES_KEPT_FOR.plus(Duration.ofSeconds(1)));
            housekeeping.tidy();
            assertThat(postgres.ask("select count(*) from change")).isEqualTo("0");
        }
    }

    @Test
    void aListenerThatFailsOnceDoesNotDeafenTheBell() throws Exception {
        try (Replica here = Replica.deaf(postgres, clock);
                Database database = Database.open(Replica.login(postgres))) {
            var failing = new FailingOnce();
            var feed = new ChangeFeed(database, failing);
            feed.start();
            try (var bell = new Bell(database, feed, new Freshness(database, feed, clock, "one"), () -> {})) {
                here.write(create(thing("one")));
                here.write(create(thing("two")));

                Eventually.holds(() -> assertThat(feed.told()).isEqualTo(2));
                assertThat(bell).isNotNull();
            }
        }
    }

    @Test
    void nobodyWaitsForeverForARevisionThatNeverComes() throws Exception {
        try (Replica here = Replica.on(postgres, clock)) {
            Resource one = here.write(create(thing("one"))).resource();
            here.write(update(thing("one", "a", "b"), one.revision()));

            assertThatThrownBy(() -> here.feed.await(99))
                    .isInstanceOf(IOException.class)
                    .hasMessage("revision 99 was not read within 10 s");
        }
    }

    private static final class FailingOnce implements ChangeFeed.Listener {
        private boolean failed;

        @Override
        public void reset(List<Packed> resources, long revision) {}

        @Override
        public void changed(List<Committed> changes) {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("a bug");
            }
        }
    }

    private static List<Batch.Result> commit(Batch batch, List<List<Write>> groups) throws IOException {
        return batch.commit(groups.stream()
                .map(group -> group.stream().map(Batch.Prepared::of).toList())
                .toList());
    }
}
