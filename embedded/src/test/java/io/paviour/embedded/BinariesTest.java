package io.paviour.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
    @TempDir
    Path cache;

    @Test
    void twoAtOnceUnpackOnce() throws Exception {
        Callable<Binaries> unpack = () -> Binaries.unpack(cache);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one = threads.submit(unpack);
            var two = threads.submit(unpack);

            assertThat(one.get()).isEqualTo(two.get());
            assertThat(one.get().program("postgres")).isExecutable();
        }
    }

    @Test
    void whatIsNotWholeIsUnpackedAgain() throws Exception {
        Path server = Binaries.unpack(cache).program("postgres");
        long bytes = Files.size(server);
        Files.write(server, new byte[0]);

        Binaries.unpack(cache);

        assertThat(Files.size(server)).isEqualTo(bytes);
    }
}
