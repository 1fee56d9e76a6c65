package io.paviour.registry;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Names that nobody chose.
final class Ids {
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LETTERS = 5;

    private Ids() {}

    /// A random UUID (RFC 9562, version 4).
    static String uid(RandomGenerator random) {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & ~(0xc000L << 48)) | (0x8000L << 48);
        return new UUID(high, low).toString();
    }

    /// What is put behind `metadata.generateName`.
    static String suffix(RandomGenerator random) {
        var suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LETTERS; i++) {
            suffix.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return suffix.toString();
    }
}
