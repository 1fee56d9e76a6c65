package io.paviour.reconcile;

import io.paviour.access.Roles;
import io.paviour.access.Subject;
import io.paviour.plugin.Reconciler;
import io.paviour.registry.Deletion;
import io.paviour.registry.Options;
import io.paviour.registry.Part;
import io.paviour.registry.Patch;
import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.registry.Writer;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import io.paviour.schema.Kind;
import io.paviour.store.AuditTrail;
import io.paviour.store.Bell;
import io.paviour.store.ChangeFeed;
import io.paviour.store.Database;
import io.paviour.store.Freshness;
import io.paviour.store.Journal;
import io.paviour.store.Ledger;
import io.paviour.store.WorkQueue;
import io.paviour.trial.TestClock;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;

/// One node: the real desk on a real database, and the loop for the kind `Thing`.
final class TestHouse implements Desk, AutoCloseable {
    static final KindName THING = new KindName("test.example.com", "Thing");
    static final String FINALIZER = "test.example.com/reconciled";
    private static final Subject ADMIN = Subject.system("tester");

    final List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());
    final WorkQueue queue;
    final ReconcileLoop loop;
    private final View view = new View();
    private final ChangeFeed feed;
    private final Registry registry;
    private final Database database;
    private final Ledger ledger;
    private final Bell bell;

    TestHouse(TestPostgres postgres, TestClock clock, String node, Reconciler<?> reconciler) throws IOException {
        database = Database.open(new Database.Login(postgres.url(), postgres.user(), postgres.password()));
        feed = new ChangeFeed(database, view);
        ledger = new Ledger(database, feed, clock);
        var freshness = new Freshness(database, feed, clock, node);
        registry = new Registry(
                view,
                freshness,
                new Writer(ledger),
                new Roles(),
                new AuditTrail(database, clock),
                new Registry.Sources(clock, new Random(node.hashCode())));
        feed.start();
        Map<KindName, Reconciler<?>> reconcilers = Map.of(THING, reconciler);
        registry.open(reconcilers, List.of());
        if (registry.kind(THING) == null) {
            Registry.ownKinds().forEach(manifest -> create(manifest));
            create(yaml("""
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: things.test.example.com}
                    spec:
                      group: test.example.com
                      scope: Cluster
                      names: {kind: Thing, plural: things, singular: thing}
                      versions:
                      - name: v1
                        served: true
                        storage: true
                        subresources: {status: {}}
                        schema:
                          openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    """));
        }
        queue = new WorkQueue(database, clock, node);
        queue.arrive();
        var ground = new ReconcileLoop.Ground(queue, new Journal(database, clock, node), node);
        loop = new ReconcileLoop(ground, reconcilers, this, clock);
        bell = new Bell(database, feed, freshness, loop::ring);
    }

    private static Json.Obj yaml(String text) {
        return (Json.Obj) YamlText.parseAll(text).getFirst();
    }

    static Ref ref(String name) {
        return new Ref(THING, "", name);
    }

    Resource create(String name, String spec) {
        return create(Json.object(
                "apiVersion",
                "test.example.com/v1",
                "kind",
                "Thing",
                "metadata",
                Json.object("name", name),
                "spec",
                yaml(spec)));
    }

    private Resource create(Json.Obj document) {
        return registry.create(ADMIN, kind(new Resource(document).kind()), "", document, Options.strict("test"))
                .resource();
    }

    Resource patch(String name, String change) {
        return registry.patch(
                        ADMIN, kind(THING), "", name, new Patch.Merge(yaml(change)), Part.MAIN, Options.strict("test"))
                .resource();
    }

    Resource get(String name) {
        return Objects.requireNonNull(find(ref(name)), name);
    }

    private Kind kind(KindName name) {
        return Objects.requireNonNull(registry.kind(name), name.toString());
    }

    @Override
    public Resource find(Ref ref) {
        return view.find(ref);
    }

    @Override
    public List<Resource> list(KindName kind, String namespace) {
        return view.list(kind, namespace);
    }

    @Override
    public List<Resource> ownedBy(Resource owner) {
        return view.ownedBy(owner);
    }

    @Override
    public void await(long revision) throws IOException, InterruptedException {
        feed.await(revision);
    }

    @Override
    public void apply(Resource owner, Resource wanted) {
        Json.Obj metadata = wanted.metadata().with("ownerReferences", Json.array(owner.ownerReference()));
        if (find(wanted.ref()) == null) {
            create(wanted.document().with("metadata", metadata));
        } else {
            registry.rewrite(ADMIN, wanted.ref(), Part.MAIN, live -> live.with("spec", wanted.spec()));
        }
    }

    @Override
    public void delete(Ref ref) {
        try {
            registry.delete(ADMIN, kind(ref.kind()), ref.namespace(), ref.name(), Deletion.PLAIN);
        } catch (ProblemException gone) {
            if (!(gone.problem() instanceof Problem.NotFound)) {
                throw gone;
            }
        }
    }

    @Override
    public Resource status(Ref ref, UnaryOperator<Resource> change) {
        return registry.rewrite(
                        ADMIN,
                        ref,
                        Part.STATUS,
                        live -> change.apply(new Resource(live)).document())
                .resource();
    }

    @Override
    public boolean isHeld(Resource resource) {
        return resource.finalizers().contains(FINALIZER);
    }

    @Override
    public Resource hold(Ref ref, boolean held) {
        return registry.rewrite(ADMIN, ref, Part.MAIN, live -> {
                    Json.Obj metadata = live.object("metadata");
                    return live.with(
                            "metadata", metadata.with("finalizers", Json.of(held ? List.of(FINALIZER) : List.of())));
                })
                .resource();
    }

    @Override
    public void tell(Resource to, boolean warning, String reason, String message) {
        told.add(to.name() + ": " + (warning ? "Warning " : "") + reason + ": " + message);
    }

    @Override
    public void close() {
        bell.close();
        loop.close();
        ledger.close();
        database.close();
    }
}
