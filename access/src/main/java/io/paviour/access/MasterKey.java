package io.paviour.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The key that seals secrets at rest: 256 bits, written as Base64. It is never logged.
public final class MasterKey {
    private static final int BYTES = 32;

    private final byte[] bytes;

    private MasterKey(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("it must have " + BYTES + " bytes");
        }
        this.bytes = bytes;
    }

    /// Reads a key from Base64.
    ///
    /// @throws IllegalArgumentException if it is not Base64 or not 32 bytes
    public static MasterKey parse(String base64) {
        return new MasterKey(Base64.getDecoder().decode(base64.strip()));
    }

    /// Reads the key in `file`; makes one, readable for its owner only, where there is none.
    public static MasterKey inFile(Path file, RandomGenerator random) throws IOException {
        if (!Files.exists(file)) {
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            PrivateFile.write(file, Base64.getEncoder().encodeToString(bytes) + "\n");
        }
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + " is no master key: " + malformed.getMessage(), malformed);
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /// Recognises the key without telling it.
    String id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("paviour master key ".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(bytes), 0, 8);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "MasterKey[" + id() + "]";
    }
}
