package io.paviour.localprocess;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes the entries of an archive that nobody trusts below one directory, and nowhere else.
///
/// Symbolic links are made at the very end, so that no entry is written through one.
final class Unpacking {
    static final long BYTES_MAX = 1L << 30;
    static final int ENTRIES_MAX = 20_000;
    private static final int NAME_CHARS_MAX = 1024;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Path root;
    private final long bytesMax;
    private final int entriesMax;
    private final Map<Path, String> links = new LinkedHashMap<>();
    private long bytes;
    private int entries;

    /// @param root an empty directory
    Unpacking(Path root, long bytesMax, int entriesMax) {
        this.root = root;
        this.bytesMax = bytesMax;
        this.entriesMax = entriesMax;
    }

    void directory(String name) throws IOException, RefusedArchive {
        Path directory = inside(name);
        try {
            Files.createDirectories(directory);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw new RefusedArchive("entry " + name + " is a file and a directory");
        }
    }

    /// Reads `content` to its end.
    void file(String name, boolean executable, InputStream content) throws IOException, RefusedArchive {
        Path file = inside(name);
        prepare(name, file);
        byte[] chunk = new byte[CHUNK_BYTES];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                bytes += read;
                if (bytes > bytesMax) {
                    throw new RefusedArchive("it holds more than " + bytesMax / (1 << 20) + " MiB");
                }
                out.write(chunk, 0, read);
            }
        }
        allow(file, executable);
    }

    void symbolicLink(String name, String target) throws IOException, RefusedArchive {
        Path link = inside(name);
        Path parent = link.equals(root) ? root : link.resolveSibling("").normalize();
        if (target.isEmpty() || !path(parent, target, name).startsWith(root)) {
            throw new RefusedArchive("entry " + name + " is a link that leaves the archive: " + target);
        }
        links.put(link, target);
    }

    /// A hard link becomes a copy.
    void hardLink(String name, String target) throws IOException, RefusedArchive {
        Path original = inside(target);
        if (!Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedArchive("entry " + name + " is a link to " + target + ", which is no file before it");
        }
        try (InputStream content = Files.newInputStream(original)) {
            file(name, Files.isExecutable(original), content);
        }
    }

    /// Makes the symbolic links. A chain of links may lead further than each of them alone, so asks the file system.
    void finish() throws IOException, RefusedArchive {
        for (var link : links.entrySet()) {
            String name = root.relativize(link.getKey()).toString();
            prepare(name, link.getKey());
            Files.createSymbolicLink(link.getKey(), Path.of(link.getValue()));
        }
        Path real = root.toRealPath();
        for (Path link : links.keySet()) {
            String name = root.relativize(link).toString();
            try {
                if (!link.toRealPath().startsWith(real)) {
                    throw new RefusedArchive("entry " + name + " is a link that leaves the archive");
                }
            } catch (IOException e) {
                throw new RefusedArchive("entry " + name + " is a link to nothing or to itself");
            }
        }
    }

    private void prepare(String name, Path file) throws IOException, RefusedArchive {
        if (file.equals(root) || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedArchive("entry " + name + " is a file and a directory");
        }
        try {
            Files.createDirectories(file.resolveSibling("").normalize());
        } catch (IOException e) {
            throw new RefusedArchive("entry " + name + " lies below a file or a link");
        }
        Files.deleteIfExists(file);
    }

    private Path inside(String name) throws RefusedArchive {
        if (++entries > entriesMax) {
            throw new RefusedArchive("it has more than " + entriesMax + " entries");
        }
        if (name.startsWith("/") || name.contains("\\") || name.matches("[A-Za-z]:.*")) {
            throw new RefusedArchive("entry " + name + " has an absolute path");
        }
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw new RefusedArchive("entry " + name + " leaves the archive");
            }
        }
        return path(root, name, name);
    }

    private static Path path(Path from, String name, String entry) throws RefusedArchive {
        if (name.length() > NAME_CHARS_MAX) {
            throw new RefusedArchive("an entry's name has more than " + NAME_CHARS_MAX + " characters");
        }
        try {
            return from.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new RefusedArchive("entry " + entry + " has a name that no file can have");
        }
    }

    private static void allow(Path file, boolean executable) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
