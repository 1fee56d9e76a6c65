package io.paviour.process;

import org.jspecify.annotations.Nullable;

/// How a child ended.
///
/// @param code the exit code, 0 to 255; 128 and a signal's number if that signal ended it. The operating system's two
///     answers arrive here as one number, so a child that exits by itself with 143 reads like one ended by `TERM`.
/// @param signal the signal that ended it, if it was one that [Signal] names
/// @param outOfMemory whether the kernel killed a process of the child for passing [Limits#memoryBytes()]. Known only
///     where a cgroup enforces the limits; never true for an ordinary `KILL`.
public record Exit(int code, @Nullable Signal signal, boolean outOfMemory) {
    private static final int SIGNALLED = 128;

    static Exit of(int code, boolean outOfMemory) {
        return new Exit(code, Signal.ofNumber(code - SIGNALLED), outOfMemory);
    }
}
