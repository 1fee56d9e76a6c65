package io.paviour.postgres;

import io.paviour.plugin.Driver;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Secrets;
import io.paviour.plugin.Site;
import io.paviour.plugin.Tenancy;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fulfils claims of kind `Database` and type `postgres`: one database and one login role each.
final class PostgresDriver implements Driver<Seen> {
    private final Secrets secrets;
    private final Server server;
    private final Connections connections;
    private final DumpShelf shelf;
    private final Blueprint blueprint;

    PostgresDriver(Site site, Server server, Duration undeleteWindow) {
        this.secrets = site.secrets();
        this.server = server;
        this.connections = new Connections(server);
        this.shelf = new DumpShelf(connections, site.random(), site.clock(), undeleteWindow);
        Works works = new Works(connections, secrets, site.random(), shelf);
        this.blueprint = new Blueprint(works, server.isHighlyAvailable(), server.name());
        shelf.tidyNowAndThen();
    }

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public String kind() {
        return "Database";
    }

    @Override
    public Set<String> types() {
        return Set.of("postgres");
    }

    @Override
    public boolean onOneNode() {
        return server.isLocal();
    }

    @Override
    public Set<Ref> references(Resource claim) {
        return Set.of(new Claim(claim).secret());
    }

    @Override
    public Seen observe(Resource resource, Reader reader) throws IOException, InterruptedException {
        Claim claim = new Claim(resource);
        Map<String, String> values = secrets.read(claim.secret());
        Address address = server.address();
        Look.Answer answer = Look.at(connections, claim, values);
        List<Resource> otherSecrets = reader.ownedBy(resource).stream()
                .filter(owned -> owned.kind().equals(claim.secret().kind()))
                .filter(owned -> !owned.ref().equals(claim.secret()))
                .toList();
        return new Seen(
                address,
                stored(claim, address, values),
                answer.role(),
                answer.database(),
                answer.open(),
                answer.exposed(),
                reader.find(claim.secret()),
                otherSecrets,
                restorable(claim, answer),
                finalDump(claim, answer));
    }

    private static Seen.Stored stored(Claim claim, Address address, Map<String, String> values) {
        if (values.isEmpty()) {
            return Seen.Stored.MISSING;
        }
        String password = Tenancy.password(values);
        boolean right = password != null
                && values.equals(Credentials.of(claim, address, password).values());
        return right ? Seen.Stored.RIGHT : Seen.Stored.WRONG;
    }

    private Seen.@Nullable Restorable restorable(Claim claim, Look.Answer answer)
            throws IOException, InterruptedException {
        if (claim.isDeleting() || !Blueprint.mustRestore(claim, answer.role(), answer.database())) {
            return null;
        }
        boolean found = shelf.holdsFor(claim.restoreFrom(), claim);
        Seen.Database database = answer.database();
        boolean isEmpty = database == null || !database.isOpen() || shelf.isEmpty(claim.identifier());
        return new Seen.Restorable(found, isEmpty);
    }

    private Seen.@Nullable FinalDump finalDump(Claim claim, Look.Answer answer)
            throws IOException, InterruptedException {
        Seen.Database database = answer.database();
        if (!claim.isDeleting() || database == null || !Blueprint.isOurs(claim, answer.role(), database)) {
            return null;
        }
        String keptUntil = shelf.keptUntil(claim.dumpId());
        // A database that never opened has nothing in it.
        boolean mustLook = keptUntil.isEmpty() && database.isOpen();
        return new Seen.FinalDump(
                !keptUntil.isEmpty(),
                keptUntil.isEmpty() ? "" : "until " + keptUntil,
                mustLook ? shelf.unknownIn(claim.identifier()) : List.of());
    }

    @Override
    public Plan plan(Resource claim, Seen seen) {
        return blueprint.plan(new Claim(claim), seen);
    }

    @Override
    public void close() {
        shelf.close();
        server.close();
    }
}
