package io.paviour.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.contract.TestSite;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Outcome;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// All caches on one real Redis that somebody else runs.
class SharedServerTest extends RedisContract {
    @TempDir
    static Path directory;

    private static TestSite site;
    private static TestRedis server;

    @BeforeAll
    static void start() throws Exception {
        TestRedis.letOthersPass(directory);
        site = new TestSite(directory.resolve("plugin"), Map.of());
        server = TestRedis.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected TestSite site() {
        return site;
    }

    @Override
    protected Driver<RedisDriver.Seen> open() {
        return new RedisDriver(site, new SharedServer(server.login(), new Rules(true)));
    }

    @Override
    protected boolean isGone(Resource claim) throws Exception {
        return new Admin(server.login()).user(new Claim(claim).identifier()) == null;
    }

    @Override
    protected void spoil(Resource claim) throws Exception {
        new Admin(server.login()).setUser(new Claim(claim).identifier(), List.of("nopass", "~*"));
    }

    @Test
    void aTenantSeesNothingOfAnother() throws Exception {
        Resource mine = claim("shared", "mine");
        Resource other = claim("shared", "other");
        loop().settle(mine);
        loop().settle(other);
        String theirs = credentials(other).get("keyPrefix") + "key";
        try (Jedis tenant = TestRedis.tenant(credentials(other))) {
            tenant.set(theirs, "secret");
        }

        try (Jedis tenant = TestRedis.tenant(credentials(mine))) {
            for (String command : List.of(
                    "GET " + theirs,
                    "DEL " + theirs,
                    "SET x 1",
                    "SUBSCRIBE " + theirs,
                    "SCAN 0",
                    "KEYS *",
                    "RANDOMKEY",
                    "DBSIZE",
                    "SELECT 1",
                    "FLUSHALL",
                    "PUBSUB CHANNELS",
                    "INFO",
                    "CONFIG GET *",
                    "ACL LIST")) {
                assertThatThrownBy(() -> TestRedis.run(tenant, command))
                        .as(command)
                        .hasMessageContaining("NOPERM");
            }
        }
    }

    @Test
    void itsKeysGoWithItAndNoOthers() throws Exception {
        Resource claim = claim("shared", "goes");
        Resource stays = claim("shared", "stays");
        loop().settle(claim);
        loop().settle(stays);
        TestRedis.use(credentials(stays));
        String prefix = credentials(claim).get("keyPrefix");
        try (Jedis tenant = TestRedis.tenant(credentials(claim))) {
            for (int number = 0; number < 3_000; number++) {
                tenant.set(prefix + number, "x");
            }
        }

        loop().settle(deleting(claim));

        try (Jedis admin = server.admin()) {
            assertThat(admin.keys(prefix + "*")).isEmpty();
            assertThat(admin.keys(credentials(stays).get("keyPrefix") + "*")).isNotEmpty();
            assertThat(admin.aclUsers()).doesNotContain(tenancy(claim).identifier());
        }
    }

    @Test
    void aUserOfSomebodyElseIsNotTouched() throws Exception {
        Resource claim = claim("shared", "taken");
        String name = tenancy(claim).identifier();
        new Admin(server.login()).setUser(name, List.of("on", ">theirs", "~theirs:*", "+get"));

        assertThat(loop().settle(claim))
                .isEqualTo(new Outcome.Stuck("NameTaken", "user " + name + " exists and was not made for this claim"));
        loop().settle(deleting(claim));

        try (Jedis admin = server.admin()) {
            assertThat(admin.aclUsers()).contains(name);
        }
    }

    @Test
    void aServerThatIsAwayIsTriedAgainLater() throws Exception {
        var nowhere = new Login("127.0.0.1", 1, false, "default", "hidden-password");
        Resource claim = claim("shared", "away");

        try (var driver = new RedisDriver(site, new SharedServer(nowhere, new Rules(true)))) {
            assertThatThrownBy(() -> driver.observe(claim, site))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:1")
                    .message()
                    .doesNotContain("hidden-password");
        }
    }

    @Test
    void aWrongPasswordOfTheAdministratorIsSaidWithoutIt() throws Exception {
        var wrong = new Login("127.0.0.1", server.login().port(), false, "default", "not-the-password");
        Resource claim = claim("shared", "wrong");

        try (var driver = new RedisDriver(site, new SharedServer(wrong, new Rules(true)))) {
            assertThatThrownBy(() -> driver.observe(claim, site))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("WRONGPASS")
                    .message()
                    .doesNotContain("not-the-password");
        }
    }
}
