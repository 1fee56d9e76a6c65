package io.paviour.server;

import io.paviour.access.Subject;
import io.paviour.reconcile.Desk;
import io.paviour.registry.Deletion;
import io.paviour.registry.Events;
import io.paviour.registry.Options;
import io.paviour.registry.Ownership;
import io.paviour.registry.Part;
import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.schema.Kind;
import io.paviour.store.ChangeFeed;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the loop reads and writes: by the registry, like everyone, as the subject `system:reconcile`.
final class LoopDesk implements Desk {
    private static final Subject SUBJECT = Subject.RECONCILER;

    private final Registry registry;
    private final View view;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final String finalizer;

    LoopDesk(Registry registry, View view, ChangeFeed feed, InstantSource clock, String group) {
        this.registry = registry;
        this.view = view;
        this.feed = feed;
        this.clock = clock;
        this.finalizer = group + "/" + Ownership.FINALIZER;
    }

    @Override
    public @Nullable Resource find(Ref ref) {
        return view.find(ref);
    }

    @Override
    public List<Resource> list(KindName kind, String namespace) {
        return view.list(kind, namespace);
    }

    @Override
    public List<Resource> ownedBy(Resource owner) {
        return view.ownedBy(owner);
    }

    @Override
    public void await(long revision) throws IOException, InterruptedException {
        feed.await(revision);
    }

    @Override
    public void apply(Resource owner, Resource wanted) {
        Json.Obj owned = wanted.metadata().with("ownerReferences", Json.array(owner.ownerReference()));
        if (find(wanted.ref()) == null) {
            try {
                registry.create(
                        SUBJECT,
                        kind(wanted.kind()),
                        wanted.namespace(),
                        wanted.document().with("metadata", owned),
                        Options.strict(SUBJECT.name()));
                return;
            } catch (ProblemException raced) {
                if (!(raced.problem() instanceof Problem.AlreadyExists)) {
                    throw raced;
                }
            }
        }
        registry.rewrite(SUBJECT, wanted.ref(), Part.MAIN, live -> adopt(live, owner, wanted));
    }

    private static Json.Obj adopt(Json.Obj live, Resource owner, Resource wanted) {
        var resource = new Resource(live);
        Ref controller = resource.controller();
        if (controller != null && !controller.equals(owner.ref())) {
            throw new Problem.Conflict(resource.ref(), "it belongs to " + controller + " and not to " + owner.ref())
                    .exception();
        }
        Json.Obj metadata = resource.metadata()
                .with("ownerReferences", Json.array(owner.ownerReference()))
                .with("labels", Json.of(merged(resource.labels(), wanted.labels())))
                .with("annotations", Json.of(merged(resource.annotations(), wanted.annotations())));
        return live.with("metadata", metadata).with("spec", wanted.spec());
    }

    private static Map<String, String> merged(Map<String, String> there, Map<String, String> wanted) {
        var merged = new TreeMap<>(there);
        merged.putAll(wanted);
        return merged;
    }

    @Override
    public void delete(Ref ref) {
        try {
            registry.delete(SUBJECT, kind(ref.kind()), ref.namespace(), ref.name(), Deletion.PLAIN);
        } catch (ProblemException gone) {
            if (!(gone.problem() instanceof Problem.NotFound)) {
                throw gone;
            }
        }
    }

    @Override
    public Resource status(Ref ref, UnaryOperator<Resource> change) {
        return registry.rewrite(
                        SUBJECT,
                        ref,
                        Part.STATUS,
                        live -> change.apply(new Resource(live)).document())
                .resource();
    }

    @Override
    public boolean isHeld(Resource resource) {
        return resource.finalizers().contains(finalizer);
    }

    @Override
    public Resource hold(Ref ref, boolean held) {
        return registry.rewrite(SUBJECT, ref, Part.MAIN, live -> {
                    var finalizers = new ArrayList<>(new Resource(live).finalizers());
                    finalizers.remove(finalizer);
                    if (held) {
                        finalizers.add(finalizer);
                    }
                    Json.Obj metadata = live.object("metadata");
                    return live.with("metadata", metadata.with("finalizers", Json.of(finalizers)));
                })
                .resource();
    }

    @Override
    public void tell(Resource to, boolean warning, String reason, String message) {
        var happening = new Events.Happening(to, warning, reason, message);
        Ref ref = happening.ref();
        Kind kind = kind(ref.kind());
        try {
            Resource before = find(ref);
            if (before == null) {
                Resource event = Events.next(happening, null, clock.instant(), SUBJECT.name());
                registry.create(SUBJECT, kind, ref.namespace(), event.document(), Options.strict(SUBJECT.name()));
                return;
            }
            registry.rewrite(SUBJECT, ref, Part.MAIN, live -> {
                Json.Obj next = Events.next(happening, new Resource(live), clock.instant(), SUBJECT.name())
                        .document();
                return live.with("count", Objects.requireNonNull(next.get("count")))
                        .with("lastTimestamp", Objects.requireNonNull(next.get("lastTimestamp")));
            });
        } catch (ProblemException raced) {
            // Told by somebody else, or not to be told any more: an event is no reason to fail.
            boolean done = Stream.of(
                            Problem.AlreadyExists.class,
                            Problem.NotFound.class,
                            Problem.Terminating.class,
                            Problem.Forbidden.class)
                    .anyMatch(type -> type.isInstance(raced.problem()));
            if (!done) {
                throw raced;
            }
        }
    }

    private Kind kind(KindName name) {
        Kind kind = registry.kind(name);
        if (kind == null) {
            throw new Problem.NoSuchPath("there is no kind " + name).exception();
        }
        return kind;
    }
}
