package io.paviour.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// What a server says of itself in `postmaster.pid` (PostgreSQL, `miscadmin.h`, LOCK_FILE_LINE).
///
/// @param lines empty if there is no such file
record Postmaster(List<String> lines) {
    private static final String FILE = "postmaster.pid";
    private static final int STATUS_LINE = 7;

    static Postmaster read(Path data) throws IOException {
        try {
            return new Postmaster(Files.readAllLines(data.resolve(FILE)));
        } catch (NoSuchFileException e) {
            return new Postmaster(List.of());
        }
    }

    static void forget(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(FILE));
    }

    boolean exists() {
        return !lines.isEmpty();
    }

    /// Its process id; 0 if the file tells none.
    long pid() {
        String first = lines.isEmpty() ? "" : lines.getFirst().strip();
        return first.matches("[0-9]{1,10}") ? Long.parseLong(first) : 0;
    }

    boolean isReady() {
        return lines.size() > STATUS_LINE
                && "ready".equals(lines.get(STATUS_LINE).strip());
    }
}
