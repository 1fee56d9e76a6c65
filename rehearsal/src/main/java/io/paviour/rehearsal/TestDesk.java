package io.paviour.rehearsal;

import io.paviour.access.Roles;
import io.paviour.access.Subject;
import io.paviour.registry.Deletion;
import io.paviour.registry.Options;
import io.paviour.registry.Part;
import io.paviour.registry.Patch;
import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.registry.Writer;
import io.paviour.resource.Json;
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
import io.paviour.store.Ledger;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Random;

/// The desk of one replica, wired as the house wires it, on a real database.
public final class TestDesk implements AutoCloseable {
    /// Whoever may do everything.
    public static final Subject ADMIN = Subject.system("tester");

    private final View view = new View();
    private final Roles roles = new Roles();
    private final Database database;
    private final ChangeFeed feed;
    private final Ledger ledger;
    private final Freshness freshness;
    private final Registry registry;

    /// The desk of the replica `node`, without the kinds of the house if the database is new.
    public TestDesk(Database.Login login, InstantSource clock, String node) throws IOException {
        database = Database.open(login);
        feed = new ChangeFeed(database, view);
        ledger = new Ledger(database, feed, clock);
        freshness = new Freshness(database, feed, clock, node);
        registry = new Registry(
                view,
                freshness,
                new Writer(ledger),
                roles,
                new AuditTrail(database, clock),
                new Registry.Sources(clock, new Random(node.hashCode())));
        feed.start();
    }

    /// All resources in memory.
    public View view() {
        return view;
    }

    /// Who may do what.
    public Roles roles() {
        return roles;
    }

    /// The one path of reads and writes.
    public Registry registry() {
        return registry;
    }

    /// Where changes are told.
    public ChangeFeed feed() {
        return feed;
    }

    /// The database.
    public Database database() {
        return database;
    }

    /// A bell that rings `ring` for whatever is written by whom ever. The caller closes it.
    public Bell bell(Runnable ring) {
        return new Bell(database, feed, freshness, ring);
    }

    /// Writes the kinds of the house and the namespace `default`, if they are not there.
    public void furnish() {
        Registry.ownKinds().forEach(this::createIfMissing);
        createIfMissing(yaml("{apiVersion: v1, kind: Namespace, metadata: {name: default}}"));
    }

    private void createIfMissing(Json.Obj document) {
        try {
            create(document);
        } catch (ProblemException there) {
            if (!(there.problem() instanceof Problem.AlreadyExists)) {
                throw there;
            }
        }
    }

    /// The one document in a text.
    public static Json.Obj yaml(String text) {
        return (Json.Obj) YamlText.parseAll(text).getFirst();
    }

    /// Creates a resource, in the namespace that it names.
    public Resource create(Json.Obj document) {
        var resource = new Resource(document);
        Kind kind = kind(resource.ref());
        return registry.create(ADMIN, kind, resource.namespace(), document, Options.strict("test"))
                .resource();
    }

    /// Creates a resource from YAML.
    public Resource create(String text) {
        return create(yaml(text));
    }

    /// Changes a resource by a merge patch in YAML.
    public Resource patch(Ref ref, String change, Part part) {
        var patch = new Patch.Merge(yaml(change));
        return registry.patch(ADMIN, kind(ref), ref.namespace(), ref.name(), patch, part, Options.strict("test"))
                .resource();
    }

    /// Deletes a resource.
    public Resource delete(Ref ref, Deletion deletion) {
        return registry.delete(ADMIN, kind(ref), ref.namespace(), ref.name(), deletion)
                .resource();
    }

    private Kind kind(Ref ref) {
        return Objects.requireNonNull(registry.kind(ref.kind()), ref.toString());
    }

    /// The problem with which something is refused.
    public static Problem refused(Runnable doing) {
        try {
            doing.run();
        } catch (ProblemException refused) {
            return refused.problem();
        }
        throw new AssertionError("it was done");
    }

    @Override
    public void close() {
        ledger.close();
        database.close();
    }
}
