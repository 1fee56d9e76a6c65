package io.paviour.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Resource;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDriverTest {
    private static TestHouse house;

    @BeforeAll
    static void open() {
        house = TestHouse.open();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @Test
    void aClaimBecomesADatabaseThatItsCredentialsOpen() throws Exception {
        Resource claim = TestHouse.claim("payments", "app-db", "size: medium");

        Outcome outcome = house.settle(claim);

        assertThat(outcome).isInstanceOf(Outcome.Settled.class);
        assertThat(house.credentials(claim))
                .containsOnlyKeys("host", "port", "username", "password", "database", "uri");
        house.tenantRuns(
                claim,
                "create table public.t (id int primary key)",
                "create schema mine",
                "create extension citext",
                "create temporary table u (id int)");
    }

    @Test
    void theFirstPlanListsEveryStepWithoutASecret() throws Exception {
        Resource claim = TestHouse.claim("payments", "first", "size: small");
        house.settle(TestHouse.claim("payments", "before", "size: small"));

        Plan plan = house.plan(claim);

        String name = new Claim(claim).identifier();
        assertThat(TestHouse.summaries(plan))
                .containsExactly(
                        "store new credentials of " + name,
                        "create role " + name + " with limits of size small",
                        "create database " + name,
                        "revoke CONNECT and TEMPORARY on database " + name + " from PUBLIC",
                        "open database " + name + " for connections",
                        "create Secret payments/db-first");
    }

    @Test
    void afterACrashBehindAnyActionTheNextPlanFinishesTheRest() throws Exception {
        int actions = house.plan(TestHouse.claim("crash", "count", "size: small"))
                .actions()
                .size();
        for (int done = 0; done <= actions; done++) {
            Resource claim = TestHouse.claim("crash", "after-" + done, "size: small");
            List<Action> first = house.plan(claim).actions();
            for (Action action : first.subList(0, Math.min(done, first.size()))) {
                house.carryOut(claim, action);
            }
            Map<String, String> stored = house.credentials(claim);

            assertThat(house.settle(claim)).isInstanceOf(Outcome.Settled.class);

            if (done > 0) {
                assertThat(house.credentials(claim)).isEqualTo(stored);
            }
            house.tenantRuns(claim, "select 1");
            for (Action action : first) {
                house.carryOut(claim, action);
            }
            assertThat(house.plan(claim).actions()).isEmpty();
        }
    }

    @Test
    void aTenantReachesNoOtherDatabase() throws Exception {
        Resource mine = TestHouse.claim("isolation", "mine", "size: small");
        Resource other = TestHouse.claim("isolation", "other", "size: small");
        house.settle(mine);
        house.settle(other);

        for (String database :
                List.of(house.credentials(other).get("database"), "postgres", "template1", DumpShelf.DATABASE)) {
            assertThatThrownBy(() -> house.asTenant(mine, database))
                    .as(database)
                    .hasMessageMatching("(?s).*(permission denied|does not exist).*");
        }
        assertThatThrownBy(() -> house.tenantRuns(mine, "create database more"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> house.tenantRuns(mine, "create role more")).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> house.tenantRuns(mine, "select rolpassword from pg_authid"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> house.tenantRuns(mine, "copy (select 1) to '/tmp/stolen'"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void aDatabaseThatEverybodyMayEnterIsNamed() throws Exception {
        Resource claim = TestHouse.claim("isolation", "neighbour", "size: small");
        house.settle(claim);
        house.adminRuns("create database wide_open");

        List<Plan.Told> told = house.plan(claim).conditions();
        house.adminRuns("revoke connect on database wide_open from public");
        List<Plan.Told> closed = house.plan(claim).conditions();
        house.adminRuns("drop database wide_open");

        assertThat(told)
                .anyMatch(
                        each -> each.type().equals("Isolated") && each.message().contains("wide_open"));
        assertThat(closed).noneMatch(each -> each.message().contains("wide_open"));
    }

    @ParameterizedTest
    @CsvSource({"small, 10, 1min", "medium, 25, 5min", "large, 50, 15min", "xlarge, 100, 30min"})
    void aSizeSetsTheLimits(String size, int connections, String timeout) throws Exception {
        Resource claim = TestHouse.claim("sizes", size, "size: " + size);
        house.settle(claim);

        try (Connection tenant = house.asTenant(claim)) {
            assertThat(TestHouse.ask(tenant, "show statement_timeout")).containsExactly(timeout);
            assertThat(TestHouse.ask(tenant, "select rolconnlimit::text from pg_roles where rolname = current_user"))
                    .containsExactly(Integer.toString(connections));
        }
    }

    @Test
    void theConnectionLimitHolds() throws Exception {
        Resource claim = TestHouse.claim("sizes", "full", "size: small");
        house.settle(claim);
        List<Connection> open = new ArrayList<>();

        try {
            for (int i = 0; i < Size.SMALL.connections(); i++) {
                open.add(house.asTenant(claim));
            }
            assertThatThrownBy(() -> house.asTenant(claim)).hasMessageContaining("too many connections");
        } finally {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    @Test
    void anotherSizeChangesTheLimitsOnly() throws Exception {
        Resource claim = TestHouse.claim("sizes", "grows", "size: small");
        house.settle(claim);

        Resource grown = TestHouse.withSpec(claim, "size", "large");

        String name = new Claim(claim).identifier();
        assertThat(TestHouse.summaries(house.plan(grown))).containsExactly("set limits of size large on role " + name);
        assertThat(house.settle(grown)).isInstanceOf(Outcome.Settled.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alter role "%s" nologin                            | allow role %s to log in
            alter role "%s" createdb                           | take CREATEDB from role %s
            alter role "%s" superuser                          | take SUPERUSER from role %s
            alter role "%s" bypassrls                          | take BYPASSRLS from role %s
            alter role "%s" password 'another one'             | set the password of role %s to the stored one
            alter role "%s" connection limit -1                | set limits of size small on role %s
            alter role "%s" set statement_timeout = 0          | set limits of size small on role %s
            alter role "%s" reset all                          | set limits of size small on role %s
            grant pg_read_all_data to "%s"                     | end the membership of role %s in role pg_read_all_data
            grant connect on database "%s" to public           | revoke CONNECT and TEMPORARY on database %s from PUBLIC
            alter database "%s" owner to postgres_admin        | make role %s the owner of database %s
            alter database "%s" allow_connections false        | open database %s for connections
            comment on database "%s" is 'my own'               | mark database %s as this claim's
            drop database "%s"                                 | create database %s
            """)
    void whatDriftsIsPutRight(String harm, String repair) throws Exception {
        Resource claim = TestHouse.claim("drift", "db-" + Math.abs(harm.hashCode()), "size: small");
        house.settle(claim);
        String name = new Claim(claim).identifier();
        house.adminRuns(
                "do $$ begin create role postgres_admin; exception when duplicate_object then null; end $$",
                harm.replace("%s", name));

        assertThat(TestHouse.summaries(house.plan(claim)).getFirst()).isEqualTo(repair.replace("%s", name));
        assertThat(house.settle(claim)).isInstanceOf(Outcome.Settled.class);

        house.tenantRuns(claim, "select 1");
    }

    @Test
    void lostCredentialsAreMadeAnew() throws Exception {
        Resource claim = TestHouse.claim("drift", "lost", "size: small");
        house.settle(claim);
        String before = house.credentials(claim).get("password");

        house.site.secrets().remove(new Claim(claim).secret());
        house.settle(claim);

        assertThat(house.credentials(claim).get("password")).isNotEqualTo(before);
        house.tenantRuns(claim, "select 1");
    }

    @Test
    void aNewPasswordInTheSecretBecomesThePassword() throws Exception {
        Resource claim = TestHouse.claim("drift", "rotated", "size: small");
        house.settle(claim);

        house.site.secrets().put(new Claim(claim).secret(), Map.of("password", "Correct-Horse/Battery@9"));
        house.settle(claim);

        assertThat(house.credentials(claim).get("uri")).contains("Correct-Horse%2FBattery%409");
        house.tenantRuns(claim, "select 1");
    }

    @Test
    void noPasswordIsInTheLogOfAServerThatLogsEveryStatement() throws Exception {
        Resource claim = TestHouse.claim("drift", "quiet", "size: small");
        house.settle(claim);
        String first = house.credentials(claim).get("password");
        house.site.secrets().remove(new Claim(claim).secret());
        house.settle(claim);

        assertThat(TestServer.log())
                .contains("create role \"" + new Claim(claim).identifier() + "\"")
                .doesNotContain(first)
                .doesNotContain(house.credentials(claim).get("password"));
    }

    @Test
    void aRoleOfSomebodyElseIsNeverTouched() throws Exception {
        Resource claim = TestHouse.claim("taken", "role", "size: small");
        String name = new Claim(claim).identifier();
        house.adminRuns("create role \"" + name + "\"");

        Plan plan = house.plan(claim);

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.outcome())
                .isEqualTo(new Outcome.Stuck("NameTaken", "role " + name + " exists and was not made for this claim"));
        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);
        assertThat(house.adminAsks("select rolname from pg_roles where rolname = '" + name + "'"))
                .hasSize(1);
    }

    @Test
    void aDatabaseOfSomebodyElseIsNeverTouched() throws Exception {
        Resource claim = TestHouse.claim("taken", "database", "size: small");
        String name = new Claim(claim).identifier();
        house.adminRuns("create database \"" + name + "\"");

        assertThat(house.plan(claim).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Stuck.class, stuck -> assertThat(stuck.reason()).isEqualTo("NameTaken"));
        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);
        assertThat(house.adminAsks("select datname from pg_database where datname = '" + name + "'"))
                .hasSize(1);
    }

    @Test
    void aClaimOfTheSameNameMadeAnewDoesNotInheritTheData() throws Exception {
        house.settle(TestHouse.claim("taken", "again", "size: small"));

        Plan plan = house.plan(TestHouse.claim("taken", "again", "size: small"));

        assertThat(plan.outcome()).isInstanceOf(Outcome.Stuck.class);
    }

    @Test
    void highAvailabilityIsNotPretended() throws Exception {
        Resource claim = TestHouse.claim("wishes", "ha", "highAvailability: true");

        assertThat(house.plan(claim).outcome())
                .isEqualTo(new Outcome.Stuck("NotAvailable", "highAvailability is not available on driver postgres"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\"b", "a'b; drop database postgres; --", "ä-ö", "pg_x", "1", "a\\b", "$$", "%s", "select"})
    void hostileNamesAreOnlyNames(String name) throws Exception {
        Resource claim = TestHouse.claim("hostile", name, "size: small");

        assertThat(house.settle(claim)).isInstanceOf(Outcome.Settled.class);

        house.tenantRuns(claim, "create table t (x int)");
        assertThat(new Claim(claim).identifier()).matches("[a-z][a-z0-9_]{0,62}");
        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);
    }

    @Test
    void longAndSimilarNamesStayApart() throws Exception {
        String stem = "x".repeat(63);
        List<Resource> claims = List.of(
                TestHouse.claim("apart", stem + "1", "size: small"),
                TestHouse.claim("apart", stem + "2", "size: small"),
                TestHouse.claim("apart", "a-b", "size: small"),
                TestHouse.claim("apart-a", "b", "size: small"));

        for (Resource claim : claims) {
            assertThat(house.settle(claim)).isInstanceOf(Outcome.Settled.class);
        }

        assertThat(claims.stream().map(claim -> new Claim(claim).identifier()))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.length() <= 63);
    }

    @Test
    void twoPlatformsAtOnceMakeOneOfEverything() throws Exception {
        try (TestHouse twin = house.twin();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 5; round++) {
                Resource claim = TestHouse.claim("twins", "db-" + round, "size: small");

                Future<Outcome> one = threads.submit(() -> house.settle(claim));
                Future<Outcome> other = threads.submit(() -> twin.settle(claim));

                assertThat(one.get()).isInstanceOf(Outcome.Settled.class);
                assertThat(other.get()).isInstanceOf(Outcome.Settled.class);
                house.tenantRuns(claim, "select 1");
            }
        }
    }

    @Test
    void fiftyClaimsAtOnceAreAllReady() throws Exception {
        List<Callable<Outcome>> work = new ArrayList<>();
        List<Resource> claims = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Resource claim = TestHouse.claim("crowd", "db-" + i, "size: small");
            claims.add(claim);
            work.add(() -> house.settle(claim));
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Outcome> outcome : threads.invokeAll(work)) {
                assertThat(outcome.get()).isInstanceOf(Outcome.Settled.class);
            }
        }

        for (Resource claim : claims) {
            house.tenantRuns(claim, "select 1");
        }
    }
}
