package io.paviour.store;

import static io.paviour.store.Replica.create;
import static io.paviour.store.Replica.thing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.embedded.Settings;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {
    private final TestClock clock = new TestClock();

    @Test
    void afterTheDatabaseWasKilledEverythingGoesOn(@TempDir Path directory) throws Exception {
        Settings settings = Settings.of(directory, TestPostgres.programs());
        EmbeddedPostgres first = EmbeddedPostgres.start(settings);
        var login = new Database.Login(first.jdbcUrl(), first.user(), first.password());
        try (Replica here = Replica.on(login, clock);
                Replica there = Replica.on(login, clock)) {
            here.write(create(thing("before")));

            ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
            first.exit().join();
            first.close();
            assertThatThrownBy(() -> here.write(create(thing("meanwhile")))).isInstanceOf(IOException.class);

            try (EmbeddedPostgres second = EmbeddedPostgres.start(settings)) {
                assertThat(second.jdbcUrl()).isEqualTo(login.url());
                Eventually.holds(() -> here.write(create(thing("after"))));

                Eventually.holds(() -> assertThat(there.heard.state()).isEqualTo(here.heard.state()));
                assertThat(here.heard.state()).containsKeys(Replica.ref("before"), Replica.ref("after"));
                assertThat(here.heard.mistakes()).isEmpty();
                assertThat(there.heard.mistakes()).isEmpty();
                there.rings.drainPermits();
                new WorkQueue(here.database, clock, "here").wake(Replica.ref("before"));
                Eventually.holds(
                        () -> assertThat(there.rings.availablePermits()).isPositive());
            }
        }
    }
}
