package io.paviour.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final String SPEC = """
            services: [{name: api}, {name: worker}]
            databases: [{name: app-db, type: postgres}]
            secrets: [{name: api-keys}]
            networking: {ingress: {enabled: true, hostname: shop.localhost}}
            """;

    private final EnvironmentReconciler reconciler = new EnvironmentReconciler();
    private final TestWorld world = new TestWorld();
    private Resource shop = TestWorld.shop(SPEC);

    private Plan plan() {
        return reconciler.plan(shop, reconciler.observe(shop, world));
    }

    private List<String> conditions() {
        return plan().conditions().stream()
                .map(told -> told.type() + " " + told.holds() + " " + told.reason() + ": " + told.message())
                .toList();
    }

    private void start() {
        world.settle(reconciler, shop);
        world.tellAllReady();
    }

    @Test
    void beforeAnythingIsThere() {
        assertThat(conditions())
                .containsExactly(
                        "DatabasesReady false Waiting: waits for Database app-db: it is not there yet",
                        "SecretsReady false Waiting: waits for Secret api-keys: it is not there yet",
                        "WorkloadsReady false Waiting: waits for Workload api: it is not there yet",
                        "NetworkReady false Waiting: waits for Route api: it is not there yet");
        assertThat(plan().outcome().message()).isEqualTo("waits for Database app-db: it is not there yet");
    }

    @Test
    void beforeTheDriversHaveLooked() {
        world.settle(reconciler, shop);

        assertThat(conditions())
                .startsWith("DatabasesReady false Waiting: waits for Database app-db: it was not looked at yet");
    }

    @Test
    void whenAllIsReady() {
        start();

        assertThat(conditions())
                .containsExactly(
                        "DatabasesReady true Ready: 1 database is ready",
                        "SecretsReady true Ready: 1 secret is ready",
                        "WorkloadsReady true Ready: 2 workloads are ready",
                        "NetworkReady true Ready: shop.localhost leads to api");
        assertThat(plan().outcome()).isEqualTo(new Outcome.Settled("everything asked for is there"));
    }

    @Test
    void whenNothingIsAskedFor() {
        shop = TestWorld.shop("services: []");

        assertThat(conditions())
                .containsExactly(
                        "DatabasesReady true Ready: no databases are asked for",
                        "SecretsReady true Ready: no secrets are asked for",
                        "WorkloadsReady true Ready: no workloads are asked for",
                        "NetworkReady true Ready: not reached from outside");
    }

    @Test
    void theOneThingWaitedForIsNamed() {
        start();
        world.tell("Database", "shop-app-db", false, "Creating", "creating role");
        world.tell("Workload", "shop-worker", false, "Starting", "0 of 1 replicas are ready");

        assertThat(conditions())
                .contains(
                        "DatabasesReady false Waiting: waits for Database app-db: creating role",
                        "WorkloadsReady false Waiting: waits for Workload worker: 0 of 1 replicas are ready");
        assertThat(plan().outcome())
                .isInstanceOf(Outcome.Working.class)
                .returns("waits for Database app-db: creating role", Outcome::message);
    }

    @Test
    void aMissingReleaseAndMissingValuesHoldNothingBack() {
        start();
        world.tell("Workload", "shop-worker", false, "AwaitingRelease", "waits for a first release");
        world.tell("Secret", "shop-api-keys", false, "AwaitingValues", "waits for values");

        assertThat(conditions())
                .contains(
                        "SecretsReady true Ready: api-keys waits for values",
                        "WorkloadsReady true Ready: 1 workload is ready; worker waits for a first release");
        assertThat(plan().outcome())
                .isEqualTo(new Outcome.Settled("everything asked for is there; api-keys waits for values; "
                        + "worker waits for a first release"));
    }

    @Test
    void aRouteToAServiceThatWaitsForItsFirstReleaseHoldsNothingBack() {
        start();
        world.tell("Workload", "shop-api", false, "AwaitingRelease", "waits for a first release");
        world.tell("Route", "shop-api", false, "NoEndpoints", "no instance is ready");

        assertThat(conditions())
                .contains("NetworkReady true Ready: shop.localhost leads to api; "
                        + "nobody answers there before the first release of api");
    }

    @Test
    void aRouteWithoutEndpointsToAReleasedServiceIsWaitedFor() {
        start();
        world.tell("Route", "shop-api", false, "NoEndpoints", "no instance is ready");

        assertThat(conditions()).contains("NetworkReady false Waiting: waits for Route api: no instance is ready");
    }

    @Test
    void aConditionOfAnEarlierGenerationDoesNotCount() {
        start();
        shop = TestWorld.shop(SPEC.replace("{name: worker}", "{name: worker, replicas: 3}"));
        world.settle(reconciler, shop);

        assertThat(conditions())
                .contains("WorkloadsReady false Waiting: waits for Workload worker: it was not looked at yet");
    }

    @Test
    void aDatabaseThatIsRemovedIsNamed() {
        start();
        shop = TestWorld.shop("services: []");
        world.settle(reconciler, shop);

        assertThat(conditions()).contains("DatabasesReady false Removing: removes Database app-db after a final dump");

        world.tell("Database", "shop-app-db", false, "CannotDump", "a dump would miss an extension");
        assertThat(conditions())
                .contains("DatabasesReady false Removing: removes Database app-db after a final dump: "
                        + "a dump would miss an extension");
    }

    @Test
    void aChildThatSomebodyDeletedIsNamed() {
        start();
        world.put(TestWorld.deleting(world.find(TestWorld.ref("Database", "shop-app-db"))));

        assertThat(conditions())
                .contains("DatabasesReady false Waiting: waits for Database app-db: somebody deleted it; "
                        + "it is made anew once it is gone");
    }

    @Test
    void aFlawIsToldByTheConditionOfThePartsThatItSpoils() {
        shop = TestWorld.shop("services: [{name: api, environment: {a-b: x}}]");

        assertThat(conditions())
                .contains("WorkloadsReady false InvalidVariable: service api has a variable \"a-b\": a name has "
                        + "letters, digits and _, no digit first, and at most 128 of them");
    }

    @Test
    void egressThatNobodyEnforcesIsToldHonestly() {
        shop = TestWorld.shop("networking: {egress: {allowed: none}}");

        assertThat(conditions())
                .contains("NetworkReady true Ready: not reached from outside; "
                        + "egress is not enforced: none was asked for, all is allowed");
    }
}
