package io.paviour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The stock client on one of the embedded PostgreSQL servers.
///
/// @param server its directory
record Psql(Path server) {
    void run(List<String> statements) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres", "-d", "postgres"));
        command.addAll(List.of("-p", Files.readString(server.resolve("port")).strip()));
        statements.forEach(statement -> command.addAll(List.of("-c", statement)));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment()
                .put("PGPASSWORD", Files.readString(server.resolve("password")).strip());
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IOException("psql ended with " + code);
        }
    }
}
