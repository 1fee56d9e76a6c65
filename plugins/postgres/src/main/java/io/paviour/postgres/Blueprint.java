package io.paviour.postgres;

import io.paviour.plugin.Action;
import io.paviour.plugin.Action.Effect;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says what to do next for a claim: a pure function of the claim and of what was seen.
record Blueprint(Works works, boolean highlyAvailable, String driver) {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Outcome AT_WORK =
            new Outcome.Working("Provisioning", "the database is being created", LOOK_AGAIN);

    Plan plan(Claim claim, Seen seen) {
        if (claim.isDeleting()) {
            return new Demolition(works).plan(claim, seen);
        }
        Size size = Size.named(claim.sizeName());
        if (size == null) {
            return stuck("UnknownSize", "there is no size " + claim.sizeName() + ": small, medium, large or xlarge");
        }
        if (claim.wantsHighAvailability() && !highlyAvailable) {
            return stuck("NotAvailable", "highAvailability is not available on driver " + driver);
        }
        Plan taken = taken(claim, seen);
        if (taken != null) {
            return taken;
        }
        if (mustRestore(claim, seen.role(), seen.database()) && seen.restore() != null) {
            if (!seen.restore().found()) {
                return stuck("DumpNotFound", "there is no dump " + claim.restoreFrom() + " of this namespace");
            }
            if (!seen.restore().intoEmpty()) {
                return stuck("NotEmpty", "restoreFrom works for a new database only, and this one has objects in it");
            }
        }
        List<Action> actions = new ArrayList<>();
        credentials(claim, seen, actions);
        role(claim, size, seen.role(), actions);
        database(claim, seen, actions);
        secret(claim, seen, actions);
        return told(claim, seen, actions);
    }

    /// Something else that stands where ours should be is never touched.
    private static @Nullable Plan taken(Claim claim, Seen seen) {
        if (!isOurs(claim, seen.role())) {
            return stuck("NameTaken", "role " + claim.identifier() + " exists and was not made for this claim");
        }
        if (!isOurs(claim, seen.role(), seen.database())) {
            return stuck("NameTaken", "database " + claim.identifier() + " exists and was not made for this claim");
        }
        if (seen.secret() != null
                && !claim.resource().ref().equals(seen.secret().controller())) {
            return stuck("NameTaken", claim.secret() + " exists and does not belong to this claim");
        }
        return null;
    }

    /// Whether there is no such role, or it is the claim's.
    static boolean isOurs(Claim claim, Seen.@Nullable Role role) {
        return role == null || role.comment().startsWith(claim.mark());
    }

    /// Whether there is no such database, or it is the claim's.
    static boolean isOurs(Claim claim, Seen.@Nullable Role role, Seen.@Nullable Database database) {
        return database == null
                || database.comment().startsWith(claim.mark())
                || (role != null && isOurs(claim, role) && database.owner().equals(claim.identifier()));
    }

    /// Whether the dump to begin with is not in the database yet. The restore itself notes it on the database, whose
    /// comment the tenant may change later; so it is noted on the role too.
    static boolean mustRestore(Claim claim, Seen.@Nullable Role role, Seen.@Nullable Database database) {
        String dump = claim.restoreFrom();
        return !dump.isEmpty() && !isNoted(claim, role) && !isNoted(claim, database);
    }

    private static boolean isNoted(Claim claim, Seen.@Nullable Role role) {
        return role != null && role.comment().equals(claim.comment(claim.restoreFrom()));
    }

    private static boolean isNoted(Claim claim, Seen.@Nullable Database database) {
        return database != null && database.comment().equals(claim.comment(claim.restoreFrom()));
    }

    private void credentials(Claim claim, Seen seen, List<Action> actions) {
        switch (seen.stored()) {
            case MISSING ->
                actions.add(new Action.Do(
                        "store new credentials of " + claim.identifier(),
                        Effect.CREATE,
                        () -> works.storeCredentials(claim)));
            case WRONG ->
                actions.add(new Action.Do(
                        "correct the stored credentials of " + claim.identifier(),
                        Effect.CHANGE,
                        () -> works.storeCredentials(claim)));
            case RIGHT -> {}
        }
    }

    private void role(Claim claim, Size size, Seen.@Nullable Role role, List<Action> actions) {
        String name = claim.identifier();
        if (role == null) {
            actions.add(new Action.Do(
                    "create role " + name + " with limits of size " + size.text(),
                    Effect.CREATE,
                    () -> works.createRole(claim, size)));
            return;
        }
        if (!role.mayLogin()) {
            change(actions, "allow role " + name + " to log in", () -> works.alterRole(claim, "LOGIN"));
        }
        for (String right : role.rights()) {
            change(actions, "take " + right + " from role " + name, () -> works.alterRole(claim, "NO" + right));
        }
        for (String other : role.memberships()) {
            change(
                    actions,
                    "end the membership of role " + name + " in role " + other,
                    () -> works.endMembership(claim, other));
        }
        if (!role.takesPassword()) {
            change(actions, "set the password of role " + name + " to the stored one", () -> works.setPassword(claim));
        }
        if (role.connections() != size.connections()
                || !role.settings().entrySet().containsAll(size.settings().entrySet())) {
            change(
                    actions,
                    "set limits of size " + size.text() + " on role " + name,
                    () -> works.setLimits(claim, size));
        }
    }

    private void database(Claim claim, Seen seen, List<Action> actions) {
        String name = claim.identifier();
        for (String open : seen.open()) {
            change(actions, "revoke CONNECT on database " + open + " from PUBLIC", () -> works.keepTenantsOut(open));
        }
        Seen.Database database = seen.database();
        if (database == null) {
            actions.add(new Action.Do("create database " + name, Effect.CREATE, () -> works.createDatabase(claim)));
        } else {
            ownership(claim, database, actions);
        }
        if (database == null || !database.publicRights().isEmpty()) {
            change(
                    actions,
                    "revoke CONNECT and TEMPORARY on database " + name + " from PUBLIC",
                    () -> works.keepOthersOut(claim));
        }
        if (database == null || !database.isOpen()) {
            change(actions, "open database " + name + " for connections", () -> works.open(claim));
        }
        if (mustRestore(claim, seen.role(), database)) {
            change(
                    actions,
                    "restore dump " + claim.restoreFrom() + " into database " + name,
                    () -> works.restore(claim));
        }
        if (!claim.restoreFrom().isEmpty() && isNoted(claim, database) && !isNoted(claim, seen.role())) {
            change(
                    actions,
                    "note on role " + name + " that dump " + claim.restoreFrom() + " was restored",
                    () -> works.noteRestored(claim));
        }
    }

    private void ownership(Claim claim, Seen.Database database, List<Action> actions) {
        String name = claim.identifier();
        if (!database.owner().equals(name)) {
            change(actions, "make role " + name + " the owner of database " + name, () -> works.own(claim));
        }
        if (!database.comment().startsWith(claim.mark())) {
            change(actions, "mark database " + name + " as this claim's", () -> works.mark(claim));
        }
    }

    private static void secret(Claim claim, Seen seen, List<Action> actions) {
        var wanted = claim.secretResource();
        if (seen.secret() == null) {
            actions.add(new Action.Apply(wanted, Effect.CREATE));
        } else if (!wanted.spec().equals(seen.secret().spec())) {
            actions.add(new Action.Apply(wanted, Effect.CHANGE));
        }
        seen.otherSecrets().stream()
                .filter(other -> !other.isDeleting())
                .forEach(other -> actions.add(new Action.Delete(other.ref())));
    }

    private static Plan told(Claim claim, Seen seen, List<Action> actions) {
        String endpoint = seen.address().endpoint();
        Outcome outcome = actions.isEmpty()
                ? new Outcome.Settled("database " + claim.identifier() + " on " + endpoint + " is ready")
                : AT_WORK;
        return Plan.of(actions, outcome)
                .withStatus(Json.object(
                        "endpoint", endpoint,
                        "database", claim.identifier(),
                        "secret", claim.secret().name()))
                .withConditions(Promises.of(claim, seen));
    }

    private static void change(List<Action> actions, String summary, Action.Task task) {
        actions.add(new Action.Do(summary, Effect.CHANGE, task));
    }

    static Plan stuck(String reason, String message) {
        return Plan.of(new Outcome.Stuck(reason, message));
    }
}
