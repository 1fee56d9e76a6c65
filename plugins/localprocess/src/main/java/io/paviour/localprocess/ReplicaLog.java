package io.paviour.localprocess;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// What one replica has said: lines, each with the time it came, in a file and the full one before it (`.1`).
///
/// A position counts the bytes ever written, so that a reader can go on where it was although the files change.
final class ReplicaLog {
    private static final int BLOCK_BYTES = 64 << 10;
    /// Always as long, so that lines of several replicas sort by it.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private final Path file;
    private final long bytesMax;
    private final InstantSource clock;
    private final Runnable told;
    private long begin;
    private long end;

    /// @param bytesMax the size at which a file is full
    /// @param told called after each line
    ReplicaLog(Path file, long bytesMax, InstantSource clock, Runnable told) throws IOException {
        this.file = file;
        this.bytesMax = bytesMax;
        this.clock = clock;
        this.told = told;
        Files.createDirectories(file.resolveSibling(""));
        begin = size(older());
        end = begin + size(file);
    }

    private Path older() {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /// Adds a line.
    void append(String line) throws IOException {
        String time = TIME.format(clock.instant());
        byte[] bytes = (time + " " + line.replace('\r', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            if (end > begin && end - begin + bytes.length > bytesMax) {
                Files.move(file, older(), StandardCopyOption.REPLACE_EXISTING);
                begin = end;
            }
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(bytes);
            }
            end += bytes.length;
        }
        told.run();
    }

    /// The position after the last line.
    synchronized long end() {
        return end;
    }

    /// The position of the oldest line that is kept.
    synchronized long start() throws IOException {
        return begin - size(older());
    }

    /// Whole lines from a position on, and the position after them.
    record Lines(List<String> lines, long next) {}

    /// Where the last `lines` lines before `until` begin, or as many of them as fit into `bytesMax`.
    ///
    /// @param until the position after a line
    synchronized long tail(long until, int lines, long bytesMax) throws IOException {
        long oldest = Math.max(start(), until - bytesMax);
        long first = until;
        long position = until;
        int found = 0;
        while (position > oldest && found < lines) {
            long from = Math.max(oldest, position - BLOCK_BYTES);
            from = position > begin ? Math.max(from, begin) : from;
            byte[] block = block(from, (int) (position - from));
            for (int i = block.length - 1; i >= 0 && found < lines; i--) {
                if (block[i] == '\n' && from + i + 1 < until) {
                    first = from + i + 1;
                    found++;
                }
            }
            position = from;
        }
        return found < lines && oldest == start() ? oldest : first;
    }

    private byte[] block(long from, int length) throws IOException {
        boolean recent = from >= begin;
        try (FileChannel channel =
                FileChannel.open(recent ? file : older()).position(from - (recent ? begin : start()))) {
            return Channels.newInputStream(channel).readNBytes(length);
        }
    }

    /// Reads on from `position` up to `until`, little more than `bytesMax`; lines that are no longer kept are passed
    /// over.
    synchronized Lines read(long position, long until, int bytesMax) throws IOException {
        long from = Math.max(position, start());
        if (from >= until) {
            return new Lines(List.of(), until);
        }
        boolean recent = from >= begin;
        long offset = recent ? from - begin : from - start();
        var lines = new ArrayList<String>();
        long next = from;
        try (FileChannel channel = FileChannel.open(recent ? file : older()).position(offset);
                InputStream in = Channels.newInputStream(channel);
                var reader = new BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null) {
                lines.add(line);
                next += line.getBytes(StandardCharsets.UTF_8).length + 1;
                line = next < until && next - from < bytesMax ? reader.readLine() : null;
            }
        } catch (NoSuchFileException e) {
            return new Lines(List.of(), until);
        }
        return new Lines(lines, Math.min(next, until));
    }
}
