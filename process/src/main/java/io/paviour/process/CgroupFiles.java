package io.paviour.process;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Reads and writes the small files of a cgroup.
final class CgroupFiles {
    private static final int REMOVE_TRIES_MAX = 200;
    private static final long REMOVE_AGAIN_MILLIS = 5;

    private CgroupFiles() {}

    static void write(Path file, String value) throws IOException {
        Files.writeString(file, value);
    }

    static boolean tryWrite(Path file, String value) {
        try {
            write(file, value);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// The number beside `key` in a file of `key value` lines; 0 if it is not there.
    static long count(Path file, String key) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(key + " ")) {
                return Long.parseLong(line.substring(key.length() + 1).strip());
            }
        }
        return 0;
    }

    /// The wrapper that enters the groups and becomes the rest of the command line.
    static List<String> enter(List<Path> directories) {
        String script = "until [ \"$1\" = -- ]; do echo $$ >\"$1/cgroup.procs\" || exit 125; shift; done;"
                + " shift; exec \"$@\"";
        List<String> argv = new ArrayList<>(List.of(Tools.SHELL, "-c", script, "enter"));
        directories.forEach(directory -> argv.add(directory.toString()));
        argv.add("--");
        return argv;
    }

    /// Kills until nobody is left to fork another, as version 1 cannot kill a group in one step.
    static void killEach(Path directory) throws IOException, InterruptedException {
        for (int round = 0; round < REMOVE_TRIES_MAX; round++) {
            List<String> pids = Files.readAllLines(directory.resolve("cgroup.procs"));
            if (pids.isEmpty()) {
                return;
            }
            Tools.signal(Signal.KILL, pids);
            TimeUnit.MILLISECONDS.sleep(REMOVE_AGAIN_MILLIS);
        }
    }

    /// The kernel lets go of a group a moment after its last process was reaped, so asks again for a second.
    static void remove(Path directory) throws IOException, InterruptedException {
        for (int round = 1; ; round++) {
            try {
                Files.delete(directory);
                return;
            } catch (NoSuchFileException e) {
                return;
            } catch (DirectoryNotEmptyException e) {
                throw e;
            } catch (FileSystemException e) {
                if (round == REMOVE_TRIES_MAX) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(REMOVE_AGAIN_MILLIS);
            }
        }
    }
}
