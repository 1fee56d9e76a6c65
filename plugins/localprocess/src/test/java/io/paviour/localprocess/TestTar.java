package io.paviour.localprocess;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/// Writes tar archives of any kind, the wicked ones too.
final class TestTar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    TestTar file(String name, String content) {
        return entry('0', name, "", content, "0000644");
    }

    TestTar program(String name, String content) {
        return entry('0', name, "", content, "0000755");
    }

    TestTar link(char type, String name, String target) {
        return entry(type, name, target, "", "0000777");
    }

    TestTar entry(char type, String name, String target, String content, String mode) {
        byte[] header = new byte[512];
        byte[] body = content.getBytes(StandardCharsets.UTF_8);
        put(header, 0, name);
        put(header, 100, mode);
        put(header, 124, String.format("%011o", body.length));
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\0" + "00");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0", sum));
        bytes.writeBytes(header);
        bytes.writeBytes(body);
        bytes.writeBytes(new byte[(512 - body.length % 512) % 512]);
        return this;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, header, at, encoded.length);
    }

    void writeTo(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            bytes.writeTo(out);
            out.write(new byte[1024]);
        }
    }
}
