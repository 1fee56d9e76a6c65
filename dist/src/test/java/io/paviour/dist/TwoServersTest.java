package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.testing.Eventually;
import io.paviour.testing.Kubectl;
import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two platforms share a database and a tenants' server.
@EnabledIf(value = "io.paviour.testing.Kubectl#isThere", disabledReason = "there is no kubectl on this machine")
class TwoServersTest {
    @RegisterExtension
    static final Workbench bench = new Workbench();

    private static final int ENVIRONMENTS = 100;
    private static final int MORE = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static Sql database;
    private static Sql tenants;
    private static TestPlatform first;
    private static TestPlatform second;

    @BeforeAll
    static void twoPlatforms() throws Exception {
        EmbeddedPostgres platforms = bench.postgres("platform-database");
        EmbeddedPostgres server = bench.postgres("tenants");
        database = Sql.of(platforms);
        tenants = Sql.of(server);
        first = bench.start(start("first", platforms, server));
        second = bench.start(start("second", platforms, server));
        first.awaitReady();
        second.awaitReady();
    }

    private static TestPlatform.Start start(String name, EmbeddedPostgres platforms, EmbeddedPostgres server)
            throws IOException {
        return bench.platform(name)
                .onDatabase(Workbench.url(platforms, "postgres"))
                .withVariable("PAVIOUR_SET_POSTGRES_ADMIN_URL", Workbench.url(server, "postgres"));
    }

    @Test
    void noActionIsDoneTwiceAndTheDeathOfOneStopsNothing() throws Exception {
        Kubectl kubectl = bench.kubectl(second).with("--namespace=platform");

        kubectl.given(environments(0, ENVIRONMENTS), "create", "-f", "-").succeeded();
        kubectl.run("wait", "--for=condition=Ready", "environment", "--all", "--timeout=300s")
                .succeeded();

        assertThat(database.rows("""
                        select kind, name, action, count(*)
                          from journal
                         where ended_at is not null and failure is null
                         group by uid, kind, name, action
                        having count(*) > 1
                        """)).as("actions that were done twice").isEmpty();
        assertThat(database.value("select count(distinct node) from journal")).isEqualTo("2");
        assertTenants(ENVIRONMENTS);

        String before = database.value("select count(*) from journal");
        kubectl.given(environments(ENVIRONMENTS, ENVIRONMENTS + MORE), "create", "-f", "-")
                .succeeded();
        Eventually.isTrue(
                "the platforms are at work",
                PATIENCE,
                () -> database.isTrue("select count(*) > ? from journal", Long.parseLong(before) + MORE));
        first.kill9();

        kubectl.run("wait", "--for=condition=Ready", "environment", "--all", "--timeout=300s")
                .succeeded();
        assertTenants(ENVIRONMENTS + MORE);
    }

    private static void assertTenants(int count) throws Exception {
        assertThat(tenants.value("select count(*) from pg_roles where rolname like 'platform\\_%'"))
                .isEqualTo(Integer.toString(count));
        assertThat(tenants.value("select count(*) from pg_database where datname like 'platform\\_%'"))
                .isEqualTo(Integer.toString(count));
    }

    private static String environments(int from, int to) {
        return IntStream.range(from, to).mapToObj("""
                        apiVersion: platform.example.com/v1
                        kind: Environment
                        metadata: {namespace: platform, name: shared-%d}
                        spec:
                          owner: team-alpha
                          databases: [{name: db, type: postgres}]
                        """::formatted).collect(Collectors.joining("---\n"));
    }
}
