package io.paviour.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.registry.Part;
import io.paviour.rehearsal.TestDesk;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.store.Database;
import io.paviour.trial.TestPostgres;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OwnersTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final Ref CHILD = new Ref(new KindName("", "Namespace"), "", "child");
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

    @Test
    void whoSaysSomethingElseByNowIsLookedAtAgain() throws Exception {
        postgres.renew();
        var login = new Database.Login(postgres.url(), postgres.user(), postgres.password());
        try (var house = new TestDesk(login, InstantSource.system(), "here")) {
            house.furnish();
            house.create("""
                    apiVersion: v1
                    kind: Namespace
                    metadata:
                      name: child
                      ownerReferences: [{apiVersion: v1, kind: Namespace, name: parent, uid: %s}]
                    """.formatted(NOBODY));
            // Nobody rings for this one: it goes on seeing what is there now.
            try (var late = new TestDesk(login, InstantSource.system(), "late")) {
                house.patch(CHILD, "{metadata: {labels: {has: changed}}}", Part.MAIN);
                var owners = new Owners(late.view(), new Desk(house.registry()));

                assertThat(owners.dependent(CHILD)).isFalse();
                assertThat(owners.bereaved(NOBODY)).isFalse();
                assertThat(house.view().packed(CHILD).isDeleting()).isFalse();
            }

            assertThat(new Owners(house.view(), new Desk(house.registry())).bereaved(NOBODY))
                    .isTrue();
            assertThat(house.view().packed(CHILD).isDeleting()).isTrue();
        }
    }
}
