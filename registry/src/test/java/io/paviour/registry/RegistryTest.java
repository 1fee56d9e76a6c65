package io.paviour.registry;

import static io.paviour.registry.TestRegistry.ADMIN;
import static io.paviour.registry.TestRegistry.refused;
import static io.paviour.registry.TestRegistry.thing;
import static io.paviour.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.FieldSelector;
import io.paviour.schema.LabelSelector;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegistryTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final TestClock clock = new TestClock();
    private static TestRegistry here;
    private static TestRegistry there;

    @BeforeAll
    static void open() throws Exception {
        here = TestRegistry.furnished(postgres, clock);
        there = new TestRegistry(postgres, clock);
    }

    @AfterAll
    static void close() {
        there.close();
        here.close();
    }

    @AfterEach
    void clear() {
        for (Resource thing : here.view.list(TestRegistry.THING, "")) {
            here.registry.rewrite(ADMIN, thing.ref(), Part.MAIN, live -> {
                Json.Obj metadata = live.object("metadata").without("finalizers");
                return live.with("metadata", metadata);
            });
            if (here.view.find(thing.ref()) != null) {
                here.registry.delete(ADMIN, here.things(), thing.namespace(), thing.name(), Deletion.PLAIN);
            }
        }
    }

    @Test
    void whatIsCreatedIsCompletedByTheServer() {
        Json.Obj sent = thing("one", "{size: 1}")
                .with("status", yaml("{told: lies}"))
                .with("metadata", yaml("{name: one, uid: mine, generation: 7, labels: {a: b}}"));

        Resource created = here.create(sent);

        assertThat(created).isEqualTo(here.get("one"));
        assertThat(created.spec()).isEqualTo(yaml("{size: 1, owner: nobody}"));
        assertThat(created.status().isEmpty()).isTrue();
        assertThat(created.uid()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(created.generation()).isEqualTo(1);
        assertThat(created.metadata().string("creationTimestamp")).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(created.namespace()).isEqualTo("default");
        assertThat(created.labels()).containsEntry("a", "b");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        Json.Obj wrong = thing("one", "{size: large, color: blue, szie: 3}");

        Problem problem = refused(() -> here.create(wrong));

        assertThat(problem).isInstanceOf(Problem.Invalid.class);
        assertThat(((Problem.Invalid) problem).violations())
                .extracting(Violation::field)
                .containsExactlyInAnyOrder("spec.size", "spec.color", "spec.szie");
        assertThat(problem.message()).contains("did you mean \"size\"?");
    }

    @Test
    void unknownFieldsAreRefusedToldOrLeftOut() {
        Json.Obj sent = thing("one", "{size: 1, extra: 2}");

        Written warned = here.registry.create(
                ADMIN, here.things(), "default", sent, new Options(false, Options.Unknown.WARN, "test"));
        Written ignored = here.registry.create(
                ADMIN,
                here.things(),
                "default",
                sent.with("metadata", yaml("{name: two}")),
                new Options(false, Options.Unknown.IGNORE, "test"));

        assertThat(warned.warnings()).containsExactly("unknown field \"spec.extra\"");
        assertThat(warned.resource().spec().get("extra")).isNull();
        assertThat(ignored.warnings()).isEmpty();
        assertThat(ignored.resource().spec().get("extra")).isNull();
    }

    @Test
    void aDryRunStoresNothing() {
        var dry = new Options(true, Options.Unknown.STRICT, "test");
        long before = here.view.revision();

        Written created = here.registry.create(ADMIN, here.things(), "default", thing("one", "{size: 1}"), dry);

        assertThat(created.resource().uid()).isNotEmpty();
        assertThat(refused(() -> here.get("one"))).isInstanceOf(Problem.NotFound.class);
        assertThat(here.view.revision()).isEqualTo(before);
        here.create(thing("one", "{size: 1}"));
        here.registry.patch(
                ADMIN, here.things(), "default", "one", new Patch.Merge(yaml("{spec: {size: 2}}")), Part.MAIN, dry);
        here.registry.delete(ADMIN, here.things(), "default", "one", new Deletion(true, null, 0, null));
        assertThat(here.get("one").spec().integer("size", 0)).isEqualTo(1);
    }

    @Test
    void otherFieldsThanThoseOfTheKindDoNotSelect() {
        List<FieldSelector> bySize = FieldSelector.parse("spec.size=1");

        assertThat(refused(() -> new Query(here.things(), "default", LabelSelector.EVERYTHING, bySize, 0, null)))
                .isEqualTo(new Problem.BadRequest("field label not supported: spec.size"));
    }

    @Test
    void theGenerationRisesWithTheSpecAlone() {
        Resource created = here.create(thing("one", "{size: 1}"));

        Resource same = here.patch("one", "{spec: {size: 1}}");
        Resource labelled = here.patch("one", "{metadata: {labels: {a: b}}}");
        Resource told = here.patch("one", "{status: {ready: true}}", Part.STATUS);
        Resource larger = here.patch("one", "{spec: {size: 2}}");

        assertThat(same).isEqualTo(created);
        assertThat(labelled.revision()).isGreaterThan(created.revision());
        assertThat(List.of(labelled.generation(), told.generation(), larger.generation()))
                .containsExactly(1L, 1L, 2L);
        assertThat(larger.status()).isEqualTo(yaml("{ready: true}"));
    }

    @Test
    void theLastLabelLeavesNothingBehind() {
        here.create(thing("one", "{size: 1}")
                .with("metadata", yaml("{name: one, labels: {}, annotations: {a: b}, ownerReferences: []}")));

        Resource patched = here.patch("one", "{metadata: {annotations: {a: null}}}");

        assertThat(patched.metadata().fields()).doesNotContainKeys("labels", "annotations", "ownerReferences");
    }

    @Test
    void theMainPartAndTheStatusAreWrittenApart() {
        here.create(thing("one", "{size: 1}"));

        Resource told = here.patch("one", "{status: {a: 1}, spec: {size: 9}, metadata: {labels: {x: y}}}", Part.STATUS);
        Resource main = here.patch("one", "{status: {a: 2}, spec: {size: 3}}");

        assertThat(told.spec().integer("size", 0)).isEqualTo(1);
        assertThat(told.labels()).isEmpty();
        assertThat(main.status()).isEqualTo(yaml("{a: 1}"));
        assertThat(main.spec().integer("size", 0)).isEqualTo(3);
    }

    @Test
    void whoeverAppliesAStatusOwnsItAndNothingElse() {
        here.create(thing("one", "{size: 1}"));
        Json.Obj applied = thing("one", "{size: 9}").with("status", yaml("{a: 1}"));

        Resource told = here.registry
                .patch(
                        ADMIN,
                        here.things(),
                        "default",
                        "one",
                        new Patch.Apply(applied, false),
                        Part.STATUS,
                        Options.strict("robot"))
                .resource();

        assertThat(told.spec().integer("size", 0)).isEqualTo(1);
        assertThat(told.metadata().objects("managedFields"))
                .filteredOn(entry -> entry.string("manager", "").equals("robot"))
                .extracting(entry -> entry.string("subresource") + entry.object("fieldsV1"))
                .containsExactly("status{\"f:status\":{\"f:a\":{}}}");
    }

    @Test
    void aPatchMakesNothingElseOfAResource() {
        here.create(thing("one", "{}"));

        for (String patch : List.of(
                "{kind: Other}",
                "{kind: \"a\\0b\"}",
                "{kind: null}",
                "{apiVersion: v1}",
                "{metadata: {namespace: other}}")) {
            assertThat(refused(() -> here.patch("one", patch))).as(patch).isInstanceOf(Problem.BadRequest.class);
        }
        assertThat(here.get("one").kind().kind()).isEqualTo("Thing");
    }

    @Test
    void whoeverReadTooEarlyIsToldSo() {
        Resource read = here.create(thing("one", "{size: 1}"));
        here.patch("one", "{spec: {size: 2}}");

        assertThat(refused(() -> here.replace(read.with("spec", yaml("{size: 3}")))))
                .isEqualTo(Problem.Conflict.modified(read.ref()));
        assertThat(refused(() -> here.patch("one", "{metadata: {resourceVersion: '" + read.revision() + "'}}")))
                .isEqualTo(Problem.Conflict.modified(read.ref()));
        assertThat(refused(() -> here.replace(read.withMetadata(read.metadata().without("resourceVersion")))))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(refused(() -> here.patch("one", "{metadata: {uid: other}}"))).isInstanceOf(Problem.Conflict.class);
        assertThat(refused(() -> here.create(thing("one", "{size: 1}"))))
                .isEqualTo(new Problem.AlreadyExists(read.ref()));
    }

    @Test
    void whatIsNotThereIsNotReplaced() {
        Resource wanted = new Resource(thing("one", "{size: 1}"));

        assertThat(refused(() -> here.replace(wanted))).isEqualTo(new Problem.NotFound(TestRegistry.ref("one")));
    }

    @Test
    void whatSomebodyHoldsGoesOnlyWhenItIsLetGo() {
        here.create(thing("one", "{size: 1}").with("metadata", yaml("{name: one, finalizers: [test/held]}")));

        Resource deleting = here.delete("one");
        assertThat(deleting.isDeleting()).isTrue();
        assertThat(deleting.generation()).isEqualTo(2);
        assertThat(here.delete("one")).isEqualTo(deleting);
        assertThat(refused(() -> here.patch("one", "{metadata: {finalizers: [test/held, test/more]}}")))
                .isInstanceOf(Problem.Invalid.class);
        assertThat(here.patch("one", "{metadata: {deletionTimestamp: null}}").isDeleting())
                .isTrue();

        here.patch("one", "{metadata: {finalizers: null}}");

        assertThat(refused(() -> here.get("one"))).isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void aDeletionMayHaveConditions() {
        Resource one = here.create(thing("one", "{size: 1}"));

        assertThat(refused(() -> here.registry.delete(
                        ADMIN, here.things(), "default", "one", new Deletion(false, "other", 0, null))))
                .isInstanceOf(Problem.Conflict.class);
        assertThat(refused(() -> here.registry.delete(
                        ADMIN, here.things(), "default", "one", new Deletion(false, null, one.revision() + 1, null))))
                .isInstanceOf(Problem.Conflict.class);
        here.registry.delete(
                ADMIN, here.things(), "default", "one", new Deletion(false, one.uid(), one.revision(), null));
        assertThat(here.view.find(one.ref())).isNull();
    }

    @Test
    void aDeletionIsForwardedToThoseWhoHold() {
        here.create(thing("one", "{size: 1}").with("metadata", yaml("{name: one, finalizers: [test/held]}")));

        Resource begun = delete("one", Deletion.Propagation.FOREGROUND);
        assertThat(begun.finalizers()).containsExactly("test/held", Deletion.FOREGROUND);
        assertThat(begun.isDeleting()).isTrue();
        assertThat(delete("one", Deletion.Propagation.FOREGROUND).revision()).isEqualTo(begun.revision());
        assertThat(delete("one", Deletion.Propagation.ORPHAN).finalizers())
                .containsExactly("test/held", Deletion.ORPHAN);
        assertThat(delete("one", Deletion.Propagation.BACKGROUND).finalizers()).containsExactly("test/held");
        here.patch("one", "{metadata: {finalizers: []}}");
        assertThat(here.view.find(TestRegistry.ref("one"))).isNull();
    }

    private Resource delete(String name, Deletion.Propagation propagation) {
        return here.registry
                .delete(ADMIN, here.things(), "default", name, new Deletion(false, null, 0, propagation))
                .resource();
    }

    @Test
    void whoMayNotIsToldBeforeAnythingElse() {
        var eve = new Subject("eve", Set.of());

        assertThat(refused(() -> here.registry.get(eve, here.things(), "default", "none", Part.MAIN, Moment.NEWEST)))
                .isEqualTo(
                        new Problem.Forbidden(
                                "things.test.example.com \"none\" is forbidden: User \"eve\" cannot get"
                                        + " resource \"things\" in API group \"test.example.com\" in the namespace \"default\""));
        assertThat(refused(() -> here.registry.list(eve, here.query("", 0, null), Moment.NEWEST)))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(refused(() -> here.registry.create(
                        eve, here.things(), "default", thing("x", "{size: wrong}"), Options.strict("test"))))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void whoMayNotCreateDoesNotCreateByApplyingToWhatHasJustGone() throws Exception {
        Resource gone = here.create(thing("gone", "{size: 1}"));
        try (var late = new TestRegistry(postgres, clock)) {
            late.deafen();
            late.roles.put(new Resource(yaml("""
                    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: patcher},
                     rules: [{apiGroups: [test.example.com], resources: [things], verbs: [patch]}]}
                    """)));
            late.roles.put(new Resource(yaml("""
                    {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: patcher},
                     roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: patcher},
                     subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: eve}]}
                    """)));
            var patch = new Patch.Apply(thing("gone", "{size: 2}"), false);
            here.delete("gone");

            assertThat(late.view.find(gone.ref())).isNotNull();
            assertThat(refused(() -> late.registry.patch(
                            new Subject("eve", Set.of()),
                            late.things(),
                            "default",
                            "gone",
                            patch,
                            Part.MAIN,
                            Options.strict("test"))))
                    .isInstanceOf(Problem.Forbidden.class);
            assertThat(late.view.find(gone.ref())).isNull();
        }
    }

    @Test
    void aNameIsMadeWhereOneIsAskedFor() {
        Resource made = here.create(thing("", "{size: 1}").with("metadata", yaml("{generateName: run-}")));

        assertThat(made.name()).matches("run-[a-z0-9]{5}");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        String large = "x".repeat(Registry.RESOURCE_BYTES_MAX);

        assertThat(refused(() -> here.create(thing("one", "{owner: " + large + "}"))))
                .isInstanceOf(Problem.TooLarge.class);
    }

    @Test
    void theSameHappeningCountsUp() {
        Resource one = here.create(thing("one", "{size: 1}"));
        var happening = new Events.Happening(one, true, "Broken", "it broke");

        Resource first = Events.next(happening, null, clock.instant(), "tester");
        Resource second = Events.next(happening, first, clock.instant().plus(Duration.ofHours(1)), "tester");

        assertThat(first.document().integer("count", 0)).isEqualTo(1);
        assertThat(second.document().integer("count", 0)).isEqualTo(2);
        assertThat(second.ref()).isEqualTo(first.ref());
        assertThat(second.document().string("firstTimestamp"))
                .isEqualTo(first.document().string("firstTimestamp"));
        assertThat(second.document().string("lastTimestamp")).isEqualTo("2026-11-22T13:00:00Z");
        assertThat(new Events.Happening(one, true, "Broken", "otherwise").ref()).isNotEqualTo(first.ref());
    }
}
