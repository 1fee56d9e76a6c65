package io.paviour.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a client sends after the head of its request, on its way to the instance, on a thread of its own: an instance
/// may answer before it has read everything.
final class Upload {
    private final Wire client;
    private final Thread thread;
    private volatile @Nullable Refusal refusal;
    private volatile boolean isComplete;

    private Upload(Wire client, Wire instance, Framing framing) {
        this.client = client;
        this.thread = Thread.ofVirtual().name("proxy-upload").unstarted(() -> run(instance, framing));
    }

    static Upload start(Wire client, Wire instance, Framing framing) {
        var upload = new Upload(client, instance, framing);
        upload.thread.start();
        return upload;
    }

    private void run(Wire instance, Framing framing) {
        try {
            new Transfer(client, instance).body(framing);
            if (framing instanceof Framing.UntilClose) {
                instance.finish();
            }
            isComplete = true;
        } catch (IOException failed) {
            end(failed, instance);
        }
    }

    private void end(IOException failed, Wire instance) {
        try {
            switch (failed) {
                case Refusal why -> {
                    refusal = why;
                    instance.close();
                }
                case SocketTimeoutException _ -> {
                    refusal = new Refusal(408, "the body of the request did not come in time");
                    instance.close();
                }
                case EOFException _ -> instance.close();
                // Perhaps the instance has stopped reading and its answer is on the way.
                default -> instance.finish();
            }
        } catch (IOException _) {
            // The connection has ended already, and whoever reads the answer sees it.
        }
    }

    /// Why the body was refused, or null.
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /// Whether nothing more will be sent.
    boolean hasEnded() {
        return !thread.isAlive();
    }

    /// Waits for the end, and makes an end after `patience`.
    ///
    /// @return whether all was sent
    boolean end(Duration patience) throws IOException {
        try {
            if (!thread.join(patience)) {
                client.stopReading();
                thread.join();
            }
            return isComplete;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }
}
