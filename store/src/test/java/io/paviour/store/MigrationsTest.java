package io.paviour.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paviour.trial.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MigrationsTest {
    private static final Pattern NAME = Pattern.compile("V(\\d+)__[a-z_]+\\.sql");

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @BeforeEach
    void renew() throws Exception {
        postgres.renew();
    }

    @Test
    void theNewestOfAllRoomsIsTheNumberInTheCode() throws IOException {
        var numbers = new TreeMap<Integer, String>();
        try (var rooms = Files.newDirectoryStream(Path.of("..").toRealPath())) {
            for (Path room : rooms) {
                Path migrations = room.resolve("src/main/resources/migrations");
                if (!Files.isDirectory(migrations)) {
                    continue;
                }
                try (var files = Files.list(migrations)) {
                    for (String name :
                            files.map(file -> file.getFileName().toString()).toList()) {
                        var matcher = NAME.matcher(name);
                        assertThat(matcher.matches()).as(name).isTrue();
                        assertThat(numbers.put(Integer.valueOf(matcher.group(1)), name))
                                .as("the same number as " + name)
                                .isNull();
                    }
                }
            }
        }

        assertThat(numbers.lastKey()).isEqualTo(Migrations.NEWEST);
        assertThat(numbers).hasSize(Migrations.NEWEST);
    }

    @Test
    void theyAreAppliedOnce() throws Exception {
        try (Database first = Database.open(Replica.login(postgres));
                Database second = Database.open(Replica.login(postgres))) {
            assertThat(first).isNotEqualTo(second);
            assertThat(postgres.ask("select count(*) from flyway_schema_history where version = '1'"))
                    .isEqualTo("1");
            assertThat(postgres.ask("select count(*) from revision")).isEqualTo("1");
        }
    }

    @Test
    void processesThatStartTogetherDoNotDisturbEachOther() throws Exception {
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            work.add(() -> {
                try (Database database = Database.open(Replica.login(postgres))) {
                    return database.transaction(connection -> connection.isValid(1));
                }
            });
        }

        assertThat(LedgerTest.together(work)).containsOnly(true);
        assertThat(postgres.ask("select count(*) from revision")).isEqualTo("1");
    }

    @Test
    void tablesOfANewerProgramAreLeftAlone() throws Exception {
        Database.open(Replica.login(postgres)).close();
        postgres.execute("update flyway_schema_history set version = '" + (Migrations.NEWEST + 1) + "'");

        assertThatThrownBy(() -> Database.open(Replica.login(postgres)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("they are of a newer version (" + (Migrations.NEWEST + 1) + ")");
    }

    @Test
    void aDatabaseThatIsAwayIsToldWithoutItsPassword() {
        var login = new Database.Login("jdbc:postgresql://127.0.0.1:1/none", "nobody", "hush");

        assertThat(login.toString()).doesNotContain("hush");
        assertThatThrownBy(() -> Database.open(login))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("hush");
    }
}
