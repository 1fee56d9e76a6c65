package io.paviour.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/// The server's program: the one that is set, or the one that comes along, unpacked once.
///
/// @param cache where it is unpacked; others may do the same at the same moment
/// @param chosen the path of another one; empty for ours
record Programs(Path cache, String chosen) {
    /// One caller at a time: a file that somebody still writes cannot be run, and a child that is forked meanwhile
    /// would keep it open.
    ///
    /// @throws IOException if there is none for this machine
    synchronized Path server() throws IOException {
        return chosen.isEmpty() ? unpacked(shipped()) : Path.of(chosen);
    }

    private Path unpacked(String name) throws IOException {
        Path program = cache.resolve("redis").resolve(name);
        if (Files.isExecutable(program)) {
            return program;
        }
        Path parent = Files.createDirectories(program.resolveSibling(""));
        Path aside = Files.createTempFile(parent, name, ".new");
        try (InputStream in = Programs.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("this build has no Redis for this machine (" + name + "): set redis.server");
            }
            Files.copy(in, aside, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(aside, program, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
        return program;
    }

    /// The name that the packagers (codemonstur/embedded-redis) gave the program of this machine.
    private static String shipped() {
        boolean isMac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        boolean isArm = System.getProperty("os.arch").equals("aarch64");
        if (isMac) {
            return "redis-server-6.2.6-v5-darwin-" + (isArm ? "arm64" : "amd64");
        }
        return isArm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
    }
}
