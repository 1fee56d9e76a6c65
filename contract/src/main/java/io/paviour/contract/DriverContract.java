package io.paviour.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.plugin.Action;
import io.paviour.plugin.Driver;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Tenancy;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every driver promises, for one whose claims have credentials. Extend it in the driver's own tests,
/// on its real engine; each test has a driver of its own on the same engine.
///
/// @param <W> what the driver sees
public abstract class DriverContract<W> {
    private static final int MANY = 24;

    private final List<Driver<W>> opened = new ArrayList<>();

    /// A site that lasts for the whole class: what was made on it is found again by the next driver.
    protected abstract TestSite site();

    /// A driver on `site()`.
    protected abstract Driver<W> open();

    /// `kind`, `apiVersion` and `spec` of a claim.
    protected abstract Json.Obj asked();

    /// How the driver names things.
    protected abstract Tenancy tenancy(Resource claim);

    /// Works with what was made, as the team would: writes something and reads it again.
    ///
    /// @throws Exception if the credentials lead nowhere
    protected abstract void use(Map<String, String> credentials) throws Exception;

    /// Whether the engine has nothing of a claim any more.
    protected abstract boolean isGone(Resource claim) throws Exception;

    /// Does to the engine, as its administrator, what the driver has to put right.
    protected abstract void spoil(Resource claim) throws Exception;

    /// A loop with a driver of its own, closed after the test.
    protected final SmallLoop<W> loop() {
        Driver<W> driver = open();
        opened.add(driver);
        return new SmallLoop<>(site(), driver);
    }

    /// A claim with a `uid` of its own.
    protected final Resource claim(String namespace, String name) {
        return new Resource(asked().with(
                        "metadata",
                        Json.object(
                                "namespace",
                                namespace,
                                "name",
                                name,
                                "uid",
                                UUID.randomUUID().toString(),
                                "generation",
                                1)));
    }

    /// The claim as it is when somebody has deleted it.
    protected static Resource deleting(Resource claim) {
        return claim.withMetadata(claim.metadata().with("deletionTimestamp", "2026-11-22T13:30:00Z"));
    }

    /// The values of the claim's Secret.
    protected final Map<String, String> credentials(Resource claim) {
        return site().read(tenancy(claim).secret());
    }

    @AfterEach
    void close() throws Exception {
        for (Driver<W> driver : opened) {
            driver.close();
        }
    }

    @Test
    void aClaimBecomesWhatItsCredentialsOpen() throws Exception {
        Resource claim = claim("contract", "first");

        Outcome outcome = loop().settle(claim);

        assertThat(outcome).isInstanceOf(Outcome.Settled.class);
        use(credentials(claim));
    }

    @Test
    void noPlanTellsASecret() throws Exception {
        Resource claim = claim("contract", "told");
        SmallLoop<W> loop = loop();
        var told = new StringBuilder(loop.plan(claim).toString());

        loop.settle(claim);

        told.append(loop.plan(claim)).append(loop.plan(deleting(claim)));
        assertThat(told.toString()).doesNotContain(credentials(claim).get("password"));
    }

    @Test
    void doneTwiceIsDoneOnce() throws Exception {
        Resource claim = claim("contract", "twice");
        SmallLoop<W> loop = loop();
        List<Action> first = loop.plan(claim).actions();
        loop.settle(claim);
        Map<String, String> stored = credentials(claim);

        for (Action action : first) {
            loop.carryOut(claim, action);
        }

        assertThat(SmallLoop.summaries(loop.plan(claim))).isEmpty();
        assertThat(credentials(claim)).isEqualTo(stored);
        use(stored);
    }

    @Test
    void afterACrashBehindAnyActionTheRestIsDone() throws Exception {
        int actions = loop().plan(claim("crash", "count")).actions().size();
        for (int done = 0; done <= actions; done++) {
            Resource claim = claim("crash", "after-" + done);
            try (Driver<W> dying = open()) {
                var loop = new SmallLoop<>(site(), dying);
                List<Action> first = loop.plan(claim).actions();
                for (Action action : first.subList(0, done)) {
                    loop.carryOut(claim, action);
                }
            }
            Map<String, String> stored = credentials(claim);

            Outcome outcome = loop().settle(claim);

            assertThat(outcome).as("after %d actions", done).isInstanceOf(Outcome.Settled.class);
            if (done > 0) {
                assertThat(credentials(claim)).isEqualTo(stored);
            }
            use(credentials(claim));
        }
    }

    @Test
    void whatSomebodyElseChangedIsPutRight() throws Exception {
        Resource claim = claim("contract", "spoiled");
        SmallLoop<W> loop = loop();
        loop.settle(claim);

        spoil(claim);

        Plan plan = loop.plan(claim);
        assertThat(plan.actions()).as("what is to be put right").isNotEmpty();
        loop.settle(claim);
        use(credentials(claim));
    }

    @Test
    void whatIsDeletedIsGoneAndMayBeDeletedTwice() throws Exception {
        Resource claim = claim("contract", "deleted");
        SmallLoop<W> loop = loop();
        loop.settle(claim);
        Map<String, String> stored = credentials(claim);

        List<Action> demolition = loop.plan(deleting(claim)).actions();
        assertThat(loop.settle(deleting(claim))).isInstanceOf(Outcome.Settled.class);
        for (Action action : demolition) {
            loop.carryOut(deleting(claim), action);
        }

        assertThat(loop.plan(deleting(claim)).actions()).isEmpty();
        assertThat(credentials(claim)).isEmpty();
        assertThat(isGone(claim)).isTrue();
        assertThatThrownBy(() -> use(stored)).isInstanceOf(Exception.class);
    }

    @Test
    void whatWasOnlyBegunGoesToo() throws Exception {
        SmallLoop<W> loop = loop();
        int actions = loop.plan(claim("begun", "count")).actions().size();
        for (int done = 0; done <= actions; done++) {
            Resource claim = claim("begun", "after-" + done);
            for (Action action : loop.plan(claim).actions().subList(0, done)) {
                loop.carryOut(claim, action);
            }

            Outcome outcome = loop.settle(deleting(claim));

            assertThat(outcome).as("after %d actions", done).isInstanceOf(Outcome.Settled.class);
            assertThat(isGone(claim)).as("gone after %d actions", done).isTrue();
            assertThat(credentials(claim)).isEmpty();
        }
    }

    @Test
    void aNameThatIsUsedAgainLeadsToSomethingNew() throws Exception {
        Resource former = claim("contract", "again");
        SmallLoop<W> loop = loop();
        loop.settle(former);
        Map<String, String> stored = credentials(former);
        loop.settle(deleting(former));

        Resource claim = claim("contract", "again");
        loop.settle(claim);

        assertThat(credentials(claim).get("password")).isNotEqualTo(stored.get("password"));
        use(credentials(claim));
    }

    @Test
    void everyLegalNameIsFine() throws Exception {
        SmallLoop<W> loop = loop();
        for (String name : List.of("a", "a-b", "a.b", "a".repeat(60), "z9-8-7")) {
            for (String namespace : List.of("n", "1-and-2", "n".repeat(63))) {
                Resource claim = claim(namespace, name);

                assertThat(loop.settle(claim)).as("%s/%s", namespace, name).isInstanceOf(Outcome.Settled.class);

                use(credentials(claim));
                loop.settle(deleting(claim));
            }
        }
    }

    @Test
    void manyClaimsAtOnceStayApart() throws Exception {
        SmallLoop<W> loop = loop();
        List<Resource> claims = new ArrayList<>();
        for (int number = 0; number < MANY; number++) {
            claims.add(claim("many", "claim-" + number));
        }

        try (var threads = Executors.newFixedThreadPool(MANY)) {
            List<Callable<Outcome>> all = claims.stream()
                    .<Callable<Outcome>>map(claim -> () -> loop.settle(claim))
                    .toList();
            for (Future<Outcome> one : threads.invokeAll(all)) {
                assertThat(one.get()).isInstanceOf(Outcome.Settled.class);
            }
        }

        for (Resource claim : claims) {
            use(credentials(claim));
        }
        assertThat(claims.stream().map(claim -> credentials(claim).get("uri"))).doesNotHaveDuplicates();
        for (Resource claim : claims) {
            loop.settle(deleting(claim));
        }
    }
}
