package io.paviour.registry;

import static io.paviour.registry.TestRegistry.ADMIN;
import static io.paviour.registry.TestRegistry.refused;
import static io.paviour.registry.TestRegistry.thing;
import static io.paviour.registry.TestRegistry.thingKind;
import static io.paviour.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.trial.Eventually;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DefinitionsTest {
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
    void aKindMayBecomeStricterThanWhatIsThere() {
        here.create(
                thing("one", "{size: 1, owner: alice}").with("metadata", yaml("{name: one, finalizers: [test/held]}")));
        redefine(thingKind("string").with("spec", without(thingKind("string").object("spec"), "owner: {type")));
        try {
            Resource told = here.patch("one", "{status: {a: 1}}", Part.STATUS);
            assertThat(told.status()).isEqualTo(yaml("{a: 1}"));
            assertThat(refused(() -> here.patch("one", "{spec: {size: 2}}"))).isInstanceOf(Problem.Invalid.class);
            assertThat(here.patch("one", "{spec: {size: small}}").spec().string("size"))
                    .isEqualTo("small");
            here.delete("one");
            here.patch("one", "{metadata: {finalizers: null}}");
            assertThat(here.view.find(TestRegistry.ref("one"))).isNull();
        } finally {
            redefine(thingKind("integer"));
        }
    }

    @Test
    void aNewDefaultIsSeenOnWhatIsThereAtItsOldRevision() throws Exception {
        Resource before = here.create(thing("one", "{size: 1}"));
        redefine(withGreenAsDefault());
        try {
            Resource after = here.get("one");
            assertThat(after.spec().string("color")).isEqualTo("green");
            assertThat(after.revision()).isEqualTo(before.revision());
            assertThat(here.registry
                            .list(ADMIN, here.query("", 0, null), Moment.NEWEST)
                            .items())
                    .extracting(Packed::resource)
                    .containsExactly(after);
            Eventually.holds(() -> assertThat(there.get("one")).isEqualTo(after));
            try (var later = new TestRegistry(postgres, clock)) {
                assertThat(later.get("one")).isEqualTo(after);
            }

            assertThat(here.patch("one", "{spec: {color: green}}").revision()).isEqualTo(before.revision());
            assertThat(here.patch("one", "{spec: {size: 2}}").generation()).isEqualTo(2);
        } finally {
            redefine(thingKind("integer"));
        }
    }

    @Test
    void whatWasWrittenAfterADefaultWentKeepsNothingOfIt() {
        redefine(withGreenAsDefault());
        redefine(thingKind("integer"));

        assertThat(here.create(thing("one", "{size: 1}")).spec().get("color")).isNull();
        assertThat(here.get("one").spec().get("color")).isNull();
    }

    private static Json.Obj withGreenAsDefault() {
        return yaml(thingKind("integer").toString().replace("\"color\":{", "\"color\":{\"default\":\"green\","));
    }

    private static Json.Obj without(Json.Obj spec, String ignored) {
        return yaml(Json.object("spec", spec)
                        .toString()
                        .replace("\"owner\":{\"type\":\"string\",\"default\":\"nobody\"},", ""))
                .object("spec");
    }

    private void redefine(Json.Obj manifest) {
        here.registry.patch(
                ADMIN,
                here.kind(TestRegistry.DEFINITION),
                "",
                "things.test.example.com",
                new Patch.Merge(manifest),
                Part.MAIN,
                Options.strict("test"));
    }

    @Test
    void aKindThatIsAppliedIsThereOnBothReplicas() {
        Json.Obj manifest =
                yaml(thingKind("integer").toString().replace("Thing", "Gadget").replace("thing", "gadget"));
        var gadgets = new KindName("test.example.com", "Gadget");

        here.define(manifest);
        Eventually.holds(() -> assertThat(there.registry.kind(gadgets)).isNotNull());
        there.registry.create(
                ADMIN,
                there.kind(gadgets),
                "default",
                yaml("{apiVersion: test.example.com/v1, kind: Gadget, metadata: {name: g}, spec: {size: 1}}"),
                Options.strict("test"));
        assertThat(there.registry.kind("test.example.com", "v1", "gadgets")).isNotNull();
        Eventually.holds(() -> assertThat(here.view.list(gadgets, "")).hasSize(1));

        undefine("gadgets.test.example.com");
        assertThat(refused(() -> there.registry.create(
                        ADMIN,
                        there.kind(gadgets),
                        "default",
                        yaml("{apiVersion: test.example.com/v1, kind: Gadget, metadata: {name: late}}"),
                        Options.strict("test"))))
                .isInstanceOf(Problem.NotAllowed.class);
        here.registry.delete(ADMIN, here.kind(gadgets), "default", "g", Deletion.PLAIN);
        here.registry.rewrite(ADMIN, definition("gadgets.test.example.com"), Part.MAIN, DefinitionsTest::released);
        Eventually.holds(() -> assertThat(there.registry.kind(gadgets)).isNull());
    }

    private static Ref definition(String name) {
        return new Ref(TestRegistry.DEFINITION, "", name);
    }

    private static Json.Obj released(Json.Obj document) {
        return document.with("metadata", document.object("metadata").without("finalizers"));
    }

    private void undefine(String name) {
        here.registry.delete(ADMIN, here.kind(TestRegistry.DEFINITION), "", name, Deletion.PLAIN);
    }

    @Test
    void aDefinitionSaysThatItIsEstablishedAndWaitsForItsResources() {
        Resource definition = here.view.find(definition("things.test.example.com"));

        assertThat(definition.is("Established")).isTrue();
        assertThat(definition.is("NamesAccepted")).isTrue();
        assertThat(definition.status().array("storedVersions")).containsExactly(new Json.Str("v1"));
        assertThat(definition.finalizers()).containsExactly(Definitions.CLEANUP);
    }

    @Test
    void whatADefinitionMayNotChangeAndNamesThatAreTakenAreRefused() {
        Json.Obj other = yaml(thingKind("integer").toString().replace("things", "widgets"));

        assertThat(violations(() -> here.define(other)))
                .containsExactly(
                        "spec.names.kind: Invalid value: \"Thing\": already in use by things.test.example.com",
                        "spec.names.singular: Invalid value: \"thing\": already in use by things.test.example.com");
        assertThat(violations(() -> redefine(yaml("{spec: {scope: Cluster, names: {kind: Thong, shortNames: [ns]}}}"))))
                .containsExactly(
                        "spec.scope: Invalid value: \"Cluster\": field is immutable",
                        "spec.names.kind: Invalid value: \"Thong\": field is immutable");
    }

    private static List<String> violations(Runnable doing) {
        return ((Problem.Invalid) refused(doing))
                .violations().stream().map(Violation::toString).toList();
    }

    @Test
    void whatTheHouseNeedsIsKept() {
        assertThat(refused(() -> undefine("namespaces"))).isInstanceOf(Problem.Forbidden.class);
        assertThat(refused(
                        () -> here.registry.delete(ADMIN, here.kind(Namespaces.KIND), "", "default", Deletion.PLAIN)))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void aNamespaceMustBeThereAndTakesNothingNewWhileItIsDeleted() {
        Problem missing = refused(() -> here.registry.create(
                ADMIN, here.things(), "nowhere", thing("one", "{size: 1}"), Options.strict("test")));
        assertThat(missing.message()).isEqualTo("Namespace nowhere not found");

        Resource gone = here.registry
                .delete(ADMIN, here.kind(Namespaces.KIND), "", "other", Deletion.PLAIN)
                .resource();

        assertThat(gone.status().string("phase")).isEqualTo("Terminating");
        assertThat(gone.labels()).containsEntry("kubernetes.io/metadata.name", "other");
        assertThat(refused(() -> here.registry.create(
                        ADMIN, here.things(), "other", thing("one", "{size: 1}"), Options.strict("test"))))
                .isInstanceOf(Problem.Terminating.class);
    }
}
