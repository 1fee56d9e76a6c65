package io.paviour.dist;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Writes gadgets at random, together with others who write the same ones: creates, patches, applies, statuses,
/// deletes. What it gets for it may be a success, or that somebody else was there before.
final class Scribbler implements Runnable {
    private static final int NAMES = 40;
    private static final int SIZE_MAX = 10;
    private static final List<String> PHASES = List.of("Pending", "Running", "Failed");

    private final Wire wire;
    private final String collection;
    private final Random random;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    /// @param wire to the server that takes the writes
    /// @param namespace where the gadgets are
    Scribbler(Wire wire, String namespace, long seed) {
        this.wire = wire;
        this.collection = "/apis/conformance.example.com/v1/namespaces/" + namespace + "/gadgets";
        this.random = new Random(seed);
    }

    /// One write.
    @Override
    public void run() {
        String name = "gadget-" + random.nextInt(NAMES);
        String one = collection + "/" + name;
        int size = random.nextInt(SIZE_MAX + 1);
        try {
            switch (random.nextInt(6)) {
                case 0, 1 -> write("POST", collection, "application/json", """
                        {"apiVersion": "conformance.example.com/v1", "kind": "Gadget", "metadata": {"name": "%s"},
                         "spec": {"size": %d}}""".formatted(name, size));
                case 2 -> write("PATCH", one, "application/merge-patch+json", """
                        {"spec": {"size": %d}}""".formatted(size));
                case 3 ->
                    write(
                            "PATCH",
                            one + "?fieldManager=scribbler&force=true",
                            "application/apply-patch+yaml",
                            """
                        {"apiVersion": "conformance.example.com/v1", "kind": "Gadget", "metadata": {"name": "%s"},
                         "spec": {"parts": [{"name": "wheel", "count": %d}]}}""".formatted(name, size));
                case 4 ->
                    write("PATCH", one + "/status", "application/merge-patch+json", """
                        {"status": {"phase": "%s"}}""".formatted(
                                    PHASES.get(size % PHASES.size())));
                default -> write("DELETE", one, "application/json", "");
            }
        } catch (IOException away) {
            unanswered.incrementAndGet();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String method, String path, String type, String body) throws IOException, InterruptedException {
        Wire.Answer answer = wire.send(method, path, type, body);
        switch (answer.code()) {
            case 200, 201 -> written.incrementAndGet();
            case 404, 409 -> {}
            // Says a server that is about to end, or to begin.
            case 503 -> unanswered.incrementAndGet();
            default ->
                faults.add(method + " " + path + " " + body + " was answered " + answer.code() + " " + answer.body());
        }
    }

    /// Writes that were answered with success.
    long written() {
        return written.get();
    }

    /// Writes of which nobody knows whether they happened.
    long unanswered() {
        return unanswered.get();
    }

    /// Answers that should not be.
    List<String> faults() {
        return List.copyOf(faults);
    }
}
