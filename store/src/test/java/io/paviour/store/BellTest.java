package io.paviour.store;

import static io.paviour.store.Replica.ENTRY;
import static io.paviour.store.Replica.create;
import static io.paviour.store.Replica.ref;
import static io.paviour.store.Replica.thing;
import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Ref;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

class BellTest {
    private static final int PATIENCE_MILLIS = 10_000;

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private Replica replica;
    private Connection listening;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        replica = Replica.deaf(postgres, new TestClock());
        listening = replica.database.listening();
        try (Statement statement = listening.createStatement()) {
            statement.execute("listen paviour");
        }
    }

    @AfterEach
    void close() throws Exception {
        listening.close();
        replica.close();
    }

    @Test
    void aCommitThatWakesNobodySaysOnlyHowFarItWent() throws Exception {
        replica.write(create(thing("one")));
        replica.write(create(thing("two")));

        assertThat(heard(2)).containsExactly("1", "2");
    }

    @Test
    void aCommitThatWakesSomebodySaysThatThereIsWork() throws Exception {
        replica.write(reconciled("one", Set.of()));
        replica.write(create(thing("nobody's")));
        replica.write(reconciled("user", Set.of(ref("used"))));
        replica.write(create(thing("used")));

        assertThat(heard(4)).containsExactly("1 work", "2", "3 work", "4 work");
    }

    @Test
    void aWakeUpWithoutACommitSaysThatThereIsWork() throws Exception {
        new WorkQueue(replica.database, new TestClock(), "here").wake(ref("one"));

        assertThat(heard(1)).containsExactly(" work");
    }

    private static Write reconciled(String name, Set<Ref> uses) {
        var waking = new Write.Waking(true, true, null, true, null, uses);
        return new Write(thing(name), false, 0, ENTRY, waking);
    }

    /// The next notifications, in the order of their commits.
    private List<String> heard(int count) throws SQLException {
        var said = new ArrayList<String>();
        while (said.size() < count) {
            PGNotification[] heard = listening.unwrap(PGConnection.class).getNotifications(PATIENCE_MILLIS);
            assertThat(heard).as("after " + said).isNotEmpty();
            for (PGNotification notification : heard) {
                said.add(notification.getParameter());
            }
        }
        return said;
    }
}
