package io.paviour.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.store.Database;
import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SecretValuesTest {
    private static final Ref ONE = secret("one");
    private static final Ref TWO = secret("two");

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    Path directory;

    private Database database;
    private MasterKey key;
    private SecretValues values;

    @BeforeEach
    void open() throws Exception {
        postgres.renew();
        database = Database.open(new Database.Login(postgres.url(), postgres.user(), postgres.password()));
        key = MasterKey.inFile(directory.resolve("master.key"), new Random(1));
        values = new SecretValues(database, key);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void valuesComeBackAndAreNeverInTheTable() throws Exception {
        values.put(ONE, Map.of("password", "correct horse", "empty", ""));

        assertThat(values.read(ONE)).isEqualTo(Map.of("password", "correct horse", "empty", ""));
        assertThat(values.read(TWO)).isEmpty();
        assertThat(postgres.ask("select encode(sealed, 'escape') || encode(sealed, 'base64') from secret_value"))
                .doesNotContain("correct")
                .doesNotContain("password");
    }

    @Test
    void aRowThatWasMovedOrDamagedCannotBeOpened() throws Exception {
        values.put(ONE, Map.of("password", "correct horse"));
        postgres.execute("update secret_value set name = 'two'");

        assertThatThrownBy(() -> values.read(TWO))
                .isInstanceOf(IOException.class)
                .hasMessage("Secret default/two cannot be opened: its row was damaged or moved");

        postgres.execute(
                "update secret_value set name = 'one', sealed = set_byte(sealed, 20, 255 - get_byte(sealed, 20))");
        assertThatThrownBy(() -> values.read(ONE)).isInstanceOf(IOException.class);
    }

    @Test
    void anotherMasterKeyIsRefusedAndNotTold() throws Exception {
        MasterKey other = MasterKey.inFile(directory.resolve("other.key"), new Random(2));

        assertThatThrownBy(() -> new SecretValues(database, other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("give the right one")
                .hasMessageNotContaining(
                        Files.readString(directory.resolve("other.key")).strip());
        assertThat(new SecretValues(database, key).read(ONE)).isEmpty();
    }

    @Test
    void theMasterKeyIsMadeOnceAndForItsOwnerOnly() throws Exception {
        Path file = directory.resolve("master.key");

        MasterKey again = MasterKey.inFile(file, new Random(3));

        assertThat(again.id()).isEqualTo(key.id());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(key.toString()).doesNotContain(Files.readString(file).strip());
        assertThat(MasterKey.parse(Files.readString(file)).id()).isEqualTo(key.id());
        Files.writeString(file, "short");
        assertThatThrownBy(() -> MasterKey.inFile(file, new Random(3))).isInstanceOf(IOException.class);
    }

    @Test
    void whoPutsFirstWinsAndAllSeeTheSame() throws Exception {
        List<Callable<Map<String, String>>> work = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Map<String, String> mine = Map.of("password", "drawn by " + i);
            work.add(() -> values.putIfAbsent(ONE, mine));
        }

        List<Map<String, String>> seen = CredentialsTest.together(work);

        assertThat(new HashSet<>(seen)).containsExactly(values.read(ONE));
    }

    @Test
    void theVersionRisesWithEachChangeAlsoWhenManyChangeAtOnce() throws Exception {
        assertThat(values.version(ONE)).isZero();
        values.put(ONE, Map.of("a", "1"));
        long first = values.version(ONE);
        assertThat(first).isPositive();
        assertThat(values.putIfAbsent(ONE, Map.of("a", "2"))).isEqualTo(Map.of("a", "1"));
        assertThat(values.version(ONE)).isEqualTo(first);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            work.add(() -> {
                int fallen = 0;
                long seen = 0;
                for (int round = 0; round < 200; round++) {
                    values.put(ONE, Map.of("a", "b"));
                    long now = values.version(ONE);
                    fallen += now < seen ? 1 : 0;
                    seen = now;
                }
                return fallen;
            });
        }

        assertThat(CredentialsTest.together(work)).containsOnly(0);
    }

    @Test
    void whatIsForgottenIsGone() throws Exception {
        values.put(ONE, Map.of("a", "b"));
        long before = values.version(ONE);

        values.remove(ONE);

        assertThat(values.read(ONE)).isEmpty();
        assertThat(values.version(ONE)).isZero();
        values.put(ONE, Map.of("a", "b"));
        assertThat(values.version(ONE)).isGreaterThan(before);
    }

    private static Ref secret(String name) {
        return new Ref(new KindName("platform.example.com", "Secret"), "default", name);
    }
}
