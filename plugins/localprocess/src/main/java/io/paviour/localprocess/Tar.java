package io.paviour.localprocess;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a tar stream: POSIX ustar and pax, and GNU's long names (POSIX.1-2024, `pax`, "ustar Interchange Format").
final class Tar {
    private static final int BLOCK_BYTES = 512;
    private static final int EXTENSION_BYTES_MAX = 64 * 1024;

    private final InputStream in;
    private final Map<String, String> extensions = new HashMap<>();

    private Tar(InputStream in) {
        this.in = in;
    }

    static void unpack(InputStream in, Unpacking to) throws IOException, RefusedArchive {
        new Tar(in).read(to);
    }

    private void read(Unpacking to) throws IOException, RefusedArchive {
        byte[] header = new byte[BLOCK_BYTES];
        while (in.readNBytes(header, 0, BLOCK_BYTES) == BLOCK_BYTES && header[0] != 0) {
            check(header);
            long size = number(extensions.get("size"), header);
            char type = (char) header[156];
            if (type == 'x' || type == 'L' || type == 'K' || type == 'g') {
                extend(type, size);
                continue;
            }
            entry(type, header, size, to);
            extensions.clear();
        }
    }

    private void entry(char type, byte[] header, long size, Unpacking to) throws IOException, RefusedArchive {
        String name = extensions.getOrDefault("path", name(header));
        String target = extensions.getOrDefault("linkpath", text(header, 157, 100));
        switch (type) {
            case '0', '\0', '7' -> {
                if (name.endsWith("/")) {
                    to.directory(name);
                    break;
                }
                var content = new Content(size);
                to.file(name, (octal(header, 100, 8) & 0111) != 0, content);
                content.finish(size);
            }
            case '1' -> to.hardLink(name, target);
            case '2' -> to.symbolicLink(name, target);
            case '5' -> to.directory(name);
            default -> throw new RefusedArchive("entry " + name + " is neither a file, a directory nor a link");
        }
    }

    private void extend(char type, long size) throws IOException, RefusedArchive {
        if (size > EXTENSION_BYTES_MAX) {
            throw new RefusedArchive("an entry's name has more than " + EXTENSION_BYTES_MAX + " bytes");
        }
        var content = new Content(size);
        String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        content.finish(size);
        switch (type) {
            case 'L' -> extensions.put("path", text.replace("\0", ""));
            case 'K' -> extensions.put("linkpath", text.replace("\0", ""));
            case 'x' -> pax(text);
            default -> {} // Global headers carry comments (git archive's commit id).
        }
    }

    /// Records of the form `length key=value\n`.
    private void pax(String text) {
        for (String line : text.split("\n")) {
            int space = line.indexOf(' ');
            int equals = line.indexOf('=', space);
            if (space > 0 && equals > 0) {
                extensions.put(line.substring(space + 1, equals), line.substring(equals + 1));
            }
        }
    }

    private static void check(byte[] header) throws RefusedArchive {
        int sum = 0;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != octal(header, 148, 8)) {
            throw new RefusedArchive("it is not a tar archive");
        }
    }

    private static String name(byte[] header) {
        String name = text(header, 0, 100);
        String prefix = text(header, 257, 5).equals("ustar") && header[263] == '0' ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static long number(@Nullable String extended, byte[] header) throws RefusedArchive {
        if (extended == null) {
            return octal(header, 124, 12);
        }
        if (!extended.matches("[0-9]{1,15}")) {
            throw new RefusedArchive("it has an entry of unreadable size");
        }
        return Long.parseLong(extended);
    }

    private static long octal(byte[] header, int from, int length) throws RefusedArchive {
        String digits = text(header, from, length).strip();
        if (digits.isEmpty()) {
            return 0;
        }
        if (!digits.matches("[0-7]{1,12}")) {
            throw new RefusedArchive("it is not a tar archive, or has an entry of more than 8 GiB");
        }
        return Long.parseLong(digits, 8);
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    /// The content of one entry: ends where the entry ends.
    private final class Content extends FilterInputStream {
        private long left;

        Content(long size) {
            super(Tar.this.in);
            left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(buffer, from, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the archive is cut off");
            }
            left -= read;
            return read;
        }

        /// Passes over what fills the last block.
        void finish(long size) throws IOException {
            Tar.this.in.skipNBytes(left + (BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES);
        }
    }
}
