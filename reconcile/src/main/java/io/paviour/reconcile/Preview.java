package io.paviour.reconcile;

import io.paviour.plugin.Action;
import io.paviour.plugin.Plan;
import io.paviour.plugin.Reader;
import io.paviour.plugin.Reconciler;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says what passes would do if resources were written, from the same observe and plan that act; nothing is written.
public final class Preview {
    private static final int DEPTH_MAX = 8;

    private final Map<KindName, Reconciler<?>> reconcilers;
    private final InstantSource clock;

    /// Asks these reconcilers.
    public Preview(Map<KindName, Reconciler<?>> reconcilers, InstantSource clock) {
        this.reconcilers = Map.copyOf(reconcilers);
        this.clock = clock;
    }

    /// One line of the tree.
    ///
    /// @param what a sentence
    /// @param effect `CREATE`, `CHANGE`, `DELETE`, `DESTROY`, or `KEEP` for what stays as it is
    /// @param then what holds when that is done, or what is waited for; may be empty
    public record Step(String what, String effect, String then, List<Step> steps) {
        /// Copies `steps`.
        public Step {
            steps = List.copyOf(steps);
        }

        /// As a document.
        public Json.Obj json() {
            return Json.object(
                    "what",
                    what,
                    "effect",
                    effect,
                    "then",
                    then.isEmpty() ? null : then,
                    "steps",
                    steps.isEmpty() ? null : steps.stream().map(Step::json).toList());
        }
    }

    /// What writing `wanted` in place of `live` would lead to.
    ///
    /// @param live the resource as it is, or null if it is new
    /// @throws IOException if the outside is away
    public Step of(Resource wanted, @Nullable Resource live, Reader reader) throws IOException, InterruptedException {
        if (live == null) {
            return of(wanted, "CREATE", reader, 0);
        }
        if (wanted.isDeleting()) {
            return of(wanted, "DELETE", reader, 0);
        }
        return of(wanted, wanted.spec().equals(live.spec()) ? "KEEP" : "CHANGE", reader, 0);
    }

    private Step of(Resource wanted, String effect, Reader reader, int depth) throws IOException, InterruptedException {
        String what = switch (effect) {
            case "CREATE" -> "create " + wanted.ref();
            case "DELETE" -> "delete " + wanted.ref();
            case "CHANGE" -> "change " + wanted.ref();
            default -> "keep " + wanted.ref();
        };
        Reconciler<?> reconciler = reconcilers.get(wanted.kind());
        if (reconciler == null || depth > DEPTH_MAX) {
            return new Step(what, effect, "", List.of());
        }
        Plan plan = plan(reconciler, wanted, reader);
        var steps = new ArrayList<Step>();
        for (Action action : plan.actions()) {
            steps.add(step(wanted, action, reader, depth));
        }
        for (Resource child : reader.ownedBy(wanted)) {
            boolean mentioned = plan.actions().stream().anyMatch(action -> speaksOf(action, child.ref()));
            if (!mentioned) {
                steps.add(of(child, "KEEP", reader, depth + 1));
            }
        }
        String then = plan.actions().isEmpty() ? plan.outcome().message() : "";
        return new Step(what, effect, then, steps);
    }

    private static <W> Plan plan(Reconciler<W> reconciler, Resource wanted, Reader reader)
            throws IOException, InterruptedException {
        return reconciler.plan(wanted, reconciler.observe(wanted, reader));
    }

    private Step step(Resource owner, Action action, Reader reader, int depth)
            throws IOException, InterruptedException {
        return switch (action) {
            case Action.Apply(Resource child, Action.Effect effect) -> {
                Resource live = reader.find(child.ref());
                Resource then = live == null ? owned(owner, child) : live.with("spec", child.spec());
                yield of(then, effect.name(), reader, depth + 1);
            }
            case Action.Delete(Ref ref) -> {
                Resource live = reader.find(ref);
                yield live == null
                        ? new Step(action.summary(), "DELETE", "", List.of())
                        : of(deleting(live), "DELETE", reader, depth + 1);
            }
            case Action.Note _, Action.Do _ ->
                new Step(action.summary(), action.effect().name(), "", List.of());
        };
    }

    private static Resource owned(Resource owner, Resource child) {
        return child.withMetadata(child.metadata().with("ownerReferences", Json.array(owner.ownerReference())));
    }

    /// A resource as it would be if its deletion were asked for.
    public Resource deleting(Resource live) {
        return live.withMetadata(
                live.metadata().with("deletionTimestamp", clock.instant().toString()));
    }

    private static boolean speaksOf(Action action, Ref ref) {
        return switch (action) {
            case Action.Apply apply -> apply.wanted().ref().equals(ref);
            case Action.Delete(Ref gone) -> gone.equals(ref);
            case Action.Note _, Action.Do _ -> false;
        };
    }
}
