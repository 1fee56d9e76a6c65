package io.paviour.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a platform's processes have used so far, as Linux counts it (proc_pid_stat(5), proc_pid_smaps_rollup(5)).
///
/// @param server the server process alone
/// @param database the platform's own PostgreSQL, all its processes
/// @param rest everything else that was started: `initdb`, the tenants' PostgreSQL, services
record Usage(Part server, Part database, Part rest) {
    /// Linux counts processor time in hundredths of a second, on every architecture there is.
    private static final double TICKS_PER_SECOND = 100;

    /// @param residentMebibytes what `ps` shows: pages shared with others count in full
    /// @param proportionalMebibytes pages shared by n processes count as an nth
    record Part(double cpuSeconds, double residentMebibytes, double proportionalMebibytes) {
        static final Part NONE = new Part(0, 0, 0);

        Part plus(Part other) {
            return new Part(
                    cpuSeconds + other.cpuSeconds,
                    residentMebibytes + other.residentMebibytes,
                    proportionalMebibytes + other.proportionalMebibytes);
        }
    }

    private record Stat(long pid, long parent, double own, double ofEnded) {}

    /// What server and database have used since, together.
    double cpuSecondsSince(Usage before) {
        return server.cpuSeconds - before.server.cpuSeconds + database.cpuSeconds - before.database.cpuSeconds;
    }

    /// Looks now.
    static Usage of(Process server, Path data) throws IOException {
        Map<Long, List<Stat>> children;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            children = processes
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .flatMap(Usage::stat)
                    .collect(Collectors.groupingBy(Stat::parent));
        }
        Stat root = stat(Path.of("/proc", Long.toString(server.pid())))
                .findFirst()
                .orElseThrow(() -> new IOException("the server has ended"));
        String own = data.resolve("postgres").toString();
        Predicate<Stat> isDatabase = stat -> commandLine(stat.pid).contains(own);
        Part database = Part.NONE;
        Part rest = new Part(root.ofEnded, 0, 0);
        for (Stat child : children.getOrDefault(root.pid, List.of())) {
            if (isDatabase.test(child)) {
                database = database.plus(tree(child, children));
            } else {
                rest = rest.plus(tree(child, children));
            }
        }
        return new Usage(memory(root.pid, root.own), database, rest);
    }

    private static Part tree(Stat root, Map<Long, List<Stat>> children) {
        Part sum = memory(root.pid, root.own + root.ofEnded);
        for (Stat child : children.getOrDefault(root.pid, List.of())) {
            sum = sum.plus(tree(child, children));
        }
        return sum;
    }

    /// Nothing if the process has ended meanwhile.
    private static Stream<Stat> stat(Path process) {
        String text = read(process.resolve("stat"));
        int name = text.lastIndexOf(')');
        if (name < 0) {
            return Stream.empty();
        }
        // Fields 3 and on; the second, the name, may hold blanks.
        String[] fields = text.substring(name + 2).split(" ");
        return Stream.of(new Stat(
                Long.parseLong(text.substring(0, text.indexOf(' '))),
                Long.parseLong(fields[1]),
                (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND,
                (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND));
    }

    private static String commandLine(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    }

    private static Part memory(long pid, double cpuSeconds) {
        String rollup = read(Path.of("/proc", Long.toString(pid), "smaps_rollup"));
        return new Part(cpuSeconds, mebibytes(rollup, "Rss"), mebibytes(rollup, "Pss"));
    }

    private static double mebibytes(String rollup, String what) {
        Matcher line = Pattern.compile("(?m)^" + what + ": +([0-9]+) kB").matcher(rollup);
        return line.find() ? Long.parseLong(line.group(1)) / 1024.0 : 0;
    }

    /// A process may end at any time, and with it its files.
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException ended) {
            return "";
        }
    }
}
