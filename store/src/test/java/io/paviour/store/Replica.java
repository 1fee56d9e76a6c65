package io.paviour.store;

import io.paviour.resource.Json;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/// One process's share of the ground, as the house wires it.
final class Replica implements AutoCloseable {
    static final AuditEntry ENTRY = new AuditEntry("tester", "update", "");

    final Database database;
    final Heard heard = new Heard();
    final ChangeFeed feed;
    final Ledger ledger;
    final Freshness freshness;
    final Semaphore rings = new Semaphore(0);
    private final Bell bell;

    private Replica(Database.Login login, InstantSource clock, boolean listens) throws IOException {
        database = Database.open(login);
        feed = new ChangeFeed(database, heard);
        feed.start();
        ledger = new Ledger(database, feed, clock);
        freshness =
                new Freshness(database, feed, clock, "replica-" + Integer.toHexString(System.identityHashCode(this)));
        bell = listens ? new Bell(database, feed, freshness, rings::release) : null;
    }

    static Replica on(TestPostgres postgres, InstantSource clock) throws IOException {
        return on(login(postgres), clock);
    }

    static Replica on(Database.Login login, InstantSource clock) throws IOException {
        return new Replica(login, clock, true);
    }

    /// Hears of nothing but its own writes, unless it looks.
    static Replica deaf(TestPostgres postgres, InstantSource clock) throws IOException {
        return new Replica(login(postgres), clock, false);
    }

    static Database.Login login(TestPostgres postgres) {
        return new Database.Login(postgres.url(), postgres.user(), postgres.password());
    }

    static Resource thing(String name, String... fields) {
        var spec = new TreeMap<String, String>();
        for (int i = 0; i < fields.length; i += 2) {
            spec.put(fields[i], fields[i + 1]);
        }
        return new Resource(Json.object(
                "apiVersion",
                "test.example.com/v1",
                "kind",
                "Thing",
                "metadata",
                Json.object("name", name, "namespace", "default"),
                "spec",
                Json.of(spec)));
    }

    static Ref ref(String name) {
        return thing(name).ref();
    }

    static Write create(Resource resource) {
        return new Write(resource, false, 0, ENTRY, Write.Waking.NOBODY);
    }

    static Write update(Resource resource, long seen) {
        return new Write(resource, false, seen, ENTRY, Write.Waking.NOBODY);
    }

    static Write remove(Resource resource, long seen) {
        return new Write(resource, true, seen, ENTRY, Write.Waking.NOBODY);
    }

    Committed write(Write write) throws IOException, InterruptedException {
        return ledger.write(write);
    }

    /// The problem with which a write is refused.
    Problem refused(Write write) throws IOException, InterruptedException {
        try {
            Committed committed = ledger.write(write);
            throw new AssertionError("it was written at " + committed.revision());
        } catch (ProblemException refused) {
            return refused.problem();
        }
    }

    @Override
    public void close() {
        if (bell != null) {
            bell.close();
        }
        ledger.close();
        database.close();
    }

    /// What a feed told, and the state that follows from it.
    static final class Heard implements ChangeFeed.Listener {
        private final List<Committed> changes = new ArrayList<>();
        private final Map<Ref, Resource> state = new TreeMap<>();
        private final List<String> mistakes = new ArrayList<>();
        private int resets;
        private long revision;

        @Override
        public synchronized void reset(List<Packed> resources, long at) {
            resets++;
            changes.clear();
            state.clear();
            resources.forEach(packed -> state.put(packed.ref(), packed.resource()));
            revision = at;
        }

        @Override
        public synchronized void changed(List<Committed> told) {
            for (Committed change : told) {
                if (change.revision() != revision + 1) {
                    mistakes.add(change.revision() + " was told after " + revision);
                }
                revision = change.revision();
                changes.add(change);
                if (change.removed()) {
                    state.remove(change.resource().ref());
                } else {
                    state.put(change.resource().ref(), change.resource());
                }
            }
        }

        synchronized List<Committed> changes() {
            return List.copyOf(changes);
        }

        synchronized Map<Ref, Resource> state() {
            return Map.copyOf(state);
        }

        synchronized List<String> mistakes() {
            return List.copyOf(mistakes);
        }

        synchronized int resets() {
            return resets;
        }

        synchronized long revision() {
            return revision;
        }
    }
}
