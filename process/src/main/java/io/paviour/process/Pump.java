package io.paviour.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries a child's stream to its receiver until it ends.
final class Pump {
    private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
    private static final int CHUNK_BYTES = 8192;

    private Pump() {}

    /// @return the carrying thread; it ends when the stream does
    static Thread start(InputStream from, OutputStream to, String name) {
        // A platform thread: reading a pipe holds its carrier, and a workload's silence may last for days.
        return Thread.ofPlatform().daemon().name(name).start(() -> carry(from, to));
    }

    private static void carry(InputStream from, OutputStream to) {
        byte[] chunk = new byte[CHUNK_BYTES];
        boolean receiving = true;
        try (from) {
            for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
                receiving = receiving && passes(to, chunk, read);
            }
        } catch (IOException e) {
            // The pipe was closed under us: the child has ended, which its exit tells.
            receiving = false;
        } finally {
            closes(to);
        }
    }

    /// A receiver that fails (a full disk) must not stop the child on a full pipe: read on, without it.
    private static boolean passes(OutputStream to, byte[] chunk, int length) {
        try {
            to.write(chunk, 0, length);
            to.flush();
            return true;
        } catch (IOException e) {
            LOG.warn("the output of a process is no longer kept", e);
            return false;
        }
    }

    private static void closes(OutputStream to) {
        try {
            to.close();
        } catch (IOException e) {
            LOG.warn("the end of a process's output may be lost", e);
        }
    }

    /// Cuts what is written into lines.
    static final class Lines extends OutputStream {
        private final Consumer<String> receiver;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(Consumer<String> receiver) {
            this.receiver = receiver;
        }

        @Override
        public void write(int b) {
            if (b == '\n') {
                emit();
                return;
            }
            line.write(b);
            if (line.size() >= Output.LINE_BYTES_MAX) {
                emit();
            }
        }

        @Override
        public void close() {
            if (line.size() > 0) {
                emit();
            }
        }

        private void emit() {
            receiver.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }
}
