package io.paviour.redis;

import io.paviour.plugin.Driver;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Secrets;
import io.paviour.plugin.Site;
import io.paviour.plugin.Tenancy;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fulfils claims of kind `Cache` and type `redis`.
final class RedisDriver implements Driver<RedisDriver.Seen> {
    private final Secrets secrets;
    private final Engine engine;
    private final Blueprint blueprint;

    RedisDriver(Site site, Engine engine) {
        this.secrets = site.secrets();
        this.engine = engine;
        this.blueprint = new Blueprint(engine, site.secrets(), site.random());
    }

    /// What is there for a claim.
    ///
    /// @param cache how it stands; absent too where the claim names no size that there is
    /// @param values of the Secret
    /// @param isStored whether the values are right
    /// @param secret the Secret with the credentials, or null
    /// @param otherSecrets further ones that the claim owns
    record Seen(
            Engine.Standing cache,
            Map<String, String> values,
            boolean isStored,
            @Nullable Resource secret,
            List<Resource> otherSecrets) {
        Seen {
            values = Map.copyOf(values);
            otherSecrets = List.copyOf(otherSecrets);
        }

        @Override
        public String toString() {
            return "Seen[" + cache + "]";
        }
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public String kind() {
        return "Cache";
    }

    @Override
    public Set<String> types() {
        return Set.of("redis");
    }

    @Override
    public boolean onOneNode() {
        return engine.isLocal();
    }

    /// What is in a cache can be made again.
    @Override
    public boolean mayMove() {
        return engine.isLocal();
    }

    @Override
    public Set<Ref> references(Resource claim) {
        return Set.of(new Claim(claim).tenancy().secret());
    }

    @Override
    public Seen observe(Resource resource, Reader reader) throws IOException, InterruptedException {
        var claim = new Claim(resource);
        Ref secret = claim.tenancy().secret();
        Map<String, String> values = secrets.read(secret);
        String password = Tenancy.password(values);
        Size size = Size.named(claim.sizeName());
        boolean isStored = password != null
                && values.equals(engine.credentials(claim, password).values());
        return new Seen(
                engine.look(claim, size == null ? Size.SMALL : size, password),
                values,
                isStored,
                reader.find(secret),
                reader.ownedBy(resource).stream()
                        .filter(owned -> owned.kind().equals(secret.kind()))
                        .filter(owned -> !owned.ref().equals(secret))
                        .toList());
    }

    @Override
    public Plan plan(Resource claim, Seen seen) {
        return blueprint.plan(new Claim(claim), seen);
    }

    @Override
    public void close() {
        engine.close();
    }
}
