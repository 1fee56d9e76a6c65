package io.paviour.store;

import static io.paviour.store.Replica.create;
import static io.paviour.store.Replica.remove;
import static io.paviour.store.Replica.thing;
import static io.paviour.store.Replica.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LedgerTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final TestClock clock = new TestClock();
    private Replica here;
    private Replica there;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        here = Replica.on(postgres, clock);
        there = Replica.on(postgres, clock);
    }

    @AfterEach
    void close() {
        there.close();
        here.close();
    }

    @Test
    void revisionsHaveNoGapsAndBothReplicasHearTheSame() throws Exception {
        int writers = 32;
        int writes = 40;
        List<Callable<Integer>> work = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            Replica replica = writer % 2 == 0 ? here : there;
            String name = "thing-" + writer;
            work.add(() -> {
                long seen = 0;
                for (int i = 0; i < writes; i++) {
                    Resource wanted = thing(name, "count", Integer.toString(i));
                    seen = replica.write(seen == 0 ? create(wanted) : update(wanted, seen))
                            .revision();
                    assertThat(replica.feed.told()).isGreaterThanOrEqualTo(seen);
                }
                return writes;
            });
        }

        together(work);

        Eventually.holds(() -> {
            assertThat(here.heard.changes()).hasSize(writers * writes);
            assertThat(there.heard.changes()).hasSize(writers * writes);
        });
        assertThat(here.heard.mistakes()).isEmpty();
        assertThat(there.heard.mistakes()).isEmpty();
        assertThat(here.heard.changes()).isEqualTo(there.heard.changes());
        assertThat(here.heard.state()).isEqualTo(stored());
    }

    @Test
    void exactlyOneOfManyRacingWritersWins() throws Exception {
        long seen = here.write(create(thing("contested"))).revision();
        List<Callable<String>> work = new ArrayList<>();
        for (int writer = 0; writer < 32; writer++) {
            Replica replica = writer % 2 == 0 ? here : there;
            Resource wanted = thing("contested", "by", Integer.toString(writer));
            work.add(() -> outcome(replica, update(wanted, seen)));
        }

        List<String> outcomes = together(work);

        assertThat(outcomes).filteredOn("done"::equals).hasSize(1);
        assertThat(outcomes).filteredOn("Conflict"::equals).hasSize(31);
    }

    @Test
    void exactlyOneOfManyRacingCreatorsWins() throws Exception {
        List<Callable<String>> work = new ArrayList<>();
        for (int writer = 0; writer < 32; writer++) {
            Replica replica = writer % 2 == 0 ? here : there;
            work.add(() -> outcome(replica, create(thing("fresh"))));
        }

        List<String> outcomes = together(work);

        assertThat(outcomes).filteredOn("done"::equals).hasSize(1);
        assertThat(outcomes).filteredOn("AlreadyExists"::equals).hasSize(31);
    }

    @Test
    void aWriteOfWhatIsGoneFindsNothing() throws Exception {
        Resource brief = here.write(create(thing("brief"))).resource();
        here.write(remove(brief, brief.revision()));

        assertThat(here.refused(update(thing("brief"), brief.revision()))).isEqualTo(new Problem.NotFound(brief.ref()));
    }

    @Test
    void whoeverIsRefusedThenSeesWhatHeLostTo() throws Exception {
        try (Replica deaf = Replica.deaf(postgres, clock)) {
            Resource first = deaf.write(create(thing("shared"))).resource();
            Resource second = here.write(update(thing("shared", "by", "here"), first.revision()))
                    .resource();

            Problem problem = deaf.refused(update(thing("shared", "by", "deaf"), first.revision()));

            assertThat(problem).isInstanceOf(Problem.Conflict.class);
            assertThat(deaf.heard.state()).containsEntry(second.ref(), second);
        }
    }

    @Test
    void severalWritesOfOneResourceShareABatch() throws Exception {
        var batch = new Batch(here.database, clock);
        Resource first = thing("busy", "count", "1");
        Resource third = thing("busy", "count", "3");

        List<Batch.Result> results = commit(
                batch,
                List.of(
                        List.of(create(first)),
                        List.of(update(thing("busy", "count", "2"), 1)),
                        List.of(create(thing("busy", "count", "too late"))),
                        List.of(update(third, 2))));

        assertThat(results)
                .containsExactly(
                        done(first.withRevision(1)),
                        done(thing("busy", "count", "2").withRevision(2)),
                        new Batch.Result.Refused(new Problem.AlreadyExists(first.ref())),
                        done(third.withRevision(3)));
        assertThat(stored()).containsExactly(Map.entry(third.ref(), third.withRevision(3)));
        assertThat(postgres.ask("select count(*) from change")).isEqualTo("3");
    }

    private static Batch.Result done(Resource resource) {
        return new Batch.Result.Done(List.of(new Committed(Packed.of(resource), false)));
    }

    @Test
    void aResourceIsRemovedAndMadeAnewInOneBatch() throws Exception {
        Resource old = here.write(create(thing("phoenix", "life", "1"))).resource();
        var batch = new Batch(there.database, clock);

        commit(batch, List.of(List.of(remove(old, old.revision())), List.of(create(thing("phoenix", "life", "2")))));

        Resource anew = thing("phoenix", "life", "2").withRevision(old.revision() + 2);
        assertThat(stored()).containsExactly(Map.entry(anew.ref(), anew));
        Eventually.holds(() -> {
            there.feed.catchUp();
            assertThat(there.heard.state()).containsExactly(Map.entry(anew.ref(), anew));
        });
        assertThat(there.heard.changes()).extracting(Committed::removed).containsExactly(false, true, false);
    }

    @Test
    void aResourceIsMadeAndRemovedInOneBatch() throws Exception {
        var batch = new Batch(here.database, clock);

        commit(batch, List.of(List.of(create(thing("mayfly"))), List.of(remove(thing("mayfly"), 1))));

        assertThat(stored()).isEmpty();
        assertThat(postgres.ask("select count(*) from change")).isEqualTo("2");
    }

    @Test
    void aWriteThatPostgresCannotStoreSpoilsNoOther() throws Exception {
        List<Callable<String>> work = new ArrayList<>();
        for (int writer = 0; writer < 32; writer++) {
            Write good = create(thing("good-" + writer));
            work.add(() -> outcome(here, good));
            // A text in PostgreSQL has no NUL.
            Write bad = new Write(
                    thing("bad-" + writer), false, 0, new AuditEntry("a\0b", "create", ""), Write.Waking.NOBODY);
            work.add(() -> outcome(here, bad));
        }

        List<String> outcomes = together(work);

        assertThat(outcomes).filteredOn("done"::equals).hasSize(32);
        assertThat(outcomes).filteredOn("IOException"::equals).hasSize(32);
        assertThat(stored())
                .hasSize(32)
                .allSatisfy((ref, thing) -> assertThat(ref.name()).startsWith("good"));
        assertThat(here.heard.mistakes()).isEmpty();
    }

    @Test
    void theTrailTellsWhoDidWhat() throws Exception {
        Resource stored = here.write(new Write(
                        thing("watched"), false, 0, new AuditEntry("alice", "patch", "status"), Write.Waking.NOBODY))
                .resource();
        here.refused(create(thing("watched")));

        assertThat(postgres.ask("select subject || ' ' || verb || ' ' || kind || ' ' || namespace || '/' || name || '/'"
                        + " || subresource || ' ' || revision from audit"))
                .isEqualTo("alice patch Thing.test.example.com default/watched/status " + stored.revision());
        assertThat(postgres.ask("select count(*) from audit")).isEqualTo("1");
    }

    @Test
    void textOfAllKindsComesBackAsItWas() throws Exception {
        Resource written = here.write(create(thing("odd", "nul", "a\0b", "clef", "\ud834\udd1e", "quote", "\"\\\n")))
                .resource();

        assertThat(stored()).containsEntry(written.ref(), written);
    }

    @Test
    void nothingIsWrittenAfterTheEnd() {
        here.ledger.close();

        assertThatThrownBy(() -> here.write(create(thing("late"))))
                .isInstanceOf(IOException.class)
                .hasMessage("the platform is stopping");
    }

    private static String outcome(Replica replica, Write write) throws InterruptedException {
        try {
            replica.write(write);
            return "done";
        } catch (ProblemException refused) {
            return refused.problem().getClass().getSimpleName();
        } catch (IOException failed) {
            return "IOException";
        }
    }

    /// What a process that starts now would read.
    private Map<Ref, Resource> stored() throws IOException {
        var heard = new Replica.Heard();
        new ChangeFeed(here.database, heard).start();
        return heard.state();
    }

    static <T> List<T> together(List<Callable<T>> work) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        }
    }

    private static List<Batch.Result> commit(Batch batch, List<List<Write>> groups) throws IOException {
        return batch.commit(groups.stream()
                .map(group -> group.stream().map(Batch.Prepared::of).toList())
                .toList());
    }
}
