package io.paviour.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.contract.TestSite;
import io.paviour.plugin.Outcome;
import io.paviour.plugin.Plan;
import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is planned for what was seen; no server is near.
class BlueprintTest {
    private static final Address NOWHERE = new Address("db.example.com", 5432, "admin", "", "postgres", Map.of());
    private static final Resource CLAIM = TestHouse.claim("team", "app-db", "size: medium");
    private static final String NAME = new Claim(CLAIM).identifier();
    private static final String OURS = new Claim(CLAIM).comment();

    private static final Seen.Role ROLE =
            new Seen.Role(OURS, true, List.of(), 25, Size.MEDIUM.settings(), List.of(), true);
    private static final Seen.Database DATABASE = new Seen.Database(NAME, OURS, true, List.of());
    private static final Resource SECRET = secret(CLAIM);

    private final Blueprint blueprint = blueprint(false);

    private static Blueprint blueprint(boolean available) {
        var connections = new Connections(new Server.External(NOWHERE, available));
        var site = new TestSite(Path.of("target"), Map.of());
        var shelf = new DumpShelf(connections, site.random(), site.clock(), Duration.ofDays(7));
        return new Blueprint(new Works(connections, site, new SecureRandom(), shelf), available, "postgres");
    }

    private static Resource secret(Resource owner) {
        Resource secret = new Claim(owner).secretResource();
        return secret.withMetadata(
                secret.metadata().with("ownerReferences", new Json.Arr(List.of(owner.ownerReference()))));
    }

    private static Seen seen(Seen.@Nullable Role role, Seen.@Nullable Database database, @Nullable Resource secret) {
        Seen.Stored stored = role == null ? Seen.Stored.MISSING : Seen.Stored.RIGHT;
        return new Seen(NOWHERE, stored, role, database, List.of(), List.of(), secret, List.of(), null, null);
    }

    private static Seen seen(Seen.FinalDump dump, boolean mayLogin) {
        var role = new Seen.Role(OURS, mayLogin, List.of(), 25, Size.MEDIUM.settings(), List.of(), true);
        return new Seen(
                NOWHERE, Seen.Stored.RIGHT, role, DATABASE, List.of(), List.of(), SECRET, List.of(), null, dump);
    }

    private List<String> planned(Resource claim, Seen seen) {
        return TestHouse.summaries(blueprint.plan(new Claim(claim), seen));
    }

    @Test
    void whenAllIsThereNothingIsToBeDone() {
        Plan plan = blueprint.plan(new Claim(CLAIM), seen(ROLE, DATABASE, SECRET));

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.outcome())
                .isEqualTo(new Outcome.Settled("database " + NAME + " on db.example.com:5432 is ready"));
        assertThat(plan.status())
                .isEqualTo(Json.object("endpoint", "db.example.com:5432", "database", NAME, "secret", "db-app-db"));
        assertThat(plan.conditions()).extracting(Plan.Told::type).containsExactly("DataEncrypted", "BackedUp");
    }

    @Test
    void databasesOpenToEverybodyAreToldAndNoObstacle() {
        var exposed = List.of("billing", "wiki");
        var seen =
                new Seen(NOWHERE, Seen.Stored.RIGHT, ROLE, DATABASE, List.of(), exposed, SECRET, List.of(), null, null);

        Plan plan = blueprint.plan(new Claim(CLAIM), seen);

        assertThat(plan.outcome()).isInstanceOf(Outcome.Settled.class);
        assertThat(plan.conditions())
                .contains(new Plan.Told(
                        "Isolated",
                        false,
                        "DatabasesOpenToEverybody",
                        "the tenant can also connect to billing, wiki;"
                                + " to close one: revoke connect on database ... from public"));
    }

    @Test
    void whatIsMissingIsMadeInOrder() {
        assertThat(planned(CLAIM, seen(null, null, null)))
                .containsExactly(
                        "store new credentials of " + NAME,
                        "create role " + NAME + " with limits of size medium",
                        "create database " + NAME,
                        "revoke CONNECT and TEMPORARY on database " + NAME + " from PUBLIC",
                        "open database " + NAME + " for connections",
                        "create Secret team/db-app-db");
        assertThat(planned(CLAIM, seen(ROLE, DATABASE, null))).containsExactly("create Secret team/db-app-db");
    }

    @Test
    void theOwnerOfTheClaimIsTheOwnerOfTheSecret() {
        Resource moved = TestHouse.withSpec(CLAIM, "owner", "team-beta");

        assertThat(planned(moved, seen(ROLE, DATABASE, SECRET))).containsExactly("change Secret team/db-app-db");
    }

    @Test
    void aSecretOfAnotherOwnerIsNotTaken() {
        Resource other = secret(TestHouse.claim("team", "other", "size: small"));
        Resource stranger = other.withMetadata(other.metadata().with("name", "db-app-db"));

        assertThat(blueprint.plan(new Claim(CLAIM), seen(null, null, stranger)).outcome())
                .isEqualTo(new Outcome.Stuck(
                        "NameTaken", "Secret team/db-app-db exists and does not belong to this claim"));
    }

    @Test
    void aMarkOfAnotherClaimIsNotOurs() {
        String theirs = new Claim(TestHouse.claim("team", "app-db", "size: medium")).comment();
        var role = new Seen.Role(theirs, true, List.of(), 25, Size.MEDIUM.settings(), List.of(), true);

        assertThat(blueprint
                        .plan(new Claim(CLAIM), seen(role, DATABASE, SECRET))
                        .outcome())
                .isInstanceOf(Outcome.Stuck.class);
    }

    @Test
    void anUnknownSizeIsStuck() {
        Resource odd = TestHouse.withSpec(CLAIM, "size", "huge");

        assertThat(blueprint.plan(new Claim(odd), seen(ROLE, DATABASE, SECRET)).outcome())
                .isEqualTo(new Outcome.Stuck("UnknownSize", "there is no size huge: small, medium, large or xlarge"));
    }

    @Test
    void aHighlyAvailableServerMayBeAskedForIt() {
        Resource wish = TestHouse.withSpec(CLAIM, "highAvailability", true);

        assertThat(blueprint(true)
                        .plan(new Claim(wish), seen(ROLE, DATABASE, SECRET))
                        .outcome())
                .isInstanceOf(Outcome.Settled.class);
    }

    @Test
    void aDumpTakenBeforeTheDoorWasShutIsTakenAgain() {
        var dump = new Seen.FinalDump(true, "until 2026-11-29T13:12:00Z", List.of());
        String id = new Claim(CLAIM).dumpId();

        assertThat(planned(TestHouse.deleting(CLAIM), seen(dump, true)))
                .startsWith(
                        "lock role " + NAME + " out and end its sessions", "write dump " + id + " of database " + NAME);
        assertThat(planned(TestHouse.deleting(CLAIM), seen(dump, false)))
                .containsExactly(
                        "drop database " + NAME + " (dump " + id + " is kept until 2026-11-29T13:12:00Z)",
                        "drop role " + NAME,
                        "delete Secret team/db-app-db");
    }

    @Test
    void whatCannotBeDumpedIsLockedNeitherOutNorAway() {
        var dump = new Seen.FinalDump(false, "", List.of("large object 7"));

        Plan plan = blueprint.plan(new Claim(TestHouse.deleting(CLAIM)), seen(dump, true));

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.outcome())
                .isEqualTo(new Outcome.Stuck(
                        "CannotDump",
                        "a dump would miss large object 7: remove these, or say"
                                + " platform.example.com/delete-without-dump: app-db in an annotation to lose the"
                                + " data"));
    }

    @Test
    void theWholeIsGoneWhenTheSecretIs() {
        Seen gone = new Seen(
                NOWHERE,
                Seen.Stored.RIGHT,
                null,
                null,
                List.of(),
                List.of(),
                TestHouse.deleting(SECRET),
                List.of(),
                null,
                null);

        assertThat(blueprint.plan(new Claim(TestHouse.deleting(CLAIM)), gone).outcome())
                .isInstanceOf(Outcome.Working.class);
        assertThat(planned(TestHouse.deleting(CLAIM), seen(null, null, null))).isEmpty();
    }
}
