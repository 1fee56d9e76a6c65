package io.paviour.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.plugin.Action;
import io.paviour.plugin.Drivers;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reconciler.Placement;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClaimReconcilerTest {
    private static final Json.Obj MADE_BY_POSTGRES = Json.object("driver", "test-postgres", "type", "postgres");

    private static Resource database(String type) {
        return TestWorld.resource("""
                apiVersion: platform.example.com/v1
                kind: Database
                metadata: {name: app-db, namespace: platform, uid: u1}
                spec: {type: %s, owner: team-alpha}
                """.formatted(type));
    }

    private static Resource workload() {
        return TestWorld.resource("""
                apiVersion: platform.example.com/v1
                kind: Workload
                metadata: {name: api, namespace: platform}
                spec: {owner: team-alpha}
                """);
    }

    private static Plan plan(String kind, Drivers drivers, Resource claim) throws IOException, InterruptedException {
        var reconciler = new ClaimReconciler(kind, drivers);
        return reconciler.plan(claim, reconciler.observe(claim, new TestWorld()));
    }

    @Test
    void theDriverOfTheTypePlansAndIsNotedBeforeItActs() throws Exception {
        Drivers drivers = TestDriver.house(TestDriver.of("Database", "postgres", 0));

        Plan plan = plan("Database", drivers, database("postgres"));

        assertThat(plan.actions())
                .extracting(Action::summary)
                .containsExactly("hand over to driver test-postgres", "make it 1");
        assertThat(plan.actions().getFirst())
                .isEqualTo(new Action.Note("hand over to driver test-postgres", MADE_BY_POSTGRES));
        assertThat(plan.outcome()).isEqualTo(new Outcome.Settled("it becomes 1"));
    }

    @Test
    void aDriverIsNotedOnce() throws Exception {
        Drivers drivers = TestDriver.house(TestDriver.of("Database", "postgres", 0));

        Plan plan = plan("Database", drivers, database("postgres").withStatus(MADE_BY_POSTGRES));

        assertThat(plan.actions()).extracting(Action::summary).containsExactly("make it 1");
    }

    @Test
    void aDriverWithNothingToDoIsNotNoted() throws Exception {
        Plan plan = plan("Workload", TestDriver.house(TestDriver.of("Workload", "", 1)), workload());

        assertThat(plan).isEqualTo(Plan.of(new Outcome.Settled("it is 1")));
    }

    @Test
    void aTypeThatNobodyProvidesIsNamedWithThoseThereAre() throws Exception {
        Drivers drivers =
                TestDriver.house(TestDriver.of("Database", "redis", 0), TestDriver.of("Database", "postgres", 0));

        assertThat(plan("Database", drivers, database("mysql")).outcome())
                .isEqualTo(new Outcome.Stuck(
                        "NoDriver", "no driver provides Database type mysql; there are: postgres, redis"));
        assertThat(plan("Workload", drivers, workload()).outcome())
                .isEqualTo(new Outcome.Stuck("NoDriver", "no driver provides Workload; there are none"));
    }

    @Test
    void aClaimThatADriverActedForIsNeverDroppedWithoutIt() throws Exception {
        Resource leaving = TestWorld.deleting(database("postgres").withStatus(MADE_BY_POSTGRES));

        Plan plan = plan("Database", TestDriver.house(TestDriver.of("Database", "redis", 0)), leaving);

        assertThat(plan)
                .isEqualTo(Plan.of(new Outcome.Stuck(
                        "NoDriver",
                        "no driver provides Database type postgres any more, so nobody can take away what "
                                + "test-postgres made: bring that driver back; there are: redis")));
    }

    @Test
    void aClaimThatNoDriverEverActedForMayGo() throws Exception {
        Plan plan = plan("Database", TestDriver.house(), TestWorld.deleting(database("mysql")));

        assertThat(plan).isEqualTo(Plan.of(new Outcome.Settled("Deleted", "no driver ever acted for it")));
    }

    @Test
    void theDriverTakesAwayWhatItMade() throws Exception {
        Drivers drivers = TestDriver.house(TestDriver.of("Database", "postgres", 1));

        Plan plan = plan("Database", drivers, TestWorld.deleting(database("postgres")));

        assertThat(plan.actions()).extracting(Action::summary).containsExactly("make it 0");
    }

    @Test
    void aTypeThatWasChangedReachesNoOtherDriver() throws Exception {
        Drivers drivers =
                TestDriver.house(TestDriver.of("Database", "postgres", 0), TestDriver.of("Database", "redis", 0));
        Resource changed = database("redis").withStatus(MADE_BY_POSTGRES);

        assertThat(plan("Database", drivers, changed))
                .isEqualTo(Plan.of(new Outcome.Stuck(
                        "TypeChanged",
                        "a Database stays what it was made as: spec.type must be postgres again; for redis make a "
                                + "new one")));
    }

    @Test
    void aClaimWithAChangedTypeIsTakenAwayByTheDriverThatMadeIt() throws Exception {
        Drivers drivers =
                TestDriver.house(TestDriver.of("Database", "postgres", 1), TestDriver.of("Database", "redis", 0));
        Resource changed = database("redis").withStatus(MADE_BY_POSTGRES);

        assertThat(plan("Database", drivers, TestWorld.deleting(changed)).actions())
                .extracting(Action::summary)
                .containsExactly("make it 0");
    }

    @Test
    void whereAClaimIsPlannedIsTheDriversWord() {
        assertThat(placement(false, false)).isEqualTo(Placement.ANY_NODE);
        assertThat(placement(true, true)).isEqualTo(Placement.ONE_NODE);
        assertThat(placement(true, false)).isEqualTo(Placement.BOUND);
        assertThat(new ClaimReconciler("Workload", TestDriver.house()).placement(workload()))
                .isEqualTo(Placement.ANY_NODE);
    }

    private static Placement placement(boolean onOneNode, boolean mayMove) {
        var driver = new TestDriver("Workload", "", onOneNode, mayMove, 0);
        return new ClaimReconciler("Workload", TestDriver.house(driver)).placement(workload());
    }

    @Test
    void whatAClaimRefersToIsTheDriversWord() {
        var reconciler = new ClaimReconciler("Workload", TestDriver.house(TestDriver.of("Workload", "", 0)));

        assertThat(reconciler.references(workload())).containsExactly(TestWorld.ref("Secret", "keys"));
        assertThat(new ClaimReconciler("Workload", TestDriver.house()).references(workload()))
                .isEmpty();
    }
}
