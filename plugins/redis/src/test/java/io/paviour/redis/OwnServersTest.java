package io.paviour.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.contract.SmallLoop;
import io.paviour.contract.TestSite;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Outcome;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/// Each cache on a real Redis of its own.
class OwnServersTest extends RedisContract {
    @TempDir
    static Path directory;

    private static TestSite site;

    @BeforeAll
    static void makeSite() throws Exception {
        // So that the servers can run as users of their own.
        TestRedis.letOthersPass(directory);
        site = new TestSite(directory.resolve("plugin"), Map.of());
    }

    @Override
    protected TestSite site() {
        return site;
    }

    @Override
    protected Driver<RedisDriver.Seen> open() {
        return new RedisDriver(site, new OwnServers(site, new Programs(site.cache(), ""), new Rules(false)));
    }

    @Override
    protected boolean isGone(Resource claim) throws Exception {
        return Files.notExists(
                new Landlord(site.directory()).home(new Claim(claim)).directory());
    }

    @Override
    protected void spoil(Resource claim) throws Exception {
        Admin admin = new Landlord(site.directory()).home(new Claim(claim)).admin();
        admin.set(Map.of("maxmemory", "1048576"));
        admin.removeUser(new Claim(claim).identifier());
    }

    @Test
    void aTenantCannotChangeItsServer() throws Exception {
        Resource claim = claim("own", "tenant");
        loop().settle(claim);

        try (Jedis tenant = TestRedis.tenant(credentials(claim))) {
            for (String command : List.of(
                    "CONFIG GET *",
                    "SHUTDOWN",
                    "ACL LIST",
                    "MODULE LIST",
                    "DEBUG SLEEP 1",
                    "REPLICAOF NO ONE",
                    "MONITOR",
                    "CLIENT LIST",
                    "EVAL x 0")) {
                assertThatThrownBy(() -> TestRedis.run(tenant, command))
                        .as(command)
                        .hasMessageContaining("NOPERM");
            }
            assertThat(TestRedis.run(tenant, "FLUSHALL")).isEqualTo("OK");
        }
    }

    @Test
    @EnabledIf("isRoot")
    void eachServerRunsAsAUserOfItsOwnFromTheFirstOn() throws Exception {
        var fresh = new TestSite(directory.resolve("fresh"), Map.of());
        Resource one = claim("own", "user-one");
        Resource two = claim("own", "user-two");

        try (var driver = (RedisDriver) new RedisPlugin().drivers(fresh).getFirst()) {
            var loop = new SmallLoop<>(fresh, driver);
            loop.settle(one);
            loop.settle(two);

            assertThat(TestRedis.uid(fresh.read(tenancy(one).secret())))
                    .isBetween(265_536, 331_071)
                    .isNotEqualTo(TestRedis.uid(fresh.read(tenancy(two).secret())));
        }
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Test
    void nobodyGetsInWithoutItsPassword() throws Exception {
        Resource claim = claim("own", "door");
        loop().settle(claim);
        int port = Integer.parseInt(credentials(claim).get("port"));

        try (var stranger = new Jedis("127.0.0.1", port)) {
            assertThatThrownBy(stranger::ping).hasMessageContaining("NOAUTH");
            assertThatThrownBy(() -> stranger.auth("default", "")).hasMessageContaining("WRONGPASS");
        }
    }

    @Test
    void itForgetsTheLeastUsedWhenItIsFull() throws Exception {
        Resource claim = claim("own", "full");
        loop().settle(claim);

        try (Jedis tenant = TestRedis.tenant(credentials(claim))) {
            String megabyte = "x".repeat(1 << 20);
            for (int number = 0; number < 80; number++) {
                tenant.set("key-" + number, megabyte);
            }

            assertThat(tenant.exists("key-79")).isTrue();
            assertThat(tenant.dbSize()).isBetween(40L, 64L);
        }
    }

    @Test
    void sizeAndOptionsMayChangeUnderWay() throws Exception {
        Resource claim = claim("own", "grows");
        SmallLoop<RedisDriver.Seen> loop = loop();
        loop.settle(claim);
        try (Jedis tenant = TestRedis.tenant(credentials(claim))) {
            tenant.set("kept", "yes");
        }
        Resource larger = claim.with(
                "spec",
                claim.spec()
                        .with("size", Json.of("medium"))
                        .with("options", Json.object("evictionPolicy", "noeviction")));

        assertThat(SmallLoop.summaries(loop.plan(larger)))
                .containsExactly("set maxclients, maxmemory, maxmemory-policy of "
                        + tenancy(claim).identifier() + " as asked");
        loop.settle(larger);

        assertThat(new Landlord(site.directory()).home(new Claim(claim)).admin().parameters(List.of("maxmemory")))
                .containsValue(Long.toString(256L << 20));
        try (Jedis tenant = TestRedis.tenant(credentials(claim))) {
            assertThat(tenant.get("kept")).isEqualTo("yes");
        }
    }

    @Test
    void aServerThatWasKilledIsStartedAgainOnItsPort() throws Exception {
        Resource claim = claim("own", "killed");
        SmallLoop<RedisDriver.Seen> loop = loop();
        loop.settle(claim);
        Map<String, String> stored = credentials(claim);

        TestRedis.kill(stored);

        // Until the platform has noticed its end, a look fails and is repeated.
        TestRedis.await(() -> isLookedAt(loop, claim));
        assertThat(SmallLoop.summaries(loop.plan(claim)))
                .containsExactly("start the server of " + tenancy(claim).identifier() + " again");
        loop.settle(claim);
        assertThat(credentials(claim)).isEqualTo(stored);
        use(stored);
    }

    private static boolean isLookedAt(SmallLoop<RedisDriver.Seen> loop, Resource claim) throws InterruptedException {
        try {
            return !loop.plan(claim).actions().isEmpty();
        } catch (IOException away) {
            return false;
        }
    }

    @Test
    void whatCannotBeHadIsSaid() throws Exception {
        Resource claim = claim("own", "high");
        Resource available = claim.with("spec", claim.spec().with("highAvailability", Json.of(true)));
        Resource huge = claim.with("spec", claim.spec().with("size", Json.of("huge")));

        assertThat(loop().settle(available))
                .isEqualTo(new Outcome.Stuck(
                        "NotAvailable", "highAvailability is not available on driver embedded-redis"));
        assertThat(loop().settle(huge))
                .isEqualTo(new Outcome.Stuck("UnknownSize", "there is no size huge: small, medium, large or xlarge"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"port", "admin", "claim"})
    void aFileThatWasLostIsMadeAgain(String file) throws Exception {
        Resource claim = claim("own", "lost-" + file);
        try (Driver<RedisDriver.Seen> before = open()) {
            new SmallLoop<>(site, before).settle(claim);
        }
        Files.delete(new Landlord(site.directory())
                .home(new Claim(claim))
                .directory()
                .resolve(file));

        loop().settle(claim);

        use(credentials(claim));
    }
}
