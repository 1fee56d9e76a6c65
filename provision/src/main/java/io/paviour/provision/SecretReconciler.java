package io.paviour.provision;

import io.paviour.plugin.Action;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Reconciler;
import io.paviour.plugin.Secrets;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.time.Duration;
import java.util.List;

/// Shows in a `Secret` which keys it has, and forgets the values when it goes.
final class SecretReconciler implements Reconciler<SecretReconciler.Seen> {
    private static final String EMBEDDED = "embedded";

    // Whoever stores values wakes the secret; this is for a process that died in between.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final Secrets secrets;

    SecretReconciler(Secrets secrets) {
        this.secrets = secrets;
    }

    /// What is stored, without the values.
    ///
    /// @param keys in order
    /// @param version 0 if there are no values
    record Seen(List<String> keys, long version) {
        Seen {
            keys = List.copyOf(keys);
        }
    }

    @Override
    public String kind() {
        return "Secret";
    }

    @Override
    public Seen observe(Resource secret, Reader reader) {
        return new Seen(secrets.read(secret.ref()).keySet().stream().sorted().toList(), secrets.version(secret.ref()));
    }

    @Override
    public Plan plan(Resource secret, Seen seen) {
        if (secret.isDeleting()) {
            return farewell(secret, seen);
        }
        return Plan.of(outcome(secret, seen)).withStatus(Json.object("keys", seen.keys, "version", seen.version));
    }

    private static Outcome outcome(Resource secret, Seen seen) {
        String source = secret.spec().string("source", EMBEDDED);
        String elsewhere = source.equals(EMBEDDED)
                ? ""
                : "no secret store named " + source + " is connected: values are kept in the embedded store";
        if (seen.keys.isEmpty()) {
            return new Outcome.Working(
                    "AwaitingValues",
                    "waits for " + giver(secret) + (elsewhere.isEmpty() ? "" : "; " + elsewhere),
                    LOOK_AGAIN);
        }
        return new Outcome.Settled(elsewhere.isEmpty() ? "the values are kept in the embedded store" : elsewhere);
    }

    /// Credentials come from the resource that owns their secret; all other values from people.
    private static String giver(Resource secret) {
        Ref owner = secret.controller();
        return owner == null || owner.kind().kind().equals("Environment")
                ? "values: put them in with paviour secret set"
                : owner.kind().kind() + " " + owner.name() + " to put its values in";
    }

    private Plan farewell(Resource secret, Seen seen) {
        if (seen.version == 0 && seen.keys.isEmpty()) {
            return Plan.of(new Outcome.Settled("Deleted", "there are no values any more"));
        }
        return Plan.of(
                List.of(new Action.Do(
                        "forget the values of " + secret.ref(),
                        Action.Effect.DESTROY,
                        () -> secrets.remove(secret.ref()))),
                new Outcome.Working("Deleting", "the values are being forgotten", LOOK_AGAIN));
    }
}
