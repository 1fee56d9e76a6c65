package io.paviour.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.access.Account;
import io.paviour.registry.View;
import io.paviour.resource.Json;
import io.paviour.resource.Packed;
import io.paviour.resource.Resource;
import io.paviour.store.Committed;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final String GROUP = "platform.example.com";

    private final View view = new View();
    private final Accounts accounts = new Accounts(view, GROUP);
    private long revision;

    @Test
    void anAccountIsWhatItsLastChangeMadeOfIt() {
        store("alice", "uid-1", "team-shop");
        assertThat(accounts.find("alice")).isEqualTo(new Account("uid-1", Set.of("team-shop")));
        assertThat(accounts.find("alice")).isEqualTo(new Account("uid-1", Set.of("team-shop")));

        store("alice", "uid-1", "team-shop", "admins");

        assertThat(accounts.find("alice")).isEqualTo(new Account("uid-1", Set.of("team-shop", "admins")));
    }

    @Test
    void nobodySignsInByAnAccountThatIsGoneUntilThereIsANewOne() {
        Packed first = store("alice", "uid-1", "admins");
        assertThat(accounts.find("alice")).isNotNull();

        view.changed(List.of(new Committed(first.withRevision(++revision), true)));
        assertThat(accounts.find("alice")).isNull();

        store("alice", "uid-2");
        assertThat(accounts.find("alice")).isEqualTo(new Account("uid-2", Set.of()));
    }

    @Test
    void moreAccountsThanAreKeptReadAreFoundAllTheSame() {
        for (int i = 0; i < Accounts.READ_MAX + 10; i++) {
            store("user-" + i, "uid-" + i, "team-" + i);
            assertThat(accounts.find("user-" + i)).isEqualTo(new Account("uid-" + i, Set.of("team-" + i)));
        }

        assertThat(accounts.find("user-0")).isEqualTo(new Account("uid-0", Set.of("team-0")));
    }

    private Packed store(String name, String uid, String... groups) {
        Packed account = Packed.of(new Resource(Json.object(
                        "apiVersion",
                        GROUP + "/v1",
                        "kind",
                        "Account",
                        "metadata",
                        Json.object("name", name, "uid", uid),
                        "spec",
                        Json.object("groups", List.of(groups))))
                .withRevision(++revision));
        view.changed(List.of(new Committed(account, false)));
        return account;
    }
}
