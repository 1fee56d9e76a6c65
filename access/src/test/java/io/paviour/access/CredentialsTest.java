package io.paviour.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.ProblemException;
import io.paviour.store.Database;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CredentialsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private final TestClock clock = new TestClock();
    private final Map<String, Account> accounts = new ConcurrentHashMap<>(
            Map.of("alice", new Account("uid-1", Set.of("payments")), "bob", new Account("uid-2", Set.of())));
    private Database database;
    private Credentials here;
    private Credentials there;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        database = Database.open(new Database.Login(postgres.url(), postgres.user(), postgres.password()));
        here = new Credentials(database, clock, new Random(1), accounts::get);
        there = new Credentials(database, clock, new Random(2), accounts::get);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aTokenTellsWhoAsksOnEveryReplica() throws Exception {
        String token = here.issue("alice", Credentials.Use.TOKEN, null);

        var alice = new Subject("alice", Set.of("payments", Subject.AUTHENTICATED), "uid-1", Map.of(), null);
        assertThat(here.authenticate(token)).isEqualTo(alice);
        assertThat(there.authenticate(token)).isEqualTo(alice);
        clock.advance(Duration.ofDays(3650));
        assertThat(there.authenticate(token)).isEqualTo(alice);
    }

    @Test
    void whoReadsTheTableCannotSignIn() throws Exception {
        String token = here.issue("alice", Credentials.Use.TOKEN, HOUR);

        String row =
                Objects.requireNonNull(postgres.ask("select encode(hash, 'escape') || ' ' || encode(hash, 'hex') || ' '"
                        + " || encode(hash, 'base64') || credential::text from credential"));

        assertThat(row).doesNotContain(token).doesNotContain(token.substring("pav_".length()));
        assertThat(here.authenticate(postgres.ask("select encode(hash, 'hex') from credential")))
                .isNull();
    }

    @Test
    void whatIsUnknownOrTooLongTellsNothing() throws Exception {
        assertThat(here.authenticate("")).isNull();
        assertThat(here.authenticate("pav_guess")).isNull();
        assertThat(here.authenticate("x".repeat(100_000))).isNull();
    }

    @Test
    void aTokenExpiresToTheMomentAlsoWhereItIsRemembered() throws Exception {
        String token = here.issue("alice", Credentials.Use.SESSION, HOUR);
        clock.advance(HOUR.minusSeconds(1));
        assertThat(here.authenticate(token)).isNotNull();

        clock.advance(Duration.ofSeconds(1));

        assertThat(here.authenticate(token)).isNull();
        assertThat(there.authenticate(token)).isNull();
        clock.advance(Duration.ofSeconds(1));
        here.tidy();
        assertThat(postgres.ask("select count(*) from credential")).isEqualTo("0");
    }

    @Test
    void aRevokedTokenIsWorthlessAtOnceHereAndSoonElsewhere() throws Exception {
        String token = here.issue("alice", Credentials.Use.TOKEN, null);
        assertThat(there.authenticate(token)).isNotNull();
        assertThat(here.authenticate(token)).isNotNull();

        here.revoke(token);

        assertThat(here.authenticate(token)).isNull();
        clock.advance(Credentials.REMEMBERED.plusMillis(1));
        assertThat(there.authenticate(token)).isNull();
    }

    @Test
    void aLinkIsGoodOnceAlsoWhenManyFollowItAtOnce() throws Exception {
        String link = here.issue("alice", Credentials.Use.LINK, HOUR);
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Credentials credentials = i % 2 == 0 ? here : there;
            work.add(() -> credentials.redeem(link) != null);
        }

        assertThat(together(work)).containsOnlyOnce(true);
        assertThat(here.redeem(link)).isNull();
    }

    @Test
    void aLinkIsNoTokenAndATokenNoLink() throws Exception {
        String link = here.issue("alice", Credentials.Use.LINK, HOUR);
        String token = here.issue("alice", Credentials.Use.TOKEN, HOUR);

        assertThat(here.authenticate(link)).isNull();
        assertThat(here.redeem(token)).isNull();
        assertThat(here.authenticate(token)).isNotNull();
        clock.advance(HOUR);
        assertThat(here.redeem(link)).isNull();
    }

    @Test
    void aUserWhoIsGoneOrChangesGroupsIsNoticedAtOnce() throws Exception {
        String token = here.issue("alice", Credentials.Use.TOKEN, null);
        assertThat(here.authenticate(token)).isNotNull();

        accounts.put("alice", new Account("uid-1", Set.of("other")));
        assertThat(Objects.requireNonNull(here.authenticate(token)).groups()).contains("other");
        accounts.remove("alice");
        assertThat(here.authenticate(token)).isNull();
    }

    @Test
    void whatWasGivenToAnAccountIsWorthlessToItsNamesake() throws Exception {
        String token = here.issue("alice", Credentials.Use.TOKEN, null);
        String link = here.issue("alice", Credentials.Use.LINK, HOUR);

        accounts.put("alice", new Account("uid-3", Set.of()));

        assertThat(here.authenticate(token)).isNull();
        assertThat(here.redeem(link)).isNull();
    }

    @Test
    void nobodyIsGivenAnythingWithoutAnAccount() {
        assertThatThrownBy(() -> here.issue("mallory", Credentials.Use.TOKEN, null))
                .isInstanceOf(ProblemException.class)
                .hasMessage("there is no account mallory");
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
}
