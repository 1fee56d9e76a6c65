package io.paviour.registry;

import io.paviour.access.Roles;
import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import io.paviour.schema.LabelSelector;
import io.paviour.store.AuditTrail;
import io.paviour.store.Bell;
import io.paviour.store.ChangeFeed;
import io.paviour.store.Database;
import io.paviour.store.Freshness;
import io.paviour.store.Ledger;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// The desk of one replica on a real database, with a kind `Thing` of the test's own.
final class TestRegistry implements AutoCloseable {
    static final Subject ADMIN = Subject.system("tester");
    static final KindName DEFINITION = new KindName("apiextensions.k8s.io", "CustomResourceDefinition");
    static final KindName THING = new KindName("test.example.com", "Thing");

    final View view = new View();
    final Roles roles = new Roles();
    final Registry registry;
    final ChangeFeed feed;
    private final Database database;
    private final Ledger ledger;
    private final Bell bell;

    TestRegistry(TestPostgres postgres, TestClock clock) throws IOException {
        database = Database.open(new Database.Login(postgres.url(), postgres.user(), postgres.password()));
        feed = new ChangeFeed(database, view);
        ledger = new Ledger(database, feed, clock);
        var freshness = new Freshness(database, feed, clock, "node-" + System.identityHashCode(this));
        registry = new Registry(
                view,
                freshness,
                new Writer(ledger),
                roles,
                new AuditTrail(database, clock),
                new Registry.Sources(clock, new Random(System.identityHashCode(this))));
        feed.start();
        registry.open(Map.of(), List.of());
        bell = new Bell(database, feed, freshness, () -> {});
    }

    /// With the kinds of the house, `Thing`, and the namespaces `default` and `other`.
    static TestRegistry furnished(TestPostgres postgres, TestClock clock) throws IOException {
        var registry = new TestRegistry(postgres, clock);
        Registry.ownKinds().forEach(registry::define);
        registry.define(thingKind("integer"));
        for (String namespace : List.of("default", "other")) {
            registry.create(
                    "Namespace", "", yaml("{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}"));
        }
        return registry;
    }

    static Json.Obj thingKind(String typeOfSize) {
        return yaml("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.test.example.com}
                spec:
                  group: test.example.com
                  scope: Namespaced
                  names: {kind: Thing, plural: things, singular: thing}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            properties:
                              size: {type: TYPE}
                              owner: {type: string, default: nobody}
                              color: {type: string, enum: [red, green]}
                              counts: {type: object, additionalProperties: {type: integer}}
                          status:
                            type: object
                            x-kubernetes-preserve-unknown-fields: true
                """.replace("TYPE", typeOfSize));
    }

    static Json.Obj yaml(String text) {
        return (Json.Obj) YamlText.parseAll(text).getFirst();
    }

    /// A `Thing` with a spec in YAML.
    static Json.Obj thing(String name, String spec) {
        return Json.object(
                "apiVersion",
                "test.example.com/v1",
                "kind",
                "Thing",
                "metadata",
                Json.object("name", name),
                "spec",
                yaml(spec));
    }

    static Ref ref(String name) {
        return new Ref(THING, "default", name);
    }

    Resource define(Json.Obj manifest) {
        return create("CustomResourceDefinition", "", manifest);
    }

    private Resource create(String kind, String namespace, Json.Obj document) {
        Kind found = kind.equals("Namespace") ? kind(new KindName("", "Namespace")) : kind(DEFINITION);
        return registry.create(ADMIN, found, namespace, document, Options.strict("test"))
                .resource();
    }

    Kind kind(KindName name) {
        return Objects.requireNonNull(registry.kind(name), name.toString());
    }

    Kind things() {
        return kind(THING);
    }

    Resource create(Json.Obj thing) {
        return registry.create(ADMIN, things(), "default", thing, Options.strict("test"))
                .resource();
    }

    Resource get(String name) {
        return registry.get(ADMIN, things(), "default", name, Part.MAIN, Moment.NEWEST)
                .resource();
    }

    Resource patch(String name, String change) {
        return patch(name, change, Part.MAIN);
    }

    Resource patch(String name, String change, Part part) {
        return registry.patch(
                        ADMIN, things(), "default", name, new Patch.Merge(yaml(change)), part, Options.strict("test"))
                .resource();
    }

    Resource replace(Resource wanted) {
        return registry.replace(
                        ADMIN, things(), "default", wanted.name(), wanted.document(), Part.MAIN, Options.strict("test"))
                .resource();
    }

    Resource delete(String name) {
        return registry.delete(ADMIN, things(), "default", name, Deletion.PLAIN).resource();
    }

    Query query(String labels, int limit, String continuation) {
        return new Query(things(), "default", LabelSelector.parse(labels), List.of(), limit, continuation);
    }

    /// The problem with which something is refused.
    static Problem refused(Runnable doing) {
        try {
            doing.run();
        } catch (ProblemException refused) {
            return refused.problem();
        }
        throw new AssertionError("it was done");
    }

    /// Hears of nothing any more that other replicas write, until it writes itself.
    void deafen() {
        bell.close();
    }

    @Override
    public void close() {
        bell.close();
        ledger.close();
        database.close();
    }
}
