package io.paviour.localprocess;

import io.paviour.process.Child;
import io.paviour.process.Enforcement;
import io.paviour.process.Exit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One replica: keeps one process running until it is told to stop. Every [#step] does what is due by the clock;
/// what takes time (starting, asking, stopping) goes on in a thread of its own.
final class Replica {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration FIRST_INTERVAL_MAX = Duration.ofMillis(250);
    private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
    /// Without a health check, a process counts as ready after so long although it does not listen.
    static final Duration READY_AFTER = Duration.ofSeconds(3);

    private sealed interface State {
        /// There is no process; one is started at `until`.
        record Waiting(Instant until) implements State {}

        record Launching(Thread thread) implements State {}

        record Up(Child child, Instant since) implements State {}

        /// It is unwell and being stopped, to be started again.
        record Ending(Child child, String reason) implements State {}

        /// For good.
        record Stopped(State last) implements State {}
    }

    /// What is told of a replica.
    ///
    /// @param hasProcess whether there is a process, or there may be one
    /// @param message why it is not ready, empty if it is
    /// @param unlimited why its limits are not enforced, or null
    record View(
            Launch launch,
            Phase phase,
            boolean hasProcess,
            boolean ready,
            int restarts,
            String message,
            @Nullable String unlimited) {}

    /// The phases of a replica, as the status spells them.
    enum Phase {
        PENDING("Pending"),
        STARTING("Starting"),
        RUNNING("Running"),
        CRASH_LOOP_BACK_OFF("CrashLoopBackOff"),
        STOPPED("Stopped");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private final Launch launch;
    private final Runner runner;
    private final Probe probe;
    private final InstantSource clock;
    private final Runnable changed;

    private State state;
    private @Nullable Instant readySince;
    private Instant nextLook;
    private boolean looking;
    private int failures;
    private int endsInRow;
    private int restarts;
    private String message = "";
    private @Nullable String unlimited;

    /// @param changed called, from any thread, whenever the view has changed
    Replica(Launch launch, Runner runner, Probe probe, InstantSource clock, Runnable changed) {
        this.launch = launch;
        this.runner = runner;
        this.probe = probe;
        this.clock = clock;
        this.changed = changed;
        this.nextLook = clock.instant();
        this.state = new State.Waiting(nextLook);
    }

    Launch launch() {
        return launch;
    }

    synchronized View view() {
        return new View(
                launch, phase(), !(state instanceof State.Waiting), readySince != null, restarts, message, unlimited);
    }

    private Phase phase() {
        return switch (state) {
            case State.Waiting _ -> endsInRow == 0 ? Phase.PENDING : Phase.CRASH_LOOP_BACK_OFF;
            case State.Ending _ -> Phase.CRASH_LOOP_BACK_OFF;
            case State.Launching _ -> Phase.STARTING;
            case State.Up _ -> readySince == null ? Phase.STARTING : Phase.RUNNING;
            case State.Stopped _ -> Phase.STOPPED;
        };
    }

    /// Does what is due.
    synchronized void step() {
        Instant now = clock.instant();
        switch (state) {
            case State.Waiting(Instant until) -> {
                if (!now.isBefore(until)) {
                    Thread thread =
                            Thread.ofVirtual().name("start of " + name()).unstarted(this::launchNow);
                    state = new State.Launching(thread);
                    thread.start();
                }
            }
            case State.Up up -> {
                if (!looking && !now.isBefore(nextLook)) {
                    looking = true;
                    Thread.ofVirtual().name("look at " + name()).start(() -> look(up));
                }
            }
            case State.Launching _, State.Ending _, State.Stopped _ -> {}
        }
    }

    private String name() {
        return launch.workload() + "/" + launch.index();
    }

    private void launchNow() {
        try {
            Child child = runner.start(launch);
            if (launched(child)) {
                var _ = child.exit().whenComplete((exit, _) -> ended(child, exit));
                changed.run();
                return;
            }
            child.stop(GRACE);
        } catch (IOException e) {
            failed("could not be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Whatever it was, somebody must try again.
            LOG.error("{} could not be started", name(), e);
            failed("could not be started; the platform's log says why");
        }
    }

    /// @return false if it was told to stop meanwhile
    private synchronized boolean launched(Child child) {
        if (!(state instanceof State.Launching)) {
            return false;
        }
        Instant now = clock.instant();
        state = new State.Up(child, now);
        nextLook = now;
        looking = false;
        failures = 0;
        unlimited = child.enforcement() instanceof Enforcement.None(String reason)
                        && !launch.limits().areNone()
                ? reason
                : null;
        return true;
    }

    private void failed(String why) {
        synchronized (this) {
            if (!(state instanceof State.Launching)) {
                return;
            }
            waitLonger(why);
        }
        changed.run();
    }

    private void ended(Child child, @Nullable Exit exit) {
        synchronized (this) {
            switch (state) {
                case State.Up up when up.child == child -> waitLonger(tell(exit));
                case State.Ending ending when ending.child == child -> waitLonger(ending.reason);
                default -> {
                    return;
                }
            }
        }
        changed.run();
    }

    private void waitLonger(String why) {
        Instant now = clock.instant();
        if (readySince != null && !readySince.plus(Backoff.FORGIVEN).isAfter(now)) {
            endsInRow = 0;
        }
        readySince = null;
        endsInRow++;
        restarts++;
        message = why;
        state = new State.Waiting(now.plus(Backoff.after(endsInRow)));
    }

    private String tell(@Nullable Exit exit) {
        if (exit == null) {
            return "ended, and how could not be seen";
        }
        if (exit.outOfMemory()) {
            return "ran out of memory (limit " + mebibytes(launch.limits().memoryBytes()) + ")";
        }
        if (exit.signal() != null) {
            return "killed by SIG" + exit.signal();
        }
        return "exited with " + exit.code() + (exit.code() == 127 ? " (the program was not found)" : "");
    }

    private static String mebibytes(long bytes) {
        return (bytes % (1 << 20) == 0 ? bytes / (1 << 20) + " MiB" : bytes + " bytes");
    }

    private void look(State.Up up) {
        Health health = launch.health();
        boolean well;
        try {
            well = health == null
                    ? probe.isWell(null, launch.port(), CONNECT_MAX)
                    : probe.isWell(health.path(), launch.port(), health.timeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            // Whatever it was, somebody must look again.
            LOG.error("{} could not be looked at", name(), e);
            well = false;
        }
        if (health == null ? seenWithoutHealth(up, well) : seen(up, health, well)) {
            changed.run();
        }
    }

    /// Nothing is asked any more once it is ready: it may be one that never listens.
    private synchronized boolean seenWithoutHealth(State.Up up, boolean listens) {
        if (!up.equals(state)) {
            return false;
        }
        Instant now = clock.instant();
        if (!listens && now.isBefore(up.since.plus(READY_AFTER))) {
            looking = false;
            nextLook = now.plus(FIRST_INTERVAL_MAX);
            return false;
        }
        readySince = now;
        message = "";
        return true;
    }

    private synchronized boolean seen(State.Up up, Health health, boolean well) {
        if (!up.equals(state)) {
            return false;
        }
        looking = false;
        Instant now = clock.instant();
        if (well) {
            failures = 0;
            nextLook = now.plus(health.interval());
            boolean first = readySince == null;
            readySince = first ? now : readySince;
            message = "";
            return first;
        }
        if (readySince == null) {
            nextLook = now.plus(FIRST_INTERVAL_MAX);
            if (now.isBefore(up.since.plus(health.firstAnswerMax()))) {
                return false;
            }
            return end(
                    up,
                    "did not answer " + health.question(launch.port()) + " within "
                            + health.firstAnswerMax().toSeconds() + " s of its start");
        }
        nextLook = now.plus(health.interval());
        failures++;
        if (failures < health.failuresMax()) {
            return false;
        }
        return end(up, "did not answer " + health.question(launch.port()) + ", " + failures + " times in a row");
    }

    private boolean end(State.Up up, String reason) {
        state = new State.Ending(up.child, reason);
        Thread.ofVirtual().name("end of " + name()).start(() -> {
            try {
                up.child.stop(GRACE);
            } catch (IOException e) {
                LOG.error("{} could not be stopped", name(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return true;
    }

    /// Takes note that it shall stop for good: its end is no crash any more. Its process goes on.
    synchronized void retire() {
        if (!(state instanceof State.Stopped)) {
            state = new State.Stopped(state);
        }
        readySince = null;
    }

    /// Stops it for good: asks the process to end, and kills it with all it started after 10 s. Harmless if done again.
    void stop() throws IOException, InterruptedException {
        retire();
        switch (last()) {
            case State.Launching(Thread thread) -> thread.join();
            case State.Up up -> up.child.stop(GRACE);
            case State.Ending ending -> ending.child.stop(GRACE);
            case State.Waiting _, State.Stopped _ -> {}
        }
    }

    /// Waits until a start that was under way when it was retired has come to nothing.
    void awaitLaunch() throws InterruptedException {
        if (last() instanceof State.Launching(Thread thread)) {
            thread.join();
        }
    }

    private synchronized State last() {
        return state instanceof State.Stopped(State last) ? last : state;
    }
}
