package io.paviour.process;

/// What a child and its descendants may use together.
///
/// @param cpuMillis thousandths of one processor, at least 10; 0 for no limit
/// @param memoryBytes bytes of memory (and as many of swap at most), at least 1 MiB; 0 for no limit
public record Limits(long cpuMillis, long memoryBytes) {
    private static final long CPU_MILLIS_MIN = 10;
    private static final long MEMORY_BYTES_MIN = 1 << 20;

    public Limits {
        if (cpuMillis != 0 && cpuMillis < CPU_MILLIS_MIN) {
            throw new IllegalArgumentException("cpuMillis is " + cpuMillis + ", at least " + CPU_MILLIS_MIN);
        }
        if (memoryBytes != 0 && memoryBytes < MEMORY_BYTES_MIN) {
            throw new IllegalArgumentException("memoryBytes is " + memoryBytes + ", at least " + MEMORY_BYTES_MIN);
        }
    }

    public static Limits none() {
        return new Limits(0, 0);
    }

    public boolean areNone() {
        return cpuMillis == 0 && memoryBytes == 0;
    }
}
