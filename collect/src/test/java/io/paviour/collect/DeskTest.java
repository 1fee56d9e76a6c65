package io.paviour.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.registry.Deletion;
import io.paviour.registry.Part;
import io.paviour.rehearsal.TestDesk;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Ref;
import io.paviour.store.Database;
import io.paviour.trial.TestPostgres;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeskTest {
    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    private static final Ref CHILD = new Ref(new KindName("", "Namespace"), "", "child");

    @Test
    void whoSaysSomethingElseByNowIsNotDeleted() throws Exception {
        postgres.renew();
        var login = new Database.Login(postgres.url(), postgres.user(), postgres.password());
        try (var house = new TestDesk(login, InstantSource.system(), "here")) {
            house.furnish();
            house.create("{apiVersion: v1, kind: Namespace, metadata: {name: child}}");
            var desk = new Desk(house.registry());
            Packed seen = house.view().packed(CHILD);
            house.patch(CHILD, "{metadata: {labels: {has: changed}}}", Part.MAIN);

            assertThat(desk.deleteAsSeen(seen, Deletion.Propagation.BACKGROUND)).isFalse();
            assertThat(house.view().packed(CHILD).isDeleting()).isFalse();

            Packed now = house.view().packed(CHILD);
            assertThat(desk.deleteAsSeen(now, Deletion.Propagation.BACKGROUND)).isTrue();
            assertThat(house.view().packed(CHILD).isDeleting()).isTrue();
        }
    }
}
