package io.paviour.server;

import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.resource.KindName;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the [StandardRoles] up to date: at the start, and whenever a kind comes, changes or goes. A role with the
/// annotation `rbac.authorization.kubernetes.io/autoupdate: "false"` is left as it is.
final class RoleKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoleKeeper.class);
    private static final String AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate";
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final Registry registry;
    private final View view;
    private final FirstThings firstThings;
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread;

    /// Writes what is missing or different, and starts to follow the kinds.
    RoleKeeper(Registry registry, View view, FirstThings firstThings) {
        this.registry = registry;
        this.view = view;
        this.firstThings = firstThings;
        install();
        view.follow(Set.of(new KindName("apiextensions.k8s.io", "CustomResourceDefinition")), _ -> changed.release());
        this.thread = Thread.ofVirtual().name("role-keeper").start(this::run);
    }

    private void install() {
        new StandardRoles(registry.kinds(), registry::subresources)
                .roles().stream()
                        .filter(role -> !isLeft(new Resource(role).ref()))
                        .forEach(role -> firstThings.keep(role, "rules"));
        StandardRoles.bindings().forEach(firstThings::createIfMissing);
    }

    private boolean isLeft(Ref ref) {
        Resource live = view.find(ref);
        return live != null && "false".equals(live.annotations().get(AUTOUPDATE));
    }

    private void run() {
        try {
            boolean again = false;
            while (true) {
                if (again) {
                    var _ = changed.tryAcquire(TRY_AGAIN.toSeconds(), TimeUnit.SECONDS);
                } else {
                    changed.acquire();
                }
                changed.drainPermits();
                again = !installed();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean installed() {
        try {
            install();
            return true;
        } catch (ProblemException away) {
            LOG.warn("the standard roles could not be brought up to date yet: {}", away.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("the standard roles could not be brought up to date", bug);
        }
        return false;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
