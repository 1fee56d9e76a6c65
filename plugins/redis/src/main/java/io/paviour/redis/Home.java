package io.paviour.redis;

import io.paviour.plugin.Tenancy;
import io.paviour.process.Command;
import io.paviour.process.Confinement;
import io.paviour.process.Identity;
import io.paviour.process.Limits;
import io.paviour.process.Output;
import io.paviour.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The directory of one server on this machine: `claim`, `port` and `admin` say whose it is and how it is reached;
/// `redis.conf` and `data` are the server's, `server.log` is its log.
///
/// @param owner the user id that the server runs with, or null for the platform's own user
record Home(Path directory, @Nullable Integer owner) {
    static final String HOST = "127.0.0.1";

    private static final String ADMINISTRATOR = "paviour";
    private static final long LOG_BYTES_MAX = 1 << 20;

    /// Whether it was furnished for any claim.
    boolean isFurnished() throws IOException {
        return !read("claim").isEmpty();
    }

    /// Whether it was furnished for exactly this claim.
    boolean isOf(Claim claim) throws IOException {
        return read("claim").equals(claim.mark());
    }

    /// 0 if none is promised.
    int port() throws IOException {
        String port = read("port");
        return port.isEmpty() ? 0 : Integer.parseInt(port);
    }

    /// @param others ports that are promised already
    void promisePort(Set<Integer> others) throws IOException {
        if (port() == 0) {
            keepPort(Ports.choose(directory.getFileName().hashCode(), others::contains));
        }
    }

    void keepPort(int port) throws IOException {
        if (port != 0) {
            write("port", Integer.toString(port));
        }
    }

    void forgetPort() throws IOException {
        Files.deleteIfExists(directory.resolve("port"));
    }

    Admin admin() throws IOException {
        return new Admin(new Login(HOST, port(), false, ADMINISTRATOR, read("admin")));
    }

    /// Makes what is missing, the claim's mark last.
    void furnish(Claim claim, RandomGenerator random) throws IOException {
        if (port() == 0) {
            throw new IOException("no port is promised to " + claim);
        }
        if (read("admin").isEmpty()) {
            write("admin", Tenancy.password(random));
        }
        Path data = directory.resolve("data");
        if (!Files.isDirectory(data)) {
            Files.createDirectory(data);
        }
        own(data, "rwx------");
        if (!isOf(claim)) {
            write("claim", claim.mark());
        }
    }

    /// What the size and the options of a claim mean to a server.
    static Map<String, String> parameters(Claim claim, Size size) {
        return Map.of(
                "maxmemory", Long.toString(size.memoryBytes()),
                "maxmemory-policy", claim.eviction(),
                "maxclients", Integer.toString(size.connections()));
    }

    /// Writes the configuration for the next start.
    void configure(Claim claim, Size size, List<String> rules) throws IOException {
        var lines = new StringBuilder();
        lines.append("bind ").append(HOST).append('\n');
        lines.append("port ").append(port()).append('\n');
        lines.append("dir \"").append(directory.resolve("data")).append("\"\n");
        // What is in a cache can be made again: nothing is written to the disk.
        lines.append("save \"\"\nappendonly no\n");
        parameters(claim, size)
                .forEach((name, value) ->
                        lines.append(name).append(' ').append(value).append('\n'));
        lines.append("user default reset off\n");
        lines.append("user ").append(ADMINISTRATOR).append(" reset on #").append(Rules.verifier(read("admin")));
        lines.append(" ~* &* +@all\n");
        lines.append("user ")
                .append(claim.identifier())
                .append(' ')
                .append(String.join(" ", rules))
                .append('\n');
        write("redis.conf", lines.toString().stripTrailing());
        own(directory.resolve("redis.conf"), "r--------");
    }

    Command command(Path server, Size size, Identity identity) {
        var confinement =
                Confinement.none().withIdentity(identity).withLimits(new Limits(size.cpuMillis(), size.processBytes()));
        return Command.of(
                        directory.resolve("data"),
                        server.toString(),
                        directory.resolve("redis.conf").toString())
                .withOutput(new Output.ToLog(directory.resolve("server.log"), LOG_BYTES_MAX))
                .withConfinement(confinement);
    }

    /// The last line that the server logged.
    String lastWords() throws IOException {
        List<String> lines = read("server.log").lines().toList();
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    private String read(String name) throws IOException {
        try {
            return Files.readString(directory.resolve(name)).strip();
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    /// Whole or not at all, for nobody but the platform.
    private void write(String name, String text) throws IOException {
        Files.createDirectories(directory);
        Path aside = directory.resolve(name + ".new");
        Files.deleteIfExists(aside);
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(aside, text + "\n");
        Files.move(aside, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void own(Path path, String permissions) throws IOException {
        if (owner != null) {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, users.lookupPrincipalByName(owner.toString()));
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
