package io.paviour.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.registry.Deletion;
import io.paviour.registry.Part;
import io.paviour.rehearsal.TestDesk;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.store.Bell;
import io.paviour.store.Database;
import io.paviour.store.Leadership;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestPostgres;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CollectorTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final InstantSource CLOCK = InstantSource.system();
    private static final KindName THING = new KindName("test.example.com", "Thing");

    private TestDesk desk;
    private Bell bell;
    private Collector collector;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        desk = new TestDesk(login(), CLOCK, "here");
        desk.furnish();
        desk.create(definition("Thing", "things", "Namespaced"));
        desk.create(definition("Hall", "halls", "Cluster"));
        desk.create("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");
        bell = desk.bell(() -> {});
        collector = collector(desk);
    }

    @AfterEach
    void close() {
        collector.close();
        bell.close();
        desk.close();
    }

    private static Database.Login login() {
        return new Database.Login(postgres.url(), postgres.user(), postgres.password());
    }

    private static Collector collector(TestDesk desk) {
        var leadership = new Leadership(desk.database(), Collector.OFFICE);
        return new Collector(desk.registry(), desk.view(), leadership, CLOCK);
    }

    private static String definition(String kind, String plural, String scope) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: PLURAL.test.example.com}
                spec:
                  group: test.example.com
                  scope: SCOPE
                  names: {kind: KIND, plural: PLURAL}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                """.replace("PLURAL", plural).replace("KIND", kind).replace("SCOPE", scope);
    }

    private Resource thing(String name, Resource... owners) {
        var references = new StringBuilder();
        for (Resource owner : owners) {
            references.append("{apiVersion: %s, kind: %s, name: %s, uid: %s, blockOwnerDeletion: true},"
                    .formatted(owner.apiVersion(), owner.kind().kind(), owner.name(), owner.uid()));
        }
        return desk.create("""
                apiVersion: test.example.com/v1
                kind: Thing
                metadata: {name: %s, namespace: shop, ownerReferences: [%s]}
                """.formatted(name, references));
    }

    private static Ref ref(String name) {
        return new Ref(THING, "shop", name);
    }

    private boolean isThere(String name) {
        return desk.view().packed(ref(name)) != null;
    }

    private void hold(String name) {
        desk.patch(ref(name), "{metadata: {finalizers: [test/held]}}", Part.MAIN);
    }

    private void letGo(String name) {
        desk.patch(ref(name), "{metadata: {finalizers: null}}", Part.MAIN);
    }

    private void delete(String name, Deletion.Propagation propagation) {
        desk.delete(ref(name), new Deletion(false, null, 0, propagation));
    }

    @Test
    void thoseThatAnOwnerOwnsFollowIt() {
        Resource grandparent = thing("grandparent");
        Resource parent = thing("parent", grandparent);
        thing("child", parent);
        thing("stranger");

        delete("grandparent", Deletion.Propagation.BACKGROUND);

        Eventually.holds(() -> {
            assertThat(isThere("parent")).isFalse();
            assertThat(isThere("child")).isFalse();
        });
        assertThat(isThere("stranger")).isTrue();
    }

    @Test
    void whoHasAnotherOwnerStaysAndForgetsTheOneThatIsGone() {
        Resource one = thing("one");
        Resource other = thing("other");
        thing("child", one, other);

        delete("one", Deletion.Propagation.BACKGROUND);

        Eventually.holds(
                () -> assertThat(desk.view().find(ref("child")).metadata().array("ownerReferences"))
                        .hasSize(1));
        assertThat(desk.view().packed(ref("child")).owners().getFirst().uid()).isEqualTo(other.uid());
    }

    @Test
    void inTheForegroundTheOwnerGoesLast() {
        Resource parent = thing("parent");
        Resource child = thing("child", parent);
        thing("grandchild", child);
        hold("grandchild");

        delete("parent", Deletion.Propagation.FOREGROUND);

        Eventually.holds(() ->
                assertThat(desk.view().packed(ref("grandchild")).isDeleting()).isTrue());
        assertThat(desk.view().find(ref("child")).finalizers()).containsExactly(Deletion.FOREGROUND);
        assertThat(desk.view().find(ref("parent")).finalizers()).containsExactly(Deletion.FOREGROUND);

        letGo("grandchild");

        Eventually.holds(() -> assertThat(isThere("parent")).isFalse());
        assertThat(isThere("child")).isFalse();
    }

    @Test
    void whoWaitsInTheForegroundGoesWhenTheOthersAreLetGo() {
        Resource parent = thing("parent");
        thing("kept", parent, thing("other"));
        thing("freed", parent);
        hold("freed");

        delete("parent", Deletion.Propagation.FOREGROUND);
        Eventually.holds(
                () -> assertThat(desk.view().packed(ref("freed")).isDeleting()).isTrue());
        desk.patch(ref("freed"), "{metadata: {ownerReferences: null}}", Part.MAIN);

        Eventually.holds(() -> assertThat(isThere("parent")).isFalse());
        assertThat(desk.view().packed(ref("kept")).owners()).hasSize(1);
        assertThat(isThere("freed")).isTrue();
    }

    @Test
    void whoWaitInTheForegroundForEachOtherGo() {
        Resource one = thing("one");
        Resource two = thing("two", one);
        Resource three = thing("three", two);
        desk.patch(ref("one"), """
                {metadata: {ownerReferences: [{apiVersion: test.example.com/v1, kind: Thing, name: three, uid: %s,
                                               blockOwnerDeletion: true}]}}
                """.formatted(three.uid()), Part.MAIN);

        delete("two", Deletion.Propagation.FOREGROUND);
        delete("one", Deletion.Propagation.FOREGROUND);

        Eventually.holds(
                () -> assertThat(List.of("one", "two", "three").stream().filter(this::isThere))
                        .isEmpty());
    }

    @Test
    void orphansStay() {
        Resource parent = thing("parent");
        thing("child", parent);

        delete("parent", Deletion.Propagation.ORPHAN);

        Eventually.holds(() -> assertThat(isThere("parent")).isFalse());
        assertThat(desk.view().packed(ref("child")).owners()).isEmpty();
    }

    @Test
    void whoNamesAnOwnerThatNeverWasGoes() {
        Resource parent = thing("parent");
        delete("parent", Deletion.Propagation.BACKGROUND);

        thing("late", parent);

        Eventually.holds(() -> assertThat(isThere("late")).isFalse());
    }

    @Test
    void anOwnerInAnotherNamespaceOwnsNothingAndNoneOutsideOfAll() {
        Resource parent = thing("parent");
        desk.create("""
                apiVersion: test.example.com/v1
                kind: Thing
                metadata:
                  name: elsewhere
                  namespace: default
                  ownerReferences: [{apiVersion: test.example.com/v1, kind: Thing, name: parent, uid: %s}]
                """.formatted(parent.uid()));
        Resource hall = desk.create("""
                apiVersion: test.example.com/v1
                kind: Hall
                metadata:
                  name: hall
                  ownerReferences: [{apiVersion: test.example.com/v1, kind: Thing, name: parent, uid: %s}]
                """.formatted(parent.uid()));
        thing("child", hall);

        Eventually.holds(() -> assertThat(desk.view().packed(new Ref(THING, "default", "elsewhere")))
                .isNull());
        delete("parent", Deletion.Propagation.BACKGROUND);
        desk.delete(hall.ref(), Deletion.PLAIN);
        Eventually.holds(() -> assertThat(isThere("child")).isFalse());
    }

    @Test
    void aNamespaceTakesWithItWhatIsInIt() {
        Ref namespace = new Ref(new KindName("", "Namespace"), "", "shop");
        thing("free");
        thing("held");
        hold("held");

        desk.delete(namespace, Deletion.PLAIN);

        Eventually.holds(() -> {
            assertThat(isThere("free")).isFalse();
            assertThat(desk.view()
                            .find(namespace)
                            .condition("NamespaceContentRemaining")
                            .message())
                    .isEqualTo("Some resources are remaining: things.test.example.com has 1 resource instances");
        });
        assertThat(TestDesk.refused(() -> thing("late"))).isInstanceOf(Problem.Terminating.class);

        letGo("held");

        Eventually.holds(() -> assertThat(desk.view().packed(namespace)).isNull());
    }

    @Test
    void aKindTakesWithItItsResources() {
        Ref definition = new Ref(
                new KindName("apiextensions.k8s.io", "CustomResourceDefinition"), "", "things.test.example.com");
        thing("free");
        thing("held");
        hold("held");

        desk.delete(definition, Deletion.PLAIN);

        Eventually.holds(() -> assertThat(isThere("free")).isFalse());
        assertThat(desk.registry().kind(THING)).isNotNull();
        letGo("held");
        Eventually.holds(() -> assertThat(desk.view().packed(definition)).isNull());
        assertThat(desk.registry().kind(THING)).isNull();
    }

    @Test
    void whatIsFreedIsCountedAnew() {
        thing("earlier");
        Ref quota = desk.create("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: few, namespace: shop}
                spec: {hard: {count/things.test.example.com: "2"}}
                """).ref();
        Eventually.holds(() -> assertThat(used(quota)).isEqualTo("1"));

        thing("second");

        assertThat(used(quota)).isEqualTo("2");
        assertThat(TestDesk.refused(() -> thing("third")).message())
                .isEqualTo("things.test.example.com \"third\" is forbidden: exceeded quota: few, requested:"
                        + " count/things.test.example.com=1, used: count/things.test.example.com=2, limited:"
                        + " count/things.test.example.com=2");
        delete("earlier", Deletion.Propagation.BACKGROUND);
        Eventually.holds(() -> assertThat(used(quota)).isEqualTo("1"));
        thing("third");
        assertThat(desk.view().find(quota).status().string("summary")).isEqualTo("count/things.test.example.com: 2/2");
    }

    @Test
    void noTwoCreatesTakeTheLastPlace() throws Exception {
        Ref quota = desk.create("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: few, namespace: shop}
                spec: {hard: {count/things.test.example.com: 10}}
                """).ref();
        try (var there = new TestDesk(login(), CLOCK, "there");
                var heard = there.bell(() -> {});
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> creates = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                TestDesk on = i % 2 == 0 ? desk : there;
                String name = "thing-" + i;
                creates.add(() -> isCreated(on, name));
            }

            int created = 0;
            for (Future<Boolean> create : pool.invokeAll(creates)) {
                created += create.get() ? 1 : 0;
            }

            assertThat(created).isEqualTo(10);
            Eventually.holds(() -> {
                assertThat(desk.view().count(THING, "shop")).isEqualTo(10);
                assertThat(used(quota)).isEqualTo("10");
            });
            assertThat(heard.isHearing()).isTrue();
        }
    }

    private static boolean isCreated(TestDesk desk, String name) {
        try {
            desk.create("{apiVersion: test.example.com/v1, kind: Thing, metadata: {name: %s, namespace: shop}}"
                    .formatted(name));
            return true;
        } catch (ProblemException full) {
            assertThat(full.problem()).isInstanceOf(Problem.Forbidden.class);
            return false;
        }
    }

    private String used(Ref quota) {
        Json.Obj used = desk.view().find(quota).status().object("used");
        return used.string("count/things.test.example.com");
    }

    @Test
    void whoComesToLeadDoesWhatTheLastOneLeftUndone() throws Exception {
        Resource parent = thing("parent");
        thing("child", parent);
        collector.close();
        delete("parent", Deletion.Propagation.BACKGROUND);
        desk.delete(new Ref(new KindName("", "Namespace"), "", "shop"), Deletion.PLAIN);

        collector = collector(desk);

        Eventually.holds(() -> {
            assertThat(isThere("child")).isFalse();
            assertThat(desk.view().packed(new Ref(new KindName("", "Namespace"), "", "shop")))
                    .isNull();
        });
    }

    @Test
    void oneOfTwoReplicasLeadsAndTheOtherTakesOver() throws Exception {
        try (var there = new TestDesk(login(), CLOCK, "there");
                var heard = there.bell(() -> {});
                var second = collector(there)) {
            Resource parent = thing("parent");
            thing("child", parent);
            collector.close();

            delete("parent", Deletion.Propagation.BACKGROUND);

            Eventually.holds(() -> assertThat(there.view().packed(ref("child"))).isNull());
        }
    }
}
