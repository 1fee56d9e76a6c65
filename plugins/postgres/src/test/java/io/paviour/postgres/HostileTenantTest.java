package io.paviour.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Outcome;
import io.paviour.resource.Resource;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a tenant leaves in its database must not run with more rights than the tenant's, whoever reads it.
class HostileTenantTest {
    private static TestHouse house;

    @BeforeAll
    static void open() {
        house = TestHouse.open();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    /// A table whose index calls a function that PostgreSQL evaluates while it plans; the function goes on whatever
    /// becomes of `attack`.
    private static void trap(Resource claim, String attack) throws Exception {
        house.tenantRuns(
                claim,
                "create table t as select 1 as id",
                "create function f(int) returns int immutable language plpgsql as 'begin return $1; end'",
                "create index on t ((id + f(1)))",
                "create function g() returns int volatile language plpgsql as $g$ begin " + attack
                        + "; return 1; end $g$",
                """
                create or replace function f(int) returns int immutable language plpgsql as $f$
                begin
                    perform public.g();
                    return 1;
                exception when others then
                    return 1;
                end $f$
                """);
    }

    @Test
    void theTrapWouldCatchAnAdministrator() throws Exception {
        Resource claim = TestHouse.claim("hostile", "bait", "size: small");
        house.settle(claim);
        trap(claim, "copy (select 1) to program 'touch caught'");

        house.adminRunsIn(new Claim(claim).identifier(), "select count(*) from only public.t");

        assertThat(TestServer.file("caught")).exists();
    }

    @Test
    void aDumpRunsNoProgramOfTheTenant() throws Exception {
        Resource claim = TestHouse.claim("hostile", "program", "size: small");
        house.settle(claim);
        trap(claim, "copy (select 1) to program 'touch stolen'");

        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);

        assertThat(TestServer.file("stolen")).doesNotExist();
        assertThat(house.adminAsks("select rolname from pg_roles where rolname like 'paviour_dump%'"))
                .isEmpty();
        Resource again = TestHouse.claim("hostile", "again", "restoreFrom: " + new Claim(claim).dumpId());
        assertThat(house.settle(again)).isInstanceOf(Outcome.Settled.class);
        assertThat(TestServer.file("stolen")).doesNotExist();
    }

    @Test
    void whoDumpsCannotBecomeAnAdministratorAgain() throws Exception {
        Resource claim = TestHouse.claim("hostile", "reset", "size: small");
        house.settle(claim);
        trap(
                claim,
                "reset role; reset session authorization; set role none;"
                        + " copy (select 1) to program 'touch stolen-again'");

        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);

        assertThat(TestServer.file("stolen-again")).doesNotExist();
    }

    @Test
    void settingsOfTheDatabaseDoNotStandInTheWayOfItsDump() throws Exception {
        Resource claim = TestHouse.claim("hostile", "settings", "size: small");
        house.settle(claim);
        String name = new Claim(claim).identifier();
        house.tenantRuns(
                claim,
                "create table t as select 1 as id",
                "create schema trap",
                "create table trap.pg_class (oid oid)",
                "alter database " + name + " set search_path = trap, pg_catalog",
                "alter database " + name + " set default_transaction_read_only = on",
                "alter database " + name + " set quote_all_identifiers = on",
                "alter database " + name + " set standard_conforming_strings = off",
                "alter database " + name + " set statement_timeout = '1ms'");

        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);

        Resource again = TestHouse.claim("hostile", "unset", "restoreFrom: " + new Claim(claim).dumpId());
        assertThat(house.settle(again)).isInstanceOf(Outcome.Settled.class);
    }

    @Test
    void rowsThatTheTenantMayNotReadStopTheDeletion() throws Exception {
        Resource claim = TestHouse.claim("hostile", "foreign", "size: small");
        house.settle(claim);
        house.adminRunsIn(new Claim(claim).identifier(), "create table public.audit (x int)");

        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOfSatisfying(Outcome.Stuck.class, stuck -> {
            assertThat(stuck.reason()).isEqualTo("CannotDump");
            assertThat(stuck.message()).contains("rows of public.audit");
        });
    }

    @Test
    void aRoleThatACrashLeftBehindIsReplacedAndDropped() throws Exception {
        Resource claim = TestHouse.claim("hostile", "crashed", "size: small");
        house.settle(claim);
        var dumps = new DumpRole(new Connections(new Server.External(house.server, false)), house.site.random());
        String role = dumps.in(
                new Claim(claim),
                connection -> TestHouse.ask(connection, "select session_user").getFirst());
        house.adminRuns("create role " + role, "comment on role " + role + " is '" + new Claim(claim).comment() + "'");

        assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);

        assertThat(house.adminAsks("select rolname from pg_roles where rolname = '" + role + "'"))
                .isEmpty();
    }

    @Test
    void whoDumpsIsNoSuperuserAndReachesNoOtherTenant() throws Exception {
        Resource claim = TestHouse.claim("hostile", "rights", "size: small");
        house.settle(claim);
        var dumps = new DumpRole(new Connections(new Server.External(house.server, false)), house.site.random());

        String rights = dumps.in(new Claim(claim), HostileTenantTest::rights);

        assertThat(rights).isEqualTo("f f f f 1");
    }

    private static String rights(Connection connection) throws SQLException {
        return TestHouse.ask(connection, """
                select concat_ws(' ', rolsuper::text::"char", rolcreaterole::text::"char", rolcreatedb::text::"char",
                                 rolreplication::text::"char",
                                 (select count(*) from pg_auth_members m where m.member = r.oid))
                  from pg_roles r where rolname = session_user
                """).getFirst();
    }
}
