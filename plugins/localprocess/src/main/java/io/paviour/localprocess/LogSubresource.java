package io.paviour.localprocess;

import io.paviour.plugin.Site;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads what the replicas of a workload have said: `.../workloads/<name>/log`.
///
/// Parameters: `replica` (an index; all replicas, each line marked with its index, if left out), `tailLines` (at most
/// 4 MiB of them; all that is kept if left out) and `follow=true`, which goes on until the client leaves.
final class LogSubresource implements Subresource {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final int TAIL_LINES_MAX = 1_000_000;
    /// A tail is held in memory before it is sent.
    private static final int TAIL_BYTES_MAX = 4 << 20;

    private final Site site;
    private final Logs logs;

    LogSubresource(Site site, Logs logs) {
        this.site = site;
        this.logs = logs;
    }

    @Override
    public String kind() {
        return "Workload";
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String verb() {
        return "get";
    }

    @Override
    public Answer answer(Resource resource, Map<String, String> parameters, Json.Obj body) throws IOException {
        String node = resource.status().string("node", site.node());
        if (!node.equals(site.node())) {
            throw new Problem.Unavailable(
                            resource.ref() + " runs on node " + node + ": ask there for its log", ASK_AGAIN)
                    .exception();
        }
        int tailLines = number(parameters, "tailLines", TAIL_LINES_MAX);
        boolean follow = parameters.getOrDefault("follow", "false").equals("true");
        Selection selection = select(resource.ref(), parameters);
        return new Answer.Text(out -> write(selection, tailLines, follow, out));
    }

    private static int number(Map<String, String> parameters, String name, int otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,6}")) {
            throw new Problem.BadRequest(name + " is " + text + ", but has to be a number").exception();
        }
        return Integer.parseInt(text);
    }

    private Selection select(Ref workload, Map<String, String> parameters) throws IOException {
        if (!parameters.containsKey("replica")) {
            return new Selection(workload, -1);
        }
        int replica = number(parameters, "replica", 0);
        SortedMap<Integer, ReplicaLog> there = logs.of(workload);
        if (!there.containsKey(replica)) {
            throw new Problem.BadRequest("replica " + replica + " of " + workload + " has no log"
                            + (there.isEmpty() ? "" : "; there is one of " + there.keySet()))
                    .exception();
        }
        return new Selection(workload, replica);
    }

    /// @param replica negative for all
    private record Selection(Ref workload, int replica) {}

    private SortedMap<Integer, ReplicaLog> logs(Selection selection) throws IOException {
        SortedMap<Integer, ReplicaLog> all = logs.of(selection.workload);
        return selection.replica < 0 ? all : all.subMap(selection.replica, selection.replica + 1);
    }

    private void write(Selection selection, int tailLines, boolean follow, OutputStream out)
            throws IOException, InterruptedException {
        long seen = logs.lines();
        SortedMap<Integer, ReplicaLog> there = logs(selection);
        var positions = new TreeMap<Integer, Long>();
        there.forEach((index, log) -> positions.put(index, log.end()));
        history(there, positions, selection.replica < 0, tailLines, out);
        out.flush();
        while (follow && logs.awaitMoreThan(seen)) {
            seen = logs.lines();
            for (var log : logs(selection).entrySet()) {
                long position = positions.getOrDefault(log.getKey(), 0L);
                positions.put(log.getKey(), news(log.getKey(), log.getValue(), position, selection, out));
            }
            out.flush();
        }
    }

    private static long news(int index, ReplicaLog log, long position, Selection selection, OutputStream out)
            throws IOException {
        long end = log.end();
        // A log that is shorter than before was removed and begun again.
        long next = position > end ? 0 : position;
        while (next < end) {
            ReplicaLog.Lines read = log.read(next, end, LogMerge.READ_BYTES_MAX);
            for (String line : read.lines()) {
                write(index, line, selection.replica < 0, out);
            }
            next = read.next();
        }
        return next;
    }

    /// The lines before the given positions, in the order of their times.
    private static void history(
            SortedMap<Integer, ReplicaLog> logs,
            Map<Integer, Long> until,
            boolean marked,
            int tailLines,
            OutputStream out)
            throws IOException {
        if (tailLines >= TAIL_LINES_MAX) {
            var merge = new LogMerge(logs, Map.of(), until);
            for (Marked line = merge.next(); line != null; line = merge.next()) {
                write(line.index, line.line, marked, out);
            }
            return;
        }
        for (Marked line : tail(logs, until, tailLines)) {
            write(line.index, line.line, marked, out);
        }
    }

    /// The last lines of all, found from the end of each: at most `lines`, and at most [#TAIL_BYTES_MAX].
    private static Collection<Marked> tail(SortedMap<Integer, ReplicaLog> logs, Map<Integer, Long> until, int lines)
            throws IOException {
        var from = new TreeMap<Integer, Long>();
        for (var log : logs.entrySet()) {
            long end = until.getOrDefault(log.getKey(), 0L);
            from.put(log.getKey(), log.getValue().tail(end, lines, TAIL_BYTES_MAX));
        }
        var last = new ArrayDeque<Marked>();
        long bytes = 0;
        var merge = new LogMerge(logs, from, until);
        for (Marked line = merge.next(); line != null; line = merge.next()) {
            last.addLast(line);
            bytes += line.bytes();
            while (last.size() > lines || bytes > TAIL_BYTES_MAX) {
                bytes -= last.removeFirst().bytes();
            }
        }
        return last;
    }

    /// A line and the index of the replica that said it.
    record Marked(int index, String line) {
        int bytes() {
            return line.getBytes(StandardCharsets.UTF_8).length + 1;
        }
    }

    private static void write(int index, String line, boolean marked, OutputStream out) throws IOException {
        out.write(((marked ? "[" + index + "] " : "") + line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
