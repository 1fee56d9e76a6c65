package io.paviour.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that never passes its limit: when full it becomes the older one (`.1`), replacing the oldest.
final class LogFile extends OutputStream {
    private final Path file;
    private final long bytesMax;
    private OutputStream open;
    private long bytes;

    LogFile(Path file, long bytesMax) throws IOException {
        this.file = file;
        this.bytesMax = bytesMax;
        this.bytes = Files.exists(file) ? Files.size(file) : 0;
        this.open = append(file);
    }

    private static OutputStream append(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] chunk, int from, int length) throws IOException {
        if (bytes > 0 && bytes + length > bytesMax) {
            open.close();
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            open = append(file);
            bytes = 0;
        }
        open.write(chunk, from, length);
        bytes += length;
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
