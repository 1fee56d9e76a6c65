package io.paviour.store;

import static io.paviour.store.Replica.ENTRY;
import static io.paviour.store.Replica.ref;
import static io.paviour.store.Replica.remove;
import static io.paviour.store.Replica.thing;
import static io.paviour.store.Replica.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkQueueTest {
    private static final Duration LATER = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofSeconds(1);

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final TestClock clock = new TestClock();
    private Replica replica;
    private WorkQueue here;
    private WorkQueue there;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        replica = Replica.on(postgres, clock);
        here = new WorkQueue(replica.database, clock, "here");
        there = new WorkQueue(replica.database, clock, "there");
        here.arrive();
        there.arrive();
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void whatIsWrittenIsDueOnce() throws Exception {
        Committed written = write("one", waking(true));

        List<WorkQueue.Item> items = here.claim(16);

        assertThat(items).containsExactly(new WorkQueue.Item(ref("one"), 2, written.revision(), 0, clock.instant()));
        assertThat(there.claim(16)).isEmpty();
        here.finish(items.getFirst(), soon(LATER), 0);
        assertThat(there.claim(16)).isEmpty();
        clock.advance(LATER);
        assertThat(refs(there.claim(16))).containsExactly(ref("one"));
    }

    @Test
    void noItemIsHeldByTwo() throws Exception {
        int items = 500;
        for (int i = 0; i < items; i++) {
            write("thing-" + i, waking(true));
        }
        Set<Ref> claimed = ConcurrentHashMap.newKeySet();
        var twice = new AtomicInteger();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            WorkQueue queue = i % 2 == 0 ? here : there;
            work.add(() -> {
                int mine = 0;
                while (claimed.size() < items) {
                    for (WorkQueue.Item item : queue.claim(7)) {
                        mine++;
                        if (!claimed.add(item.ref())) {
                            twice.incrementAndGet();
                        }
                    }
                }
                return mine;
            });
        }

        List<Integer> shares = LedgerTest.together(work);

        assertThat(twice).hasValue(0);
        assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(items);
    }

    @Test
    void aWakeUpDuringAPassIsNotLost() throws Exception {
        write("one", waking(true));
        WorkQueue.Item item = here.claim(1).getFirst();

        there.wake(ref("one"));
        assertThat(there.claim(1)).isEmpty();
        here.finish(item, soon(LATER), 0);

        assertThat(refs(there.claim(1))).containsExactly(ref("one"));
    }

    @Test
    void aWriteDuringAPassIsNotLostAndItsRevisionIsToBeRead() throws Exception {
        Committed first = write("one", waking(true));
        WorkQueue.Item item = here.claim(1).getFirst();
        Committed second =
                replica.write(new Write(thing("one", "a", "b"), false, first.revision(), ENTRY, waking(true)));

        here.finish(item, soon(LATER), 0);

        assertThat(there.claim(1).getFirst().revision()).isEqualTo(second.revision());
    }

    @Test
    void aWriteOfTheStatusDoesNotWakeTheResourceItself() throws Exception {
        Committed first = write("one", waking(true));
        here.finish(here.claim(1).getFirst(), soon(LATER), 0);

        replica.write(new Write(thing("one", "a", "b"), false, first.revision(), ENTRY, waking(false)));

        assertThat(here.claim(1)).isEmpty();
    }

    @Test
    void aLeaseRunsOutUnlessItIsRenewed() throws Exception {
        write("one", waking(true));
        WorkQueue.Item item = here.claim(1).getFirst();

        clock.advance(WorkQueue.LEASE.minus(SHORT));
        here.renew(Set.of(ref("one")));
        clock.advance(WorkQueue.LEASE.minus(SHORT));
        assertThat(there.claim(1)).isEmpty();
        clock.advance(SHORT.plus(SHORT));
        assertThat(refs(there.claim(1))).containsExactly(ref("one"));

        here.finish(item, soon(LATER), 0);
        here.renew(Set.of(ref("one")));
        assertThat(postgres.ask("select leased_by from work")).isEqualTo("there");
    }

    @Test
    void whoArrivesAgainGivesUpTheLeasesOfItsFormerLife() throws Exception {
        write("one", waking(true));
        here.claim(1);

        new WorkQueue(replica.database, clock, "here").arrive();

        assertThat(refs(there.claim(1))).containsExactly(ref("one"));
    }

    @Test
    void whoArrivesLooksAtAllThatLivesOnIt() throws Exception {
        write("mine", new Write.Waking(true, true, "here", false, null, Set.of()));
        here.finish(here.claim(1).getFirst(), soon(LATER), 0);
        assertThat(here.claim(1)).isEmpty();

        here.arrive();

        assertThat(refs(here.claim(1))).containsExactly(ref("mine"));
    }

    @Test
    void whatIsBoundWaitsForItsNodeAndWhatIsMovableMovesWhenItsNodeIsGone() throws Exception {
        write("bound", new Write.Waking(true, true, "there", false, null, Set.of()));
        write("movable", new Write.Waking(true, true, "there", true, null, Set.of()));
        assertThat(here.claim(16)).isEmpty();

        clock.advance(WorkQueue.NODE_GONE.minus(SHORT));
        assertThat(here.claim(16)).isEmpty();
        clock.advance(SHORT);

        assertThat(refs(here.claim(16))).containsExactly(ref("movable"));
        assertThat(refs(there.claim(16))).containsExactly(ref("bound"));
    }

    @Test
    void aNodeThatBeatsIsThere() throws Exception {
        write("movable", new Write.Waking(true, true, "there", true, null, Set.of()));

        clock.advance(WorkQueue.NODE_GONE);
        there.beat();

        assertThat(here.claim(16)).isEmpty();
    }

    @Test
    void whoUsesAResourceIsWokenByItsChangesUntilItUsesItNoMore() throws Exception {
        Committed used = write("used", Write.Waking.NOBODY);
        Committed user = write("user", new Write.Waking(true, true, null, true, null, Set.of(ref("used"))));
        here.finish(here.claim(1).getFirst(), soon(LATER), 0);

        used = replica.write(update(thing("used", "a", "b"), used.revision()));
        List<WorkQueue.Item> woken = here.claim(16);
        assertThat(woken).extracting(WorkQueue.Item::ref).containsExactly(ref("user"));
        assertThat(woken.getFirst().revision()).isEqualTo(used.revision());
        here.finish(woken.getFirst(), soon(LATER), 0);

        replica.write(new Write(thing("user", "a", "b"), false, user.revision(), ENTRY, waking(false)));
        replica.write(remove(used.resource(), used.revision()));
        assertThat(here.claim(16)).isEmpty();
    }

    @Test
    void theOwnerIsWokenByItsChild() throws Exception {
        write("owner", waking(true));
        here.finish(here.claim(1).getFirst(), soon(LATER), 0);

        write("child", new Write.Waking(false, false, null, true, ref("owner"), Set.of()));

        assertThat(refs(here.claim(16))).containsExactly(ref("owner"));
    }

    @Test
    void whatIsRemovedIsNeverDueAgain() throws Exception {
        Committed one = write("one", new Write.Waking(true, true, null, true, null, Set.of(ref("used"))));
        WorkQueue.Item item = here.claim(1).getFirst();

        replica.write(new Write(one.resource(), true, one.revision(), ENTRY, waking(true)));
        here.finish(item, soon(SHORT), 0);
        clock.advance(LATER);

        assertThat(here.claim(1)).isEmpty();
        assertThat(postgres.ask("select count(*) from uses")).isEqualTo("0");
    }

    @Test
    void theNextPassKnowsHowManyFailed() throws Exception {
        write("one", waking(true));
        here.finish(here.claim(1).getFirst(), soon(Duration.ZERO), 3);

        assertThat(there.claim(1).getFirst().attempts()).isEqualTo(3);
    }

    @Test
    void aWakeUpRings() throws Exception {
        write("one", waking(true));
        replica.rings.drainPermits();

        there.wake(ref("one"));

        Eventually.holds(() -> assertThat(replica.rings.availablePermits()).isPositive());
    }

    @Test
    void writersAndWorkersDoNotGetInEachOthersWay() throws Exception {
        int things = 40;
        Set<Ref> all = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < things; i++) {
            write("thing-" + i, new Write.Waking(true, true, null, true, null, Set.of(ref("used"))));
            all.add(ref("thing-" + i));
        }
        Committed used = write("used", Write.Waking.NOBODY);
        here.claim(things);
        List<Callable<Integer>> work = new ArrayList<>();
        work.add(() -> {
            Resource last = used.resource();
            for (int i = 0; i < 150; i++) {
                last = replica.write(update(thing("used", "count", Integer.toString(i)), last.revision()))
                        .resource();
            }
            return 0;
        });
        for (int i = 0; i < 3; i++) {
            work.add(() -> {
                for (int round = 0; round < 150; round++) {
                    here.renew(all);
                }
                return 0;
            });
        }

        assertThat(LedgerTest.together(work)).hasSize(4);
    }

    private Committed write(String name, Write.Waking waking) throws Exception {
        return replica.write(new Write(thing(name), false, 0, ENTRY, waking));
    }

    private static Write.Waking waking(boolean self) {
        return new Write.Waking(true, self, null, true, null, Set.of());
    }

    private Instant soon(Duration delay) {
        return clock.instant().plus(delay);
    }

    private static List<Ref> refs(List<WorkQueue.Item> items) {
        return items.stream().map(WorkQueue.Item::ref).toList();
    }
}
