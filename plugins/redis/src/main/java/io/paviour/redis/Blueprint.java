package io.paviour.redis;

import io.paviour.plugin.Action;
import io.paviour.plugin.Action.Effect;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Secrets;
import io.paviour.plugin.Tenancy;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Says what to do next for a claim: a pure function of the claim and of what was seen.
record Blueprint(Engine engine, Secrets secrets, RandomGenerator random) {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    Plan plan(Claim claim, RedisDriver.Seen seen) {
        if (claim.resource().isDeleting()) {
            return demolition(claim, seen);
        }
        Size size = Size.named(claim.sizeName());
        if (size == null) {
            return stuck("UnknownSize", "there is no size " + claim.sizeName() + ": small, medium, large or xlarge");
        }
        if (claim.wantsHighAvailability()) {
            return stuck("NotAvailable", "highAvailability is not available on driver " + engine.name());
        }
        if (seen.cache() instanceof Engine.Standing.Taken(String what)) {
            return stuck("NameTaken", what + " exists and was not made for this claim");
        }
        if (seen.secret() != null
                && !claim.resource().ref().equals(seen.secret().controller())) {
            return stuck("NameTaken", claim.tenancy().secret() + " exists and does not belong to this claim");
        }
        var actions = new ArrayList<Action>();
        credentials(claim, seen, actions);
        cache(claim, size, seen, actions);
        secret(claim, seen, actions);
        return told(claim, size, seen, actions);
    }

    private void credentials(Claim claim, RedisDriver.Seen seen, List<Action> actions) {
        if (seen.isStored()) {
            return;
        }
        boolean isNew = seen.values().isEmpty();
        actions.add(new Action.Do(
                (isNew ? "store new credentials of " : "correct the stored credentials of ") + claim.identifier(),
                isNew ? Effect.CREATE : Effect.CHANGE,
                () -> storeCredentials(claim)));
    }

    private void storeCredentials(Claim claim) throws IOException {
        Ref secret = claim.tenancy().secret();
        engine.promise(claim);
        var drawn = engine.credentials(claim, Tenancy.password(random)).values();
        Map<String, String> stored = secrets.putIfAbsent(secret, drawn);
        String password = Tenancy.password(stored);
        var right =
                password == null ? drawn : engine.credentials(claim, password).values();
        if (!stored.equals(right)) {
            secrets.put(secret, right);
        }
    }

    private void cache(Claim claim, Size size, RedisDriver.Seen seen, List<Action> actions) {
        String name = claim.identifier();
        Action.Task raise = () -> engine.raise(claim, size, storedPassword(claim));
        switch (seen.cache()) {
            case Engine.Standing.Absent _ ->
                actions.add(new Action.Do(
                        engine.isLocal()
                                ? "start a server for " + name + " with limits of size " + size.text()
                                : "create user " + name + " with keys " + name + ":*",
                        Effect.CREATE,
                        raise));
            case Engine.Standing.Stopped() ->
                actions.add(new Action.Do("start the server of " + name + " again", Effect.CHANGE, raise));
            case Engine.Standing.Present(var differences)
            when !differences.isEmpty() ->
                actions.add(new Action.Do(
                        "set " + String.join(", ", differences) + " of " + name + " as asked", Effect.CHANGE, raise));
            case Engine.Standing.Present _, Engine.Standing.Taken _ -> {}
        }
    }

    private String storedPassword(Claim claim) throws IOException {
        String password = Tenancy.password(secrets.read(claim.tenancy().secret()));
        if (password == null) {
            throw new IOException("the stored credentials of " + claim.identifier() + " are gone");
        }
        return password;
    }

    private static void secret(Claim claim, RedisDriver.Seen seen, List<Action> actions) {
        Resource wanted = claim.tenancy().secretResource();
        if (seen.secret() == null) {
            actions.add(new Action.Apply(wanted, Effect.CREATE));
        } else if (!wanted.spec().equals(seen.secret().spec())) {
            actions.add(new Action.Apply(wanted, Effect.CHANGE));
        }
        deleteAll(seen.otherSecrets(), actions);
    }

    private static void deleteAll(List<Resource> secrets, List<Action> actions) {
        secrets.stream()
                .filter(secret -> !secret.isDeleting())
                .forEach(secret -> actions.add(new Action.Delete(secret.ref())));
    }

    private Plan told(Claim claim, Size size, RedisDriver.Seen seen, List<Action> actions) {
        String endpoint =
                seen.values().getOrDefault("host", "") + ":" + seen.values().getOrDefault("port", "");
        Outcome outcome = actions.isEmpty()
                ? new Outcome.Settled("cache " + claim.identifier() + " on " + endpoint + " is ready")
                : new Outcome.Working("Provisioning", "the cache is being made", LOOK_AGAIN);
        Plan.Told sized = engine.isSized()
                ? new Plan.Told("SizeEnforced", true, "OwnServer", "its server is held to size " + size.text())
                : new Plan.Told(
                        "SizeEnforced",
                        false,
                        "SharedServer",
                        "a shared Redis has one limit of memory for all its users");
        return Plan.of(actions, outcome)
                .withStatus(Json.object(
                        "endpoint",
                        seen.isStored() ? endpoint : null,
                        "secret",
                        claim.tenancy().secret().name()))
                .withConditions(List.of(sized));
    }

    /// What is in a cache can be made again, so it goes without a backup.
    private Plan demolition(Claim claim, RedisDriver.Seen seen) {
        var actions = new ArrayList<Action>();
        boolean isThere = switch (seen.cache()) {
            case Engine.Standing.Stopped _, Engine.Standing.Present _ -> true;
            case Engine.Standing.Absent(boolean isBegun) -> isBegun;
            case Engine.Standing.Taken _ -> false;
        };
        if (isThere) {
            actions.add(new Action.Do(
                    "take away cache " + claim.identifier() + " with what is in it",
                    Effect.DELETE,
                    () -> engine.remove(claim)));
        }
        var ours = new ArrayList<>(seen.otherSecrets());
        if (seen.secret() != null && claim.resource().ref().equals(seen.secret().controller())) {
            ours.add(seen.secret());
        }
        deleteAll(ours, actions);
        if (actions.isEmpty() && !ours.isEmpty()) {
            return Plan.of(new Outcome.Working(
                    "Deleting", "waits until " + ours.getFirst().ref() + " is gone", LOOK_AGAIN));
        }
        if (seen.secret() == null && !seen.values().isEmpty()) {
            Ref secret = claim.tenancy().secret();
            actions.add(new Action.Do(
                    "forget the credentials of " + claim.identifier(), Effect.DELETE, () -> secrets.remove(secret)));
        }
        return Plan.of(
                actions,
                actions.isEmpty()
                        ? new Outcome.Settled("the cache is gone")
                        : new Outcome.Working("Deleting", "the cache is being taken away", LOOK_AGAIN));
    }

    private static Plan stuck(String reason, String message) {
        return Plan.of(new Outcome.Stuck(reason, message));
    }
}
