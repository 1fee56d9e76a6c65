package io.paviour.process;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Where one stream of a child goes. The platform always reads to the end, so a child never blocks on a full pipe
/// longer than the receiver takes.
public sealed interface Output {
    /// Nowhere.
    record Discard() implements Output {}

    /// Appended to a file by the child itself: goes on when the platform is gone, and has no size limit.
    record ToFile(Path file) implements Output {}

    /// Appended to `file`; when it would pass `bytesMax` it becomes `file` with the ending `.1` and a new one starts.
    record ToLog(Path file, long bytesMax) implements Output {
        public ToLog {
            if (bytesMax <= 0) {
                throw new IllegalArgumentException("bytesMax is positive");
            }
        }
    }

    /// Written to `stream` as it comes, from one thread, flushed after each read and closed at the end.
    record ToStream(OutputStream stream) implements Output {}

    /// Handed line by line, as UTF-8 without its end, to `receiver` from one thread. A line longer than
    /// [#LINE_BYTES_MAX] arrives in pieces.
    record ToLines(Consumer<String> receiver) implements Output {}

    /// The longest line handed to [ToLines].
    int LINE_BYTES_MAX = 64 * 1024;
}
