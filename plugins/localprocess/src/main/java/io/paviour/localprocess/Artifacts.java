package io.paviour.localprocess;

import io.paviour.process.Tree;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// The programs of workloads: what teams put into the artifacts directory, and what became of it here.
///
/// An archive is unpacked once for each content, into `releases/<SHA-256>`. A `.jar` is not unpacked but put there
/// as it is, since it is run as a file.
final class Artifacts {
    private static final int RELEASES_KEPT = 20;
    private static final int KNOWN_MAX = 1000;
    private static final Set<String> TAR = Set.of(".tar.gz", ".tgz");
    private static final String REFUSED = ".refused";

    private final Path root;
    private final Path releases;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    private record Known(long bytes, FileTime changed, String hash) {}

    /// @param root the artifacts directory
    /// @param releases where archives are unpacked; nobody else writes there
    Artifacts(Path root, Path releases) {
        this.root = root.toAbsolutePath().normalize();
        this.releases = releases;
    }

    Artifact look(Workload.Source source) throws IOException {
        return switch (source) {
            case Workload.Source.None() -> new Artifact.None();
            case Workload.Source.Directory(String name) -> directory(name);
            case Workload.Source.Archive(String name) -> archive(name);
        };
    }

    private Artifact directory(String name) throws IOException {
        Path path = below(name);
        if (path == null) {
            return escapes(name);
        }
        if (!Files.isDirectory(path)) {
            return missing("directory", name);
        }
        return staysInside(path) ? new Artifact.Here(path) : escapes(name);
    }

    private Artifact archive(String name) throws IOException {
        Path path = below(name);
        if (path == null) {
            return escapes(name);
        }
        if (ending(name).isEmpty()) {
            return new Artifact.Refused("archive " + name + " is not a .tar.gz, .tgz, .zip or .jar");
        }
        if (!Files.isRegularFile(path)) {
            return missing("archive", name);
        }
        if (!staysInside(path)) {
            return escapes(name);
        }
        String hash = hash(path);
        Path refusal = releases.resolve(hash + REFUSED);
        // Two jars of the same content may have two names, and each is run by its own.
        Path release = releases.resolve(ending(name).equals(".jar") ? hash + "-" + path.getFileName() : hash);
        if (Files.exists(refusal)) {
            return new Artifact.Refused("archive " + name + " is refused: " + Files.readString(refusal));
        }
        return Files.isDirectory(release) ? new Artifact.Here(release) : new Artifact.Packed(path, hash, release);
    }

    private @Nullable Path below(String name) {
        try {
            Path path = root.resolve(name).normalize();
            return name.isBlank() || Path.of(name).isAbsolute() || !path.startsWith(root) ? null : path;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private boolean staysInside(Path path) throws IOException {
        return path.toRealPath().startsWith(root.toRealPath());
    }

    private static Artifact escapes(String name) {
        return new Artifact.Refused("'" + name + "' is not a path below the artifacts directory");
    }

    private Artifact missing(String what, String name) {
        return new Artifact.Missing("waits for " + what + " " + name + " in " + root);
    }

    private static String ending(String name) {
        return Stream.of(".tar.gz", ".tgz", ".zip", ".jar")
                .filter(name::endsWith)
                .findFirst()
                .orElse("");
    }

    /// Reads a file only if its size or time has changed since it was read last.
    private String hash(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        Known before = known.get(path);
        if (before != null && before.bytes == now.size() && before.changed.equals(now.lastModifiedTime())) {
            return before.hash;
        }
        String hash = digest(path);
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        known.put(path, new Known(now.size(), now.lastModifiedTime(), hash));
        return hash;
    }

    private static String digest(Path path) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Unpacks an archive, or notes why it is refused, which the next [#look] tells. Unpacking it twice is harmless.
    ///
    /// @throws IOException also if the archive changes meanwhile: look again
    void unpack(Artifact.Packed packed) throws IOException {
        Files.createDirectories(releases);
        Path partial = Files.createTempDirectory(releases, "unpacking-");
        try {
            String refusal = refusal(packed.archive(), partial);
            if (!digest(packed.archive()).equals(packed.hash())) {
                known.remove(packed.archive());
                throw new IOException(packed.archive().getFileName() + " changed while it was unpacked");
            }
            if (refusal != null) {
                Files.writeString(releases.resolve(packed.hash() + REFUSED), refusal);
                return;
            }
            if (!Files.isDirectory(packed.release())) {
                allowAll(partial);
                Files.move(partial, packed.release(), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Tree.remove(partial);
        }
    }

    private static @Nullable String refusal(Path archive, Path to) throws IOException {
        String ending = ending(archive.toString());
        var unpacking = new Unpacking(to, Unpacking.BYTES_MAX, Unpacking.ENTRIES_MAX);
        try {
            if (TAR.contains(ending)) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
                    Tar.unpack(in, unpacking);
                }
            } else if (ending.equals(".zip")) {
                unzip(archive, unpacking);
            } else {
                Files.copy(archive, to.resolve(archive.getFileName()));
            }
            unpacking.finish();
            return null;
        } catch (RefusedArchive e) {
            return e.getMessage();
        } catch (ZipException | EOFException e) {
            return "it is damaged: " + e.getMessage();
        }
    }

    /// By its table of contents, because only that tells which files are executable.
    private static void unzip(Path archive, Unpacking to) throws IOException, RefusedArchive {
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("enablePosixFileAttributes", "true"));
                Stream<Path> entries = Files.walk(zip.getPath("/"))) {
            for (Path entry : (Iterable<Path>) entries.skip(1)::iterator) {
                String name = entry.toString().substring(1);
                var attributes = Files.readAttributes(entry, PosixFileAttributes.class);
                if (attributes.isDirectory()) {
                    to.directory(name);
                    continue;
                }
                try (InputStream content = Files.newInputStream(entry)) {
                    to.file(name, attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE), content);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Temporary directories are for their owner only, but the workload may run as somebody else.
    private static void allowAll(Path directory) throws IOException {
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /// Removes the oldest releases that nothing runs from, beyond the last few, so that a quick way back stays.
    void tidy(Set<Path> inUse) throws IOException {
        if (!Files.isDirectory(releases)) {
            return;
        }
        List<Path> idle;
        try (Stream<Path> all = Files.list(releases)) {
            idle = all.filter(release -> !inUse.contains(release))
                    .sorted(Comparator.comparing(Artifacts::changed).reversed())
                    .toList();
        }
        for (Path release : idle.subList(Math.min(RELEASES_KEPT, idle.size()), idle.size())) {
            Tree.remove(release);
        }
    }

    private static FileTime changed(Path path) {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
