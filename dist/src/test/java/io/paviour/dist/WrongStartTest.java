package io.paviour.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.paviour.embedded.EmbeddedPostgres;
import io.paviour.testing.TestPlatform;
import io.paviour.testing.Workbench;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What cannot start says why in one line, and leaves nothing behind.
class WrongStartTest {
    @RegisterExtension
    static final Workbench bench = new Workbench();

    @Test
    void aSecondPlatformInTheSameDataDirectory() throws Exception {
        TestPlatform first = bench.start(bench.platform("shared")).awaitReady();
        List<ProcessHandle> children = first.children();

        TestPlatform second = bench.start(bench.platform("shared"));

        assertThat(complaint(second))
                .isEqualTo("paviour: another Paviour runs in " + first.data()
                        + ": stop it, or give this one a directory of its own by --data-dir");
        assertThat(first.isAlive()).isTrue();
        assertThat(children).allMatch(ProcessHandle::isAlive);
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            TestPlatform platform = bench.start(bench.platform("taken").with("--api", address));

            assertThat(complaint(platform)).startsWith("paviour: ").contains(address);
            assertNothingRuns(platform);
        }
    }

    @Test
    void anotherMasterKeyThanTheOneThatSealed() throws Exception {
        EmbeddedPostgres server = bench.postgres("sealed");
        TestPlatform.Start start =
                bench.platform("keys").withVariable("PAVIOUR_DATABASE_URL", Workbench.url(server, "postgres"));
        bench.start(start.withVariable("PAVIOUR_MASTER_KEY", key(1)))
                .awaitReady()
                .stop();

        TestPlatform platform = bench.start(start.withVariable("PAVIOUR_MASTER_KEY", key(2)));

        assertThat(complaint(platform))
                .matches("paviour: the secrets in this database are sealed with the master key [0-9a-f]{16},"
                        + " but the one given is [0-9a-f]{16}: give the right one");
        assertNothingRuns(platform);
    }

    @Test
    void aDatabaseThatIsAway() throws Exception {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        TestPlatform platform = bench.start(bench.platform("away")
                .withVariable("PAVIOUR_DATABASE_URL", "postgresql://paviour:s3cr3t@127.0.0.1:" + port + "/paviour"));

        assertThat(complaint(platform))
                .startsWith("paviour: ")
                .contains("127.0.0.1:" + port)
                .doesNotContain("s3cr3t");
        assertNothingRuns(platform);
    }

    private static String key(int fill) {
        var bytes = new byte[32];
        bytes[0] = (byte) fill;
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// The one line that is no log.
    private static String complaint(TestPlatform platform) throws Exception {
        assertThat(platform.exitCode()).isEqualTo(1);
        assertThat(platform.said()).doesNotContain("\tat ");
        List<String> lines = platform.said()
                .lines()
                .filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d .*"))
                .toList();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    private static void assertNothingRuns(TestPlatform platform) {
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains(platform.data() + "/")))
                .isEmpty();
    }
}
