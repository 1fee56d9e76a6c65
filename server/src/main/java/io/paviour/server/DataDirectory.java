package io.paviour.server;

import io.paviour.access.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Everything that one process keeps on its machine, locked against a second process.
final class DataDirectory implements AutoCloseable {
    private static final int NODE_BYTES = 4;

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Makes the directory where it is missing, and locks it.
    ///
    /// @throws IOException if another process holds it
    static DataDirectory open(Path path) throws IOException {
        Path directory = path.toAbsolutePath().normalize();
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new IOException("another Paviour runs in " + directory
                    + ": stop it, or give this one a directory of its own by --data-dir");
        }
        return new DataDirectory(directory, channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    /// A file or directory in it.
    Path resolve(String name) {
        return path.resolve(name);
    }

    /// The name of this process among all that share a database; drawn once.
    String node(RandomGenerator random) throws IOException {
        Path file = path.resolve("node");
        if (!Files.exists(file)) {
            var bytes = new byte[NODE_BYTES];
            random.nextBytes(bytes);
            PrivateFile.write(file, "node-" + HexFormat.of().formatHex(bytes) + "\n");
        }
        return Files.readString(file).strip();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
