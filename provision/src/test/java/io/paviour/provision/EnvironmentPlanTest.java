package io.paviour.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentPlanTest {
    private static final String SPEC = """
            services: [{name: api}, {name: worker}]
            databases: [{name: app-db, type: postgres}]
            secrets: [{name: api-keys}]
            networking: {ingress: {enabled: true, hostname: shop.localhost}}
            """;

    private final EnvironmentReconciler reconciler = new EnvironmentReconciler();
    private final TestWorld world = new TestWorld();

    private Plan plan(Resource environment) {
        return reconciler.plan(environment, reconciler.observe(environment, world));
    }

    private List<String> actions(Resource environment) {
        return plan(environment).actions().stream().map(Action::summary).toList();
    }

    @Test
    void everythingIsCreatedInOneGo() {
        assertThat(actions(TestWorld.shop(SPEC)))
                .containsExactly(
                        "create Secret platform/shop-api-keys",
                        "create Database platform/shop-app-db",
                        "create Workload platform/shop-api",
                        "create Workload platform/shop-worker",
                        "create Route platform/shop-api");
    }

    @Test
    void aPreviewOfAnEnvironmentThatIsNotStoredIsTheSame() {
        Resource stored = TestWorld.shop(SPEC);
        Resource draft = stored.withMetadata(stored.metadata().without("uid").without("generation"));

        assertThat(plan(draft).actions()).isEqualTo(plan(stored).actions());
    }

    @Test
    void aPreviewOfADocumentSeesTheChildrenOfTheStoredEnvironment() {
        Resource stored = TestWorld.shop(SPEC);
        world.put(stored);
        world.settle(reconciler, stored);
        Resource draft = stored.withMetadata(stored.metadata().without("uid").without("generation"));

        assertThat(actions(draft)).isEmpty();
    }

    @Test
    void nothingIsDoneTwice() {
        Resource shop = TestWorld.shop(SPEC);
        world.settle(reconciler, shop);

        assertThat(actions(shop)).isEmpty();
    }

    @Test
    void onlyWhatChangedIsWritten() {
        world.settle(reconciler, TestWorld.shop(SPEC));

        assertThat(actions(TestWorld.shop(SPEC.replace("{name: worker}", "{name: worker, replicas: 3}"))))
                .containsExactly("change Workload platform/shop-worker");
    }

    @Test
    void aFieldThatIsWantedNoLongerIsSeen() {
        world.settle(reconciler, TestWorld.shop(SPEC.replace("{name: worker}", "{name: worker, health: {path: /}}")));

        assertThat(actions(TestWorld.shop(SPEC))).containsExactly("change Workload platform/shop-worker");
    }

    @Test
    void whatSomebodyElseChangedIsPutBack() {
        Resource shop = TestWorld.shop(SPEC);
        world.settle(reconciler, shop);
        Resource database = world.find(TestWorld.ref("Database", "shop-app-db"));
        world.put(database.with("spec", database.spec().with("type", "redis")));

        assertThat(actions(shop)).containsExactly("change Database platform/shop-app-db");
    }

    @Test
    void whatSomebodyElseAddedMayStay() {
        Resource shop = TestWorld.shop(SPEC);
        world.settle(reconciler, shop);
        Resource api = world.find(TestWorld.ref("Workload", "shop-api"));
        Json.Obj annotations = api.metadata().object("annotations").with("note", "ours");
        world.put(api.withMetadata(api.metadata().with("annotations", annotations)));

        assertThat(actions(shop)).isEmpty();
    }

    @Test
    void whatIsWantedNoLongerGoesAndNobodyIsLeftWithItsVariables() {
        world.settle(reconciler, TestWorld.shop(SPEC));

        assertThat(actions(TestWorld.shop("services: [{name: api}]")))
                .containsExactly(
                        "delete Route platform/shop-api",
                        "change Workload platform/shop-api",
                        "delete Workload platform/shop-worker",
                        "delete Database platform/shop-app-db",
                        "delete Secret platform/shop-api-keys");
    }

    @Test
    void anOldRouteLetsGoOfItsHostnameBeforeTheNewOneTakesIt() {
        world.settle(reconciler, TestWorld.shop(SPEC));

        assertThat(actions(TestWorld.shop(SPEC.replace("shop.localhost", "shop.localhost, service: worker"))))
                .containsExactly("delete Route platform/shop-api", "create Route platform/shop-worker");
    }

    @Test
    void aChildThatSomebodyDeletesIsMadeAnewOnceItIsGone() {
        Resource shop = TestWorld.shop(SPEC);
        world.settle(reconciler, shop);
        world.put(TestWorld.deleting(world.find(TestWorld.ref("Database", "shop-app-db"))));

        assertThat(actions(shop)).isEmpty();

        world.remove(TestWorld.ref("Database", "shop-app-db"));

        assertThat(actions(shop)).containsExactly("create Database platform/shop-app-db");
    }

    @Test
    void aNameThatSomebodyElseHasIsLeftAlone() {
        world.put(TestWorld.resource("""
                apiVersion: platform.example.com/v1
                kind: Database
                metadata: {name: shop-app-db, namespace: platform}
                """));

        Plan plan = plan(TestWorld.shop(SPEC));

        assertThat(plan.actions()).extracting(Action::summary).doesNotContain("create Database platform/shop-app-db");
        assertThat(plan.actions()).hasSize(4);
        assertThat(plan.outcome())
                .isEqualTo(new Outcome.Stuck(
                        "NameTaken",
                        "Database platform/shop-app-db exists already and does not belong to this environment: rename "
                                + "database app-db, or remove the other"));
    }

    @Test
    void nothingIsTouchedWhileTheSpecHasAFlaw() {
        world.settle(reconciler, TestWorld.shop(SPEC));

        Plan plan = plan(TestWorld.shop("{services: [], networking: {ingress: {enabled: true}}}"));

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.outcome())
                .isEqualTo(
                        new Outcome.Stuck("NoHostname", "networking.ingress is enabled and has no hostname: add one"));
    }

    @Test
    void aDeletedEnvironmentTakesItsPartsAlongInOrder() {
        Resource shop = TestWorld.shop(SPEC);
        world.settle(reconciler, shop);
        Resource leaving = TestWorld.deleting(shop);

        assertThat(actions(leaving)).containsExactly("delete Route platform/shop-api");
        Plan plan = world.settle(reconciler, leaving);

        assertThat(world.names()).containsExactly("Database shop-app-db (deleting)", "Secret shop-api-keys");
        assertThat(plan.outcome().message()).isEqualTo("waits for Database shop-app-db to go");

        world.tell("Database", "shop-app-db", false, "Dumping", "takes a final dump");
        assertThat(plan(leaving).outcome().message())
                .isEqualTo("waits for Database shop-app-db to go: takes a final dump");

        world.remove(TestWorld.ref("Database", "shop-app-db"));
        assertThat(actions(leaving)).containsExactly("delete Secret platform/shop-api-keys");
        assertThat(world.settle(reconciler, leaving).outcome())
                .isEqualTo(new Outcome.Settled("Deleted", "all parts are gone"));
    }

    @Test
    void itsReferencesAreTheChildrenItWants() {
        assertThat(reconciler.references(TestWorld.shop("{services: [{name: api}], secrets: [{name: keys}]}")))
                .containsExactlyInAnyOrder(TestWorld.ref("Workload", "shop-api"), TestWorld.ref("Secret", "shop-keys"));
    }

    @Test
    void theUrlIsThatOfTheRoute() {
        Resource shop = TestWorld.shop(SPEC);
        world.settle(reconciler, shop);
        Resource route = world.find(TestWorld.ref("Route", "shop-api"));
        world.put(route.withStatus(Json.object("url", "http://shop.localhost:7080")));

        assertThat(plan(shop).status()).isEqualTo(Json.object("url", "http://shop.localhost:7080"));
        assertThat(plan(TestWorld.shop("services: []")).status().fields()).isEqualTo(Map.of("url", Json.NULL));
    }
}
