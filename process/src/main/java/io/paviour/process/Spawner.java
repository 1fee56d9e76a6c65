package io.paviour.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts children, all from one thread of its own, and stops those still alive when it is closed.
///
/// The kernel's death signal fires when the *thread* that forked ends, so a child started from a pool's or a virtual
/// thread would die at any moment. Safe for use by many threads.
public final class Spawner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spawner.class);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);

    private final ExecutorService thread;
    private final Tools tools;
    private final Cages cages;
    private final Warden warden;
    private final AtomicLong started = new AtomicLong();
    private final Set<Child> children = ConcurrentHashMap.newKeySet();

    private Spawner(ExecutorService thread, Tools tools, Cages cages, Warden warden) {
        this.thread = thread;
        this.tools = tools;
        this.cages = cages;
        this.warden = warden;
    }

    /// Looks at what the machine offers and starts the thread and the warden.
    public static Spawner open() throws IOException, InterruptedException {
        Tools tools = Tools.ofMachine();
        Cages cages = Cages.ofMachine(tools);
        ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("spawner").factory());
        return new Spawner(thread, tools, cages, Warden.start(tools));
    }

    /// Starts a child.
    ///
    /// @throws IOException if the program, the directory or the user is not there, or the machine refuses
    /// @throws java.util.concurrent.RejectedExecutionException if this spawner is closed
    public Child start(Command command) throws IOException, InterruptedException {
        Future<Child> child = thread.submit(() -> fork(command));
        try {
            return child.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException refused) {
                throw refused;
            }
            throw new IllegalStateException("a launch failed", e.getCause());
        }
    }

    private Child fork(Command command) throws IOException, InterruptedException {
        Launch.check(command);
        Confinement confinement = command.confinement();
        Cage cage = confinement.limits().areNone()
                ? new Cage.None("no limits were asked for")
                : cages.make(confinement.limits(), cageName());
        return hold(command, cage, startIn(cage, command));
    }

    private Process startIn(Cage cage, Command command) throws IOException, InterruptedException {
        try {
            Variables variables = Variables.of(command.environment(), cage.environment());
            ProcessBuilder builder = new ProcessBuilder(Launch.argv(command, tools, cage.argv(), variables))
                    .directory(command.directory().toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(command.output().equals(command.errors()))
                    .redirectOutput(redirect(command.output()))
                    .redirectError(redirect(command.errors()));
            builder.environment().clear();
            builder.environment().putAll(variables.carried());
            return builder.start();
        } catch (IOException | RuntimeException e) {
            cage.remove();
            throw e;
        }
    }

    private Child hold(Command command, Cage cage, Process process) throws IOException, InterruptedException {
        Signal stop = command.confinement().stop();
        boolean ownGroup = tools.setsid() != null;
        String record = record(process, stop, cage, ownGroup);
        try {
            warden.watch(record);
            return keep(new Child(process, stop, ownGroup, cage, pumps(process, command)), record);
        } catch (IOException | RuntimeException e) {
            // The caller will never hold it, so would never end it.
            Child unheld = keep(new Child(process, stop, ownGroup, cage, List.of()), record);
            process.destroyForcibly();
            unheld.stop(CLOSE_GRACE);
            throw e;
        }
    }

    private Child keep(Child child, String record) {
        children.add(child);
        var _ = child.exit().whenComplete((_, _) -> forget(child, record));
        return child;
    }

    private String cageName() {
        return "paviour_" + ProcessHandle.current().pid() + "_" + Integer.toHexString(hashCode()) + "_"
                + started.incrementAndGet();
    }

    private static String record(Process process, Signal stop, Cage cage, boolean ownGroup) {
        StringBuilder record =
                new StringBuilder(stop.name()).append(ownGroup ? ":-" : ":").append(process.pid());
        for (Path directory : cage.directories()) {
            record.append(':').append(directory);
        }
        return record.toString();
    }

    private void forget(Child child, String record) {
        children.remove(child);
        try {
            warden.forget(record);
        } catch (IOException e) {
            LOG.warn("the warden of child processes is gone: they may outlive a platform that is killed", e);
        }
    }

    private static ProcessBuilder.Redirect redirect(Output output) {
        return switch (output) {
            case Output.Discard() -> ProcessBuilder.Redirect.DISCARD;
            case Output.ToFile(Path file) -> ProcessBuilder.Redirect.appendTo(file.toFile());
            case Output.ToLog _, Output.ToStream _, Output.ToLines _ -> ProcessBuilder.Redirect.PIPE;
        };
    }

    private static boolean isPiped(Output output) {
        return redirect(output).equals(ProcessBuilder.Redirect.PIPE);
    }

    private static List<Thread> pumps(Process process, Command command) throws IOException {
        List<Thread> pumps = new ArrayList<>();
        if (isPiped(command.output())) {
            String name = "output of process " + process.pid();
            pumps.add(Pump.start(process.getInputStream(), receiver(command.output()), name));
        }
        boolean apart = !command.output().equals(command.errors());
        if (apart && isPiped(command.errors())) {
            String name = "errors of process " + process.pid();
            pumps.add(Pump.start(process.getErrorStream(), receiver(command.errors()), name));
        }
        return pumps;
    }

    private static OutputStream receiver(Output output) throws IOException {
        return switch (output) {
            case Output.ToLog(Path file, long bytesMax) -> new LogFile(file, bytesMax);
            case Output.ToStream(OutputStream stream) -> stream;
            case Output.ToLines(var receiver) -> new Pump.Lines(receiver);
            case Output.Discard _, Output.ToFile _ -> OutputStream.nullOutputStream();
        };
    }

    /// Stops every child that is still alive, all at once, each with 10 s of grace.
    ///
    /// @throws IOException if a child could not be stopped; the others are
    @Override
    public void close() throws IOException {
        try {
            stopAll();
        } finally {
            thread.close();
            warden.close();
        }
    }

    private void stopAll() throws IOException {
        List<Future<Exit>> stops = new ArrayList<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Child child : children) {
                stops.add(each.submit(() -> child.stop(CLOSE_GRACE)));
            }
        }
        for (Future<Exit> stop : stops) {
            if (stop.state() == Future.State.FAILED) {
                throw new IOException("a process could not be stopped", stop.exceptionNow());
            }
        }
    }
}
