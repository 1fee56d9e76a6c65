package io.paviour.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.contract.TestSite;
import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Resource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinalDumpTest {
    private static TestHouse house;

    @BeforeAll
    static void open() {
        house = TestHouse.open();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static String[] richSchema() throws Exception {
        try (InputStream in = FinalDumpTest.class.getResourceAsStream("rich-schema.sql")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.split("\n;;\n");
        }
    }

    /// The whole database as text, without the first line, which names it.
    private static String dump(Resource claim) throws Exception {
        try (Connection connection = house.asAdmin(new Claim(claim).identifier())) {
            var out = new ByteArrayOutputStream();
            Dumper.write(connection, "", out);
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    /// Every object by its kind and name, as PostgreSQL itself counts them, not as the dump does.
    private static List<String> objects(Resource claim) throws Exception {
        String catalogs = "pg_class pg_type pg_proc pg_constraint pg_attrdef pg_trigger pg_rewrite pg_policy"
                + " pg_namespace pg_extension pg_statistic_ext";
        var union = new StringJoiner(" union all ");
        for (String catalog : catalogs.split(" ")) {
            union.add("select i.type || ' ' || i.identity || ' ' || coalesce(obj_description(o.oid, '" + catalog
                    + "'), '') as object from " + catalog + " o, pg_identify_object('" + catalog
                    + "'::regclass, o.oid, 0) i where o.oid >= 16384");
        }
        union.add("select format('%s.%s %s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod),"
                + " attnotnull, attidentity, attgenerated) from pg_attribute"
                + " where attrelid >= 16384 and attnum > 0 and not attisdropped");
        union.add("select format('%s %s %s', inhparent::regclass, inhrelid::regclass, inhseqno) from pg_inherits");
        try (Connection connection = house.asAdmin(new Claim(claim).identifier())) {
            String query = "select object from (" + union + ") o where object !~ '(pg_toast|RI_ConstraintTrigger)'"
                    + " order by 1";
            return TestHouse.ask(connection, query);
        }
    }

    private static List<String> left(Resource claim) throws Exception {
        String name = new Claim(claim).identifier();
        return house.adminAsks("select 'role' from pg_roles where rolname = '" + name
                + "' union all select 'database' from pg_database where datname = '" + name + "'");
    }

    @Test
    void whatWasDeletedComesBackObjectByObjectAndRowByRow() throws Exception {
        Resource claim = TestHouse.claim("undelete", "rich", "size: medium");
        house.settle(claim);
        house.tenantRuns(claim, richSchema());
        String before = dump(claim);
        List<String> objects = objects(claim);

        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);
        assertThat(left(claim)).isEmpty();
        Resource again =
                TestHouse.claim("undelete", "again", "size: medium, restoreFrom: " + new Claim(claim).dumpId());
        assertThat(house.settle(again)).isInstanceOf(Outcome.Settled.class);

        assertThat(objects(again)).isEqualTo(objects);
        assertThat(dump(again).replace(new Claim(again).identifier(), new Claim(claim).identifier()))
                .isEqualTo(before);
        house.tenantRuns(again, "insert into app.orders (customer, total) values (1, 5)");
    }

    @Test
    void theDeletionLocksOutDumpsDropsAndForgets() throws Exception {
        Resource claim = TestHouse.claim("undelete", "steps", "size: small");
        house.settle(claim);

        Plan plan = house.plan(TestHouse.deleting(claim));

        String name = new Claim(claim).identifier();
        String dump = new Claim(claim).dumpId();
        assertThat(TestHouse.summaries(plan))
                .containsExactly(
                        "lock role " + name + " out and end its sessions",
                        "write dump " + dump + " of database " + name,
                        "drop database " + name + " (dump " + dump + " is kept for 7 days)",
                        "drop role " + name,
                        "delete Secret undelete/db-steps");
        assertThat(plan.actions()).noneMatch(action -> action.effect() == Action.Effect.DESTROY);
    }

    @Test
    void afterACrashBehindAnyActionTheDeletionStillEndsWithOneDump() throws Exception {
        for (int done = 0; done <= 5; done++) {
            Resource claim = TestHouse.claim("undelete", "crash-" + done, "size: small");
            house.settle(claim);
            house.tenantRuns(claim, "create table t as select generate_series(1, 100) as x");
            Resource deleting = TestHouse.deleting(claim);
            List<Action> first = house.plan(deleting).actions();
            for (Action action : first.subList(0, done)) {
                house.carryOut(deleting, action);
            }

            assertThat(house.settle(deleting)).isInstanceOf(Outcome.Settled.class);

            assertThat(left(claim)).isEmpty();
            assertThat(house.credentials(claim)).isEmpty();
            Resource again = TestHouse.claim("undelete", "back-" + done, "restoreFrom: " + new Claim(claim).dumpId());
            house.settle(again);
            try (Connection tenant = house.asTenant(again)) {
                assertThat(TestHouse.ask(tenant, "select count(*)::text from public.t"))
                        .containsExactly("100");
            }
        }
    }

    @Test
    void aDumpThatWasNeverFinishedDoesNotCount() throws Exception {
        Resource claim = TestHouse.claim("undelete", "half", "size: small");
        house.settle(claim);
        String id = new Claim(claim).dumpId();
        Resource gone = TestHouse.claim("undelete", "before-half", "size: small");
        house.settle(gone);
        house.settle(TestHouse.deleting(gone));
        house.adminRunsIn(
                DumpShelf.DATABASE,
                "insert into dump (id, format, namespace, claim, uid, database, begun_at, expires_at) values ('" + id
                        + "', 1, 'undelete', 'half', '', '', now(), now() + interval '7 days')",
                "insert into chunk values ('" + id + "', 0, 'rubbish')");

        assertThat(TestHouse.summaries(house.plan(TestHouse.deleting(claim))))
                .contains("write dump " + id + " of database " + new Claim(claim).identifier());
        assertThat(house.plan(TestHouse.claim("undelete", "from-half", "restoreFrom: " + id))
                        .outcome())
                .isInstanceOf(Outcome.Stuck.class);
        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select lo_create(0)                                                                    | large object
            create operator === (leftarg = int, rightarg = int, function = int4eq)                 | operator
            create cast (bytea as jsonb) with inout                                                | cast
            create collation mine (provider = builtin, locale = 'C')                               | collation
            create text search configuration mine (copy = pg_catalog.simple)                       | text search
            alter default privileges grant select on tables to public                              | default
            create table t (x int); grant select on t to pg_monitor                                | pg_monitor
            create table t (x int); create policy p on t to pg_monitor                             | policy p
            """)
    void whatADumpWouldMissStopsTheDeletion(String odd, String named) throws Exception {
        Resource claim = TestHouse.claim("odd", "db-" + Math.abs(odd.hashCode()), "size: small");
        house.settle(claim);
        house.adminRuns("select 1");
        asOwner(claim, odd);
        Resource deleting = TestHouse.deleting(claim);

        assertThat(house.settle(deleting)).isInstanceOfSatisfying(Outcome.Stuck.class, stuck -> {
            assertThat(stuck.reason()).isEqualTo("CannotDump");
            assertThat(stuck.message()).contains(named);
        });

        house.tenantRuns(claim, "select 1");
        Resource lost = TestHouse.annotated(deleting, "platform.example.com/delete-without-dump", claim.name());
        assertThat(house.plan(lost).actions()).anyMatch(action -> action.effect() == Action.Effect.DESTROY);
        assertThat(house.settle(lost)).isInstanceOf(Outcome.Settled.class);
        assertThat(left(claim)).isEmpty();
    }

    /// As the administrator for what a tenant may not do itself.
    private static void asOwner(Resource claim, String statements) throws Exception {
        house.adminRunsIn(new Claim(claim).identifier(), statements);
    }

    @Test
    void aDumpBelongsToItsNamespace() throws Exception {
        Resource claim = TestHouse.claim("undelete", "private", "size: small");
        house.settle(claim);
        house.settle(TestHouse.deleting(claim));
        String id = new Claim(claim).dumpId();

        Plan plan = house.plan(TestHouse.claim("thieves", "new", "restoreFrom: " + id));

        assertThat(plan.outcome())
                .isEqualTo(new Outcome.Stuck("DumpNotFound", "there is no dump " + id + " of this namespace"));
    }

    @Test
    void aDatabaseInUseIsNotOverwrittenByADump() throws Exception {
        Resource claim = TestHouse.claim("undelete", "source", "size: small");
        house.settle(claim);
        house.settle(TestHouse.deleting(claim));
        Resource used = TestHouse.claim("undelete", "used", "size: small");
        house.settle(used);
        house.tenantRuns(used, "create table precious (x int)");

        Plan plan = house.plan(TestHouse.withSpec(used, "restoreFrom", new Claim(claim).dumpId()));

        assertThat(plan.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Stuck.class, stuck -> assertThat(stuck.reason()).isEqualTo("NotEmpty"));
    }

    @Test
    void aRestoredDatabaseStaysRestoredWhateverItsTenantCommentsOnIt() throws Exception {
        Resource claim = TestHouse.claim("undelete", "comment", "size: small");
        house.settle(claim);
        house.tenantRuns(claim, "create table t (x int)");
        house.settle(TestHouse.deleting(claim));
        Resource again = TestHouse.claim("undelete", "commented", "restoreFrom: " + new Claim(claim).dumpId());
        house.settle(again);

        house.tenantRuns(again, "comment on database " + new Claim(again).identifier() + " is 'mine'");

        assertThat(house.settle(again)).isInstanceOf(Outcome.Settled.class);
    }

    @Test
    void aDumpGoesWhenItsTimeIsOver() throws Exception {
        Resource claim = TestHouse.claim("undelete", "old", "size: small");
        var site = new TestSite(java.nio.file.Path.of("target"), java.util.Map.of());
        try (var later = new TestHouse(site, house.server)) {
            later.settle(claim);
            later.settle(TestHouse.deleting(claim));
            String query = "select id from dump where id = '" + new Claim(claim).dumpId() + "'";
            try (Connection shelf = later.asAdmin(DumpShelf.DATABASE)) {
                assertThat(TestHouse.ask(shelf, query)).hasSize(1);

                // Its own shelf only: time must not move for the dumps of the other tests.
                later.adminRunsIn(
                        DumpShelf.DATABASE,
                        "update dump set expires_at = '2026-11-22T13:12:00Z' where id = '" + new Claim(claim).dumpId()
                                + "'");
                Resource next = TestHouse.claim("undelete", "next", "size: small");
                later.settle(next);
                later.settle(TestHouse.deleting(next));

                assertThat(TestHouse.ask(shelf, query)).isEmpty();
            }
        }
    }

    @Test
    void aDamagedDumpIsNotRestored() throws Exception {
        Resource claim = TestHouse.claim("undelete", "damaged", "size: small");
        house.settle(claim);
        house.tenantRuns(claim, "create table t as select 'x' as x");
        house.settle(TestHouse.deleting(claim));
        String id = new Claim(claim).dumpId();
        house.adminRunsIn(
                DumpShelf.DATABASE,
                "update chunk set data = convert_to(replace(convert_from(data, 'UTF8'), E'\\nx\\n', E'\\ny\\n'), 'UTF8')"
                        + " where dump = '" + id + "'");
        Resource again = TestHouse.claim("undelete", "undamaged", "restoreFrom: " + id);

        assertThatThrownBy(() -> house.settle(again)).hasMessageContaining("damaged");

        try (Connection connection = house.asAdmin(new Claim(again).identifier())) {
            assertThat(TestHouse.ask(connection, "select relname from pg_class where relname = 't'"))
                    .isEmpty();
        }
    }

    @Test
    void aScriptIsReadAsItWasWritten() throws Exception {
        var out = new ByteArrayOutputStream();
        Script.comment(out, "a title\nof two lines");
        Script.statement(out, "select '\n-- statement 3\n'");
        Script.beginCopy(out, "COPY t FROM stdin");
        out.write("1\t\\\\.\n2\t\u00e4\n".getBytes(StandardCharsets.UTF_8));
        Script.endCopy(out);

        var in = new ByteArrayInputStream(out.toByteArray());
        assertThat(Script.next(in)).isEqualTo(new Script.Part("select '\n-- statement 3\n'", false));
        assertThat(Script.next(in)).isEqualTo(new Script.Part("COPY t FROM stdin", true));
        var rows = new Script.Rows(in);
        assertThat(new String(rows.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("1\t\\\\.\n2\t\u00e4\n");
        assertThat(rows.count()).isEqualTo(2);
        assertThat(Script.next(in)).isNull();
    }
}
