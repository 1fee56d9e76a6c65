package io.paviour.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.contract.TestSite;
import io.paviour.plugin.Outcome;
import io.paviour.resource.Resource;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// An administrator who is no superuser, as the one of a hosted server is.
class LesserAdminTest {
    @Test
    void creatingRolesAndDatabasesIsEnough() throws Exception {
        try (TestHouse superuser = TestHouse.open()) {
            superuser.adminRuns(
                    "create role lesser_admin login createrole createdb password 'lesser'",
                    "grant connect on database postgres to lesser_admin",
                    "drop database if exists " + DumpShelf.DATABASE + " with (force)");
        }
        try (TestHouse house = new TestHouse(
                new TestSite(Path.of("target"), Map.of()), TestServer.address().as("lesser_admin", "lesser"))) {
            Resource claim = TestHouse.claim("lesser", "db", "size: small");
            assertThat(house.settle(claim)).isInstanceOf(Outcome.Settled.class);
            house.tenantRuns(claim, "create schema s", "create table s.t as select 7 as x");
            String name = new Claim(claim).identifier();

            house.adminRuns("alter role " + name + " password 'drifted'", "alter role " + name + " connection limit 3");
            assertThat(house.settle(claim)).isInstanceOf(Outcome.Settled.class);
            house.tenantRuns(claim, "select 1");
            assertThat(house.settle(TestHouse.deleting(claim))).isInstanceOf(Outcome.Settled.class);
            Resource again = TestHouse.claim("lesser", "again", "restoreFrom: " + new Claim(claim).dumpId());
            assertThat(house.settle(again)).isInstanceOf(Outcome.Settled.class);

            try (Connection tenant = house.asTenant(again)) {
                assertThat(TestHouse.ask(tenant, "select x::text from s.t")).containsExactly("7");
            }
            assertThat(house.settle(TestHouse.deleting(again))).isInstanceOf(Outcome.Settled.class);
            house.adminRuns("drop database " + DumpShelf.DATABASE);
        }
        try (TestHouse superuser = TestHouse.open()) {
            superuser.adminRuns("drop owned by lesser_admin", "drop role lesser_admin");
        }
    }
}
