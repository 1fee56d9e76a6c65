package io.paviour.localprocess;

import io.paviour.process.Tree;
import io.paviour.resource.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the replicas of this node have said: `logs/<namespace>/<workload>/<index>.log`.
final class Logs {
    private static final long FILE_BYTES_MAX = 5 << 20;
    private static final Pattern FILE = Pattern.compile("([0-9]{1,4})\\.log");

    private final Path root;
    private final InstantSource clock;
    private final Map<Path, ReplicaLog> open = new ConcurrentHashMap<>();
    private long lines;
    private boolean closed;

    Logs(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
    }

    private Path directory(Ref workload) {
        return root.resolve(workload.namespace()).resolve(workload.name());
    }

    /// The log of one replica, which is begun if there is none.
    ReplicaLog of(Ref workload, int index) throws IOException {
        Path file = directory(workload).resolve(index + ".log");
        ReplicaLog known = open.get(file);
        if (known != null) {
            return known;
        }
        var fresh = new ReplicaLog(file, FILE_BYTES_MAX, clock, this::ring);
        ReplicaLog first = open.putIfAbsent(file, fresh);
        return first == null ? fresh : first;
    }

    /// The logs there are of a workload, by replica.
    SortedMap<Integer, ReplicaLog> of(Ref workload) throws IOException {
        var logs = new TreeMap<Integer, ReplicaLog>();
        Path directory = directory(workload);
        if (!Files.isDirectory(directory)) {
            return logs;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher name = FILE.matcher(file.getFileName().toString());
                if (name.matches()) {
                    int index = Integer.parseInt(name.group(1));
                    logs.put(index, of(workload, index));
                }
            }
        }
        return logs;
    }

    boolean exist(Ref workload) {
        return Files.exists(directory(workload));
    }

    void remove(Ref workload) throws IOException {
        Path directory = directory(workload);
        open.keySet().removeIf(file -> file.startsWith(directory));
        Tree.remove(directory);
        ring();
    }

    private synchronized void ring() {
        lines++;
        notifyAll();
    }

    /// How many lines have come in all.
    synchronized long lines() {
        return lines;
    }

    /// Waits until more than `seen` lines have come.
    ///
    /// @return whether there may be more to come
    synchronized boolean awaitMoreThan(long seen) throws InterruptedException {
        while (lines == seen && !closed) {
            wait();
        }
        return !closed;
    }

    /// Lets everybody go who waits for lines.
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
