package io.paviour.localprocess;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Reads several logs as one, in the order of the times that their lines begin with, about 1 MiB at a time.
final class LogMerge {
    static final int READ_BYTES_MAX = 1 << 20;

    private final List<Cursor> cursors = new ArrayList<>();

    /// @param from the position in each log at which to begin
    /// @param until the position in each log at which to stop
    LogMerge(SortedMap<Integer, ReplicaLog> logs, Map<Integer, Long> from, Map<Integer, Long> until) {
        int bytesMax = READ_BYTES_MAX / Math.max(1, logs.size());
        logs.forEach((index, log) -> cursors.add(
                new Cursor(index, log, bytesMax, from.getOrDefault(index, 0L), until.getOrDefault(index, 0L))));
    }

    /// The next line, or null after the last.
    LogSubresource.@Nullable Marked next() throws IOException {
        Cursor first = null;
        for (Cursor cursor : cursors) {
            String line = cursor.peek();
            if (line != null && (first == null || line.compareTo(first.line()) < 0)) {
                first = cursor;
            }
        }
        return first == null ? null : new LogSubresource.Marked(first.index, first.take());
    }

    private static final class Cursor {
        private final int index;
        private final ReplicaLog log;
        private final int bytesMax;
        private final long end;
        private final Deque<String> lines = new ArrayDeque<>();
        private long position;

        Cursor(int index, ReplicaLog log, int bytesMax, long position, long end) {
            this.index = index;
            this.log = log;
            this.bytesMax = bytesMax;
            this.position = position;
            this.end = end;
        }

        @Nullable
        String peek() throws IOException {
            if (lines.isEmpty() && position < end) {
                ReplicaLog.Lines read = log.read(position, end, bytesMax);
                lines.addAll(read.lines());
                position = read.next();
            }
            return lines.peek();
        }

        String line() {
            return lines.getFirst();
        }

        String take() {
            return lines.removeFirst();
        }
    }
}
