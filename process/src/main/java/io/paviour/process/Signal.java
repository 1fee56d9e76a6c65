package io.paviour.process;

import org.jspecify.annotations.Nullable;

/// A signal a child is sent or ended by. The numbers are the same on Linux and macOS.
public enum Signal {
    HUP(1),
    INT(2),
    QUIT(3),
    ABRT(6),
    KILL(9),
    SEGV(11),
    PIPE(13),
    TERM(15);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    static @Nullable Signal ofNumber(int number) {
        for (Signal signal : values()) {
            if (signal.number == number) {
                return signal;
            }
        }
        return null;
    }
}
