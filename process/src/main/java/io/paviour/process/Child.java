package io.paviour.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One started process, and all that it starts itself: when it ends, what is left of its group is killed.
public final class Child {
    private static final Duration KILL_MAX = Duration.ofSeconds(10);
    private static final Duration OUTPUT_MAX = Duration.ofSeconds(2);

    private final Process process;
    private final Signal stop;
    private final boolean ownGroup;
    private final Cage cage;
    private final CompletableFuture<Exit> exit;

    Child(Process process, Signal stop, boolean ownGroup, Cage cage, List<Thread> pumps) {
        this.process = process;
        this.stop = stop;
        this.ownGroup = ownGroup;
        this.cage = cage;
        this.exit = new CompletableFuture<>();
        Thread.ofVirtual().name("end of process " + process.pid()).start(() -> awaitEnd(pumps));
    }

    /// Its process id, which is its process group's too where the machine has sessions.
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Whether and how its limits are enforced.
    public Enforcement enforcement() {
        return cage.enforcement();
    }

    /// How it ended, as soon as it has: the rest of its group is gone and its output is delivered by then.
    public CompletableFuture<Exit> exit() {
        return exit.copy();
    }

    /// Asks it to end by its stop signal, and kills it, with all it started, if it has not within `grace`.
    /// Harmless if it has ended already.
    ///
    /// @throws IOException if the kernel does not let it go for another 10 s
    public Exit stop(Duration grace) throws IOException, InterruptedException {
        if (isAlive()) {
            Tools.signal(stop, group());
        }
        try {
            return await(grace);
        } catch (TimeoutException e) {
            return kill();
        }
    }

    private Exit kill() throws IOException, InterruptedException {
        if (isAlive()) {
            Tools.signal(Signal.KILL, group());
            cage.kill();
        }
        try {
            return await(KILL_MAX);
        } catch (TimeoutException e) {
            throw new IOException("process " + pid() + " is still there " + KILL_MAX + " after it was killed", e);
        }
    }

    private Exit await(Duration wait) throws IOException, InterruptedException, TimeoutException {
        try {
            return exit.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the end of process " + pid() + " was not seen", e.getCause());
        }
    }

    /// Without a session of its own the descendants are found by asking, which misses those whose parent has ended.
    private List<String> group() {
        if (ownGroup) {
            return List.of("-" + pid());
        }
        List<String> group = new ArrayList<>(List.of(Long.toString(pid())));
        process.descendants().forEach(descendant -> group.add(Long.toString(descendant.pid())));
        return group;
    }

    private void awaitEnd(List<Thread> pumps) {
        try {
            int code = process.waitFor();
            if (ownGroup) {
                Tools.signal(Signal.KILL, group());
            }
            cage.kill();
            for (Thread pump : pumps) {
                // Who fled into another session may hold the pipe open for ever.
                pump.join(OUTPUT_MAX);
            }
            boolean outOfMemory = cage.sawOutOfMemory();
            cage.remove();
            exit.complete(Exit.of(code, outOfMemory));
        } catch (IOException | RuntimeException e) {
            exit.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exit.completeExceptionally(e);
        }
    }
}
