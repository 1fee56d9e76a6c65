package io.paviour.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.contract.SmallLoop;
import io.paviour.contract.TestSite;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Outcome;
import io.paviour.resource.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The plugin as a house opens it, on a server of its own.
class OwnServerTest {
    @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void theServerStartsWithTheFirstClaimAndKeepsItsTenants() throws Exception {
        var site = new TestSite(
                directory,
                Map.of("programs", TestServer.programs().toAbsolutePath().toString()));
        Resource claim = TestHouse.claim("own", "db", "size: small");

        try (PostgresDriver driver = open(site)) {
            assertThat(driver.name()).isEqualTo("embedded-postgres");
            assertThat(driver.onOneNode()).isTrue();
            assertThat(driver.mayMove()).isFalse();
            assertThat(Files.exists(directory.resolve("server"))).isFalse();
            assertThat(settle(driver, site, claim)).isInstanceOf(Outcome.Settled.class);
            try (Connection tenant = connect(site, claim)) {
                Connections.run(tenant, "create table kept as select 1 as x");
            }
        }
        try (PostgresDriver driver = open(site)) {
            assertThat(settle(driver, site, claim)).isInstanceOf(Outcome.Settled.class);
            try (Connection tenant = connect(site, claim)) {
                assertThat(TestHouse.ask(tenant, "select x::text from kept")).containsExactly("1");
            }
        }
    }

    private static PostgresDriver open(TestSite site) {
        Driver<?> driver = new PostgresPlugin().drivers(site).getFirst();
        return (PostgresDriver) driver;
    }

    private static Outcome settle(PostgresDriver driver, TestSite site, Resource claim) throws Exception {
        return new SmallLoop<>(site, driver).settle(claim);
    }

    private static Connection connect(TestSite site, Resource claim) throws Exception {
        Map<String, String> values = site.read(new Claim(claim).secret());
        return DriverManager.getConnection(
                "jdbc:postgresql://" + values.get("host") + ":" + values.get("port") + "/" + values.get("database"),
                values.get("username"),
                values.get("password"));
    }
}
