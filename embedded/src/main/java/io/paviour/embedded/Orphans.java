package io.paviour.embedded;

import io.paviour.process.Signal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what a crash left behind of a server, so that a new one may start on its data.
///
/// An orphan is stopped, never adopted: nobody would notice its end, and it would outlive us again. The caller holds
/// the lock of the directory, so that whoever still runs there belongs to nobody.
final class Orphans {
    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final Duration FAST_SHUTDOWN_MAX = Duration.ofSeconds(30);
    private static final Duration KILL_MAX = Duration.ofSeconds(10);
    private static final Path PROCESSES = Path.of("/proc");

    private Orphans() {}

    static void end(Path data) throws IOException, InterruptedException {
        Postmaster left = Postmaster.read(data);
        if (!left.exists()) {
            return;
        }
        List<Long> orphans = of(data, left);
        if (orphans.contains(left.pid())) {
            LOG.warn("a PostgreSQL server outlived its platform and is stopped: process {}", left.pid());
            Signal.INT.sendTo(left.pid());
        }
        // Backends whose server was killed leave by themselves; until then they may still write.
        if (!Polling.until(FAST_SHUTDOWN_MAX, () -> of(data, left).isEmpty())) {
            for (long orphan : of(data, left)) {
                Signal.KILL.sendTo(orphan);
            }
        }
        if (!Polling.until(KILL_MAX, () -> of(data, left).isEmpty())) {
            throw new CannotStartException("a PostgreSQL server on " + data + " cannot be ended: " + of(data, left));
        }
        boolean namesStranger = ProcessHandle.of(left.pid()).isPresent();
        if (namesStranger) {
            // Process ids repeat in containers, and PostgreSQL takes any living process for its other self. Else the
            // file stays: PostgreSQL then looks by itself whether anybody still holds its shared memory.
            Postmaster.forget(data);
        }
    }

    /// Every server process at work in `data`: they all have it as their directory.
    private static List<Long> of(Path data, Postmaster left) throws IOException {
        if (!Files.isDirectory(PROCESSES.resolve("self"))) {
            return ProcessHandle.of(left.pid())
                    .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                    .map(process -> List.of(process.pid()))
                    .orElse(List.of());
        }
        List<Long> found = new ArrayList<>();
        Path real = data.toRealPath();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (isServerIn(real, process)) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static boolean isServerIn(Path data, Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip().equals("postgres")
                    && Files.readSymbolicLink(process.resolve("cwd")).equals(data);
        } catch (IOException e) {
            // It ended while we looked, or is somebody else's.
            return false;
        }
    }
}
