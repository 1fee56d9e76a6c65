package io.paviour.store;

import static io.paviour.store.Replica.create;
import static io.paviour.store.Replica.ref;
import static io.paviour.store.Replica.thing;
import static io.paviour.store.Replica.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GroupTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private Replica here;
    private Replica there;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        here = Replica.on(postgres, new TestClock());
        there = Replica.deaf(postgres, new TestClock());
    }

    @AfterEach
    void close() {
        there.close();
        here.close();
    }

    private static Write resting(Resource resource, Map<Ref, Long> required) {
        return new Write(resource, false, 0, required, Replica.ENTRY, Write.Waking.NOBODY);
    }

    @Test
    void aWriteIsRefusedIfWhatItRestsOnHasChangedOnAnotherReplica() throws Exception {
        Resource quota = here.write(create(thing("quota"))).resource();
        there.feed.catchUp();
        here.write(update(thing("quota", "changed", "yes"), quota.revision()));

        Problem problem = there.refused(resting(thing("child"), Map.of(quota.ref(), quota.revision())));

        assertThat(problem).isEqualTo(Problem.Conflict.modified(quota.ref()));
        assertThat(there.heard.state()).doesNotContainKey(ref("child")).containsKey(ref("quota"));
    }

    @Test
    void aWriteMayRestOnSomethingThatIsNotThere() throws Exception {
        here.write(resting(thing("first"), Map.of(ref("other"), 0L)));
        here.write(create(thing("other")));

        Problem problem = here.refused(resting(thing("second"), Map.of(ref("other"), 0L)));

        assertThat(problem).isEqualTo(Problem.Conflict.modified(ref("other")));
    }

    @Test
    void writesOfAGroupAreAllDoneOrNone() throws Exception {
        Resource quota = here.write(create(thing("quota"))).resource();
        var counted = update(thing("quota", "used", "1"), quota.revision());

        Committed done = here.ledger.writeAll(List.of(create(thing("one")), counted));

        assertThat(done.resource().name()).isEqualTo("one");
        assertThat(here.heard.state().get(ref("quota")).spec().string("used")).isEqualTo("1");

        assertThatThrownBy(() -> here.ledger.writeAll(List.of(create(thing("two")), counted)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Problem.Conflict.modified(ref("quota"))));
        assertThat(here.heard.state()).doesNotContainKey(ref("two"));
        assertThat(here.heard.mistakes()).isEmpty();
    }
}
