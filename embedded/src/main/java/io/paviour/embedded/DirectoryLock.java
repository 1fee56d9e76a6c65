package io.paviour.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A lock that the operating system takes back when its holder dies, however it dies.
final class DirectoryLock implements AutoCloseable {
    /// Static because the lock is the process's: POSIX drops it when the process closes *any* descriptor of the file,
    /// so a second taker in this process must be turned away before it opens one.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel file;

    private DirectoryLock(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /// @param refusal what to say if somebody else still has it after `wait`
    static DirectoryLock take(Path directory, String name, Duration wait, String refusal)
            throws IOException, InterruptedException {
        Path real = directory.toRealPath().resolve(name);
        long start = System.nanoTime();
        if (!Polling.until(wait, () -> HELD_HERE.add(real))) {
            throw new CannotStartException(refusal);
        }
        FileChannel file = null;
        boolean taken = false;
        try {
            FileChannel opened = FileChannel.open(real, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file = opened;
            Duration rest = wait.minusNanos(System.nanoTime() - start);
            taken = Polling.until(rest, () -> opened.tryLock() != null);
            if (taken) {
                return new DirectoryLock(real, opened);
            }
            throw new CannotStartException(refusal);
        } finally {
            if (!taken) {
                if (file != null) {
                    file.close();
                }
                HELD_HERE.remove(real);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            HELD_HERE.remove(path);
        }
    }
}
