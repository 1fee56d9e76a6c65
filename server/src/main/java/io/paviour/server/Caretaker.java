package io.paviour.server;

import io.paviour.access.Credentials;
import io.paviour.access.Subject;
import io.paviour.registry.Deletion;
import io.paviour.registry.Events;
import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Resource;
import io.paviour.schema.Kind;
import io.paviour.store.Housekeeping;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes round once a minute and takes away what is old: changes, journal, expired credentials, events.
final class Caretaker implements AutoCloseable {
    /// How long an event is kept after it was last seen.
    static final Duration EVENTS_KEPT_FOR = Duration.ofHours(2);

    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final Subject SUBJECT = Subject.CARETAKER;
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

    private final Housekeeping housekeeping;
    private final Credentials credentials;
    private final Registry registry;
    private final View view;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    Caretaker(Housekeeping housekeeping, Credentials credentials, Registry registry, View view, InstantSource clock) {
        this.housekeeping = housekeeping;
        this.credentials = credentials;
        this.registry = registry;
        this.view = view;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("caretaker").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(ROUND.toSeconds(), TimeUnit.SECONDS)) {
                try {
                    housekeeping.tidy();
                    credentials.tidy();
                    forgetEvents();
                } catch (IOException | ProblemException away) {
                    LOG.warn("the round was cut short: {}", away.getMessage());
                } catch (RuntimeException bug) {
                    LOG.error("the round failed", bug);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void forgetEvents() {
        Kind kind = registry.kind(Events.KIND);
        if (kind == null) {
            return;
        }
        String oldest = clock.instant().minus(EVENTS_KEPT_FOR).toString();
        for (Resource event : view.list(Events.KIND, "")) {
            String created = event.metadata().string("creationTimestamp", "");
            if (event.document().string("lastTimestamp", created).compareTo(oldest) < 0) {
                forget(kind, event);
            }
        }
    }

    private void forget(Kind kind, Resource event) {
        try {
            registry.delete(SUBJECT, kind, event.namespace(), event.name(), Deletion.PLAIN);
        } catch (ProblemException gone) {
            // Another replica goes round too.
            if (!(gone.problem() instanceof Problem.NotFound)) {
                throw gone;
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
