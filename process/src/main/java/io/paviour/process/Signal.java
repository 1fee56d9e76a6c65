package io.paviour.process;

import java.io.IOException;
import java.util.List;
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

    /// Sends this signal to one process, whoever started it.
    ///
    /// @return false if it is not there any more, or not ours to signal
    public boolean sendTo(long pid) throws IOException, InterruptedException {
        return Tools.signal(this, List.of(Long.toString(pid)));
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
