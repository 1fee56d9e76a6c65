package io.paviour.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    /// Its owner alone may enter it, and its path has spaces ([Cellar#in]).
    @TempDir
    Path directory;

    @Test
    void aServerIsReadyWhenStartReturns() throws Exception {
        try (var postgres = EmbeddedPostgres.start(Cellar.in(directory))) {
            assertThat(Cellar.ask(postgres, "show server_version")).startsWith("18.");
            assertThat(Cellar.ask(postgres, "show fsync")).isEqualTo("on");
            assertThat(Cellar.ask(postgres, "show data_checksums")).isEqualTo("on");
            assertThat(Cellar.ask(postgres, "select datlocale from pg_database where datname = 'postgres'"))
                    .isEqualTo("C.UTF-8");
            assertThat(Cellar.ask(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(postgres.port()).isBetween(20_000, 31_999);
        }
    }

    @Test
    void theNextStartFindsDataPasswordAndPort() throws Exception {
        Settings settings = Cellar.in(directory);
        int port;
        String password;
        try (var first = EmbeddedPostgres.start(settings)) {
            Cellar.execute(first, "create table kept as select 42 as answer");
            port = first.port();
            password = first.password();
        }

        try (var second = EmbeddedPostgres.start(settings)) {
            assertThat(Cellar.ask(second, "select answer from kept")).isEqualTo("42");
            assertThat(second.port()).isEqualTo(port);
            assertThat(second.password()).isEqualTo(password);
        }
    }

    @Test
    void aPortThatSomebodyTookIsReplaced() throws Exception {
        Settings settings = Cellar.in(directory);
        int port;
        try (var first = EmbeddedPostgres.start(settings)) {
            port = first.port();
        }

        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                var second = EmbeddedPostgres.start(settings)) {
            assertThat(second.port()).isNotEqualTo(taken.getLocalPort());
            assertThat(Cellar.ask(second, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void thePasswordIsRequiredAndItsFileIsForUsAlone() throws Exception {
        Settings settings = Cellar.in(directory);
        try (var postgres = EmbeddedPostgres.start(settings)) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), ""))
                    .isInstanceOf(SQLException.class);
        }
        var permissions = Files.getPosixFilePermissions(settings.directory().resolve("password"));
        assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
        assertThat(settings.directory().resolve("server.log")).content().doesNotContain("wrong");
    }

    @Test
    void closeLeavesACleanShutdown() throws Exception {
        Settings settings = Cellar.in(directory);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(settings);
        try (var _ = Cellar.connect(postgres)) {
            postgres.close();
        }

        assertThat(postgres.exit().join().code()).isZero();
        assertThat(settings.directory().resolve("data/postmaster.pid")).doesNotExist();
        assertThat(settings.directory().resolve("server.log")).content().contains("database system is shut down");
    }

    @Test
    void aSecondServerOnTheSameDirectoryIsRefused() throws Exception {
        Settings settings = Cellar.in(directory);
        try (var postgres = EmbeddedPostgres.start(settings)) {
            String expected = "another process runs PostgreSQL in " + settings.directory();
            assertThatThrownBy(() -> EmbeddedPostgres.start(settings))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessage(expected);

            Process other = Starter.start(settings);
            try {
                assertThat(other.inputReader().readLine()).isEqualTo(expected);
            } finally {
                other.destroyForcibly();
            }
            assertThat(Cellar.ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void aParameterThatIsWrongIsNamed() {
        Settings settings = Cellar.in(directory).withConfiguration(Map.of("shared_buffers", "much"));

        assertThatThrownBy(() -> EmbeddedPostgres.start(settings))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("shared_buffers");
    }

    @Test
    void anInterruptedFirstStartLeavesNothingInTheWay() throws Exception {
        Settings settings = Cellar.in(directory);
        Path half = settings.directory().resolve("data.new/data");
        Files.createDirectories(half);
        Files.writeString(half.resolve("PG_VERSION"), "18\n");

        try (var postgres = EmbeddedPostgres.start(settings)) {
            assertThat(Cellar.ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void rootFallsBackToAnotherUserAndBack() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
        // Another user must be able to enter every directory above.
        Path open = Files.createTempDirectory(
                "paviour", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Settings settings = new Settings(
                open.resolve("a server"), open.resolve("bin"), 20, Map.of(), 1 << 20, Duration.ofMinutes(2));
        try {
            List<Account> nobody = List.of(Account.user("nobody"));
            try (var postgres = EmbeddedPostgres.start(settings, nobody)) {
                Cellar.execute(postgres, "create table kept as select 42 as answer");
                assertThat(Files.getOwner(settings.directory().resolve("data")).getName())
                        .isEqualTo("nobody");
            }
            try (var postgres = EmbeddedPostgres.start(settings)) {
                assertThat(Cellar.ask(postgres, "select answer from kept")).isEqualTo("42");
            }
        } finally {
            Binaries.delete(open);
        }
    }

    @Test
    void whereNoAccountWillDoTheMessageSaysWhatToDo() {
        Settings settings = Cellar.in(directory);

        assertThatThrownBy(() -> EmbeddedPostgres.start(settings, List.of(Account.user("no-such-user"))))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("allow user namespaces, or start Paviour as an ordinary user");
    }
}
