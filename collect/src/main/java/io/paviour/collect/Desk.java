package io.paviour.collect;

import io.paviour.access.Subject;
import io.paviour.registry.Deletion;
import io.paviour.registry.Part;
import io.paviour.registry.Registry;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.schema.Kind;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Writes by the registry, like everyone, as the subject `system:collector`. What is gone already is no
/// problem.
final class Desk {
    private static final Subject SUBJECT = Subject.COLLECTOR;

    /// How many deletions wait for the database together: they share its transactions.
    private static final int TOGETHER_MAX = 64;

    private final Registry registry;

    Desk(Registry registry) {
        this.registry = registry;
    }

    /// Whether a kind has namespaces; true if there is no such kind.
    boolean isNamespaced(KindName name) {
        Kind kind = registry.kind(name);
        return kind == null || kind.namespaced();
    }

    /// The name of a kind's resources, for people.
    String resourceName(KindName name) {
        Kind kind = registry.kind(name);
        return kind == null ? name.toString() : kind.resourceName();
    }

    /// The kind whose resources have a name such as `environments.platform.example.com`, or null.
    @Nullable
    Kind kind(String resourceName) {
        return registry.kinds().stream()
                .filter(kind -> kind.resourceName().equals(resourceName))
                .findFirst()
                .orElse(null);
    }

    /// Asks for the deletion of exactly this resource, if it still says what it did when it was looked at: it may have
    /// got another owner meanwhile.
    ///
    /// @return false if it says something else by now: look again
    boolean deleteAsSeen(Packed resource, Deletion.Propagation propagation) {
        return delete(resource, new Deletion(false, resource.uid(), resource.revision(), propagation));
    }

    private boolean delete(Packed resource, Deletion exactly) {
        Ref ref = resource.ref();
        Kind kind = registry.kind(ref.kind());
        if (kind == null) {
            throw new Problem.NoSuchPath("there is no kind " + ref.kind()).exception();
        }
        try {
            registry.delete(SUBJECT, kind, ref.namespace(), ref.name(), exactly);
            return true;
        } catch (ProblemException failed) {
            return switch (failed.problem()) {
                case Problem.NotFound _ -> true;
                case Problem.Conflict _ -> false;
                default -> throw failed;
            };
        }
    }

    /// Asks for the deletion of exactly these resources, whatever they say by now.
    void deleteAll(Collection<Packed> resources) throws InterruptedException {
        together(
                resources,
                resource -> delete(resource, new Deletion(false, resource.uid(), 0, Deletion.Propagation.BACKGROUND)));
    }

    /// Asks for the deletion of many; see [#deleteAsSeen].
    ///
    /// @return false if any of them has to be looked at again
    boolean deleteAllAsSeen(Collection<Packed> resources, Deletion.Propagation propagation)
            throws InterruptedException {
        return together(resources, resource -> deleteAsSeen(resource, propagation));
    }

    private static boolean together(Collection<Packed> resources, Predicate<Packed> deletion)
            throws InterruptedException {
        boolean all = true;
        try (ExecutorService together = Executors.newFixedThreadPool(
                Math.clamp(resources.size(), 1, TOGETHER_MAX),
                Thread.ofVirtual().factory())) {
            for (Future<Boolean> deleted : together.invokeAll(resources.stream()
                    .<Callable<Boolean>>map(resource -> () -> deletion.test(resource))
                    .toList())) {
                all &= await(deleted);
            }
        }
        return all;
    }

    private static boolean await(Future<Boolean> deleted) throws InterruptedException {
        try {
            return deleted.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed);
        }
    }

    /// Changes a resource, or its status.
    void change(Ref ref, Part part, UnaryOperator<Json.Obj> change) {
        try {
            registry.rewrite(SUBJECT, ref, part, change);
        } catch (ProblemException failed) {
            if (!isGone(failed.problem())) {
                throw failed;
            }
        }
    }

    /// A conflict here means that another resource has come under the same name.
    private static boolean isGone(Problem problem) {
        return problem instanceof Problem.NotFound || problem instanceof Problem.Conflict;
    }
}
