package io.paviour.registry;

import io.paviour.access.Guard;
import io.paviour.access.Request;
import io.paviour.access.Subject;
import io.paviour.gauge.Family;
import io.paviour.plugin.Reconciler;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.schema.Kind;
import io.paviour.store.AuditEntry;
import io.paviour.store.AuditTrail;
import io.paviour.store.Freshness;
import io.paviour.store.Ledger;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The desk: every read and write of a resource takes this one path.
///
/// Each call is authorised first and throws a [ProblemException] for whatever the caller can act on:
/// `Forbidden`,
/// `NotFound`, `Invalid` with all violations, `Conflict`, or `Unavailable` while the database is away.
public final class Registry {
    /// A resource's size at most, in bytes of JSON.
    public static final int RESOURCE_BYTES_MAX = Ledger.RESOURCE_BYTES_MAX;

    private final View view;
    private final Freshness freshness;
    private final Kinds kinds = new Kinds();
    private final Admission admission;
    private final Writer writer;
    private final Changes changes;
    private final Guard guard;
    private final AuditTrail audit;
    private final Sources sources;
    private volatile List<Subresource> subresources = List.of();

    /// Builds the desk on a view that the change feed fills.
    public Registry(View view, Freshness freshness, Writer writer, Guard guard, AuditTrail audit, Sources sources) {
        this.view = view;
        this.freshness = freshness;
        this.writer = writer;
        this.guard = guard;
        this.audit = audit;
        this.sources = sources;
        this.admission = new Admission(view, kinds, guard);
        this.changes = new Changes(view, kinds, admission, writer, sources);
        view.follow(Set.of(Definitions.KIND), kinds::hear);
        view.follow(Set.of(Definitions.KIND), new LateDefaults(view, kinds)::hear);
    }

    /// Where time and chance come from, and which group the organisation's own kinds have.
    public record Sources(InstantSource clock, RandomGenerator random, String group) {
        /// With the group that the manifests have as they are.
        public Sources(InstantSource clock, RandomGenerator random) {
            this(clock, random, "platform.example.com");
        }
    }

    /// Takes in who reconciles what, and what plugins answer below the paths of resources. To be called
    /// once, before
    /// the first request.
    public void open(Map<KindName, Reconciler<?>> reconcilers, List<Subresource> answering) {
        writer.open(reconcilers);
        subresources = List.copyOf(answering);
        Set<KindName> needed = new HashSet<>(reconcilers.keySet());
        ownKinds()
                .forEach(manifest ->
                        needed.add(Definitions.defined(Kind.inGroup(manifest, "platform.example.com", sources.group))));
        admission.open(needed);
    }

    /// Every version of every kind that is served, the preferred version of a kind first.
    public Collection<Kind> kinds() {
        return kinds.served();
    }

    /// A kind as it is stored, or null.
    public @Nullable Kind kind(KindName name) {
        return kinds.find(name);
    }

    /// The kind under a group, version and plural name, or null.
    public @Nullable Kind kind(String group, String version, String plural) {
        return kinds.find(group, version, plural);
    }

    /// The manifests of the kinds that every house has.
    public static List<Json.Obj> ownKinds() {
        return Kinds.OWN;
    }

    /// What the desk shows.
    public List<Family> gauges() {
        return new ViewGauges(view, kinds).families();
    }

    /// The subresources of a kind besides `status` and `scale`.
    public List<Subresource> subresources(Kind kind) {
        return subresources.stream()
                .filter(subresource -> kind.name().kind().equals(subresource.kind()))
                .filter(subresource ->
                        kind.name().group().equals(Objects.requireNonNullElse(subresource.group(), sources.group)))
                .toList();
    }

    /// One resource, in the kind's version.
    ///
    /// @param part what the caller asks for; the answer is the whole resource all the same
    public Packed get(Subject subject, Kind kind, String namespace, String name, Part part, Moment moment) {
        allow(subject, "get", kind, part.subresource(), namespace, name);
        reach(moment);
        Ref ref = new Ref(kind.name(), namespace, name);
        Packed packed = view.packed(ref);
        if (packed == null) {
            throw new Problem.NotFound(ref).exception();
        }
        return Query.shown(kind, packed);
    }

    /// Some resources, in the kind's version.
    public Listing list(Subject subject, Query query, Moment moment) {
        allow(subject, "list", query.kind(), "", query.namespace(), query.name());
        Continuation from = query.continuation() == null
                ? null
                : Continuation.parse(query.kind().name(), query.continuation());
        reach(from == null ? moment : new Moment.AtLeast(from.revision()));
        return view.list(query, moment instanceof Moment.Exactly(long revision) ? revision : 0);
    }

    /// What happens to some resources after a revision; with revision 0, first an `Added` for each that is
    /// there.
    public Watch watch(Subject subject, Query query, long revision) {
        allow(subject, "watch", query.kind(), "", query.namespace(), query.name());
        return view.watch(query, revision);
    }

    /// Waits for the state that is asked for, so that whoever writes by one replica and reads by another
    /// finds what was
    /// written. While the database is away, the last state known is the best to be had.
    public void reach(Moment moment) {
        try {
            switch (moment) {
                case Moment.AtHand() -> {}
                case Moment.Newest() -> freshness.await();
                case Moment.AtLeast(long revision) -> reach(revision);
                case Moment.Exactly(long revision) -> reach(revision);
            }
        } catch (IOException away) {
            // See above.
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw Writer.stopping().exception();
        }
    }

    private void reach(long revision) throws IOException, InterruptedException {
        long current = view.revision();
        if (revision <= current) {
            return;
        }
        freshness.await();
        if (!view.await(revision, Moment.PATIENCE)) {
            throw new Problem.TooNew(revision, current).exception();
        }
    }

    /// Does a write, and once more if it was refused by a state of things that is not the newest:
    /// whoever was answered by another replica goes by what this one has not heard of yet.
    private Written write(Supplier<Written> write) {
        long seen = view.revision();
        try {
            return write.get();
        } catch (ProblemException refused) {
            boolean isByState = switch (refused.problem()) {
                case Problem.NotFound _,
                        Problem.AlreadyExists _,
                        Problem.Conflict _,
                        Problem.ApplyConflict _,
                        Problem.Terminating _ -> true;
                default -> false;
            };
            if (!isByState) {
                throw refused;
            }
            reach(Moment.NEWEST);
            if (view.revision() == seen) {
                throw refused;
            }
            return write.get();
        }
    }

    /// Creates a resource. Without a name but with `metadata.generateName`, it is given one.
    public Written create(Subject subject, Kind kind, String namespace, Json.Obj document, Options options) {
        String name = document.object("metadata").string("name", "");
        allow(subject, "create", kind, "", namespace, name);
        var asked = new Changes.Asked(subject, "create", kind, namespace, name, Part.MAIN, options);
        return write(() -> changes.create(asked, document));
    }

    /// Replaces a resource, or a part of it.
    public Written replace(
            Subject subject, Kind kind, String namespace, String name, Json.Obj document, Part part, Options options) {
        allow(subject, "update", kind, part.subresource(), namespace, name);
        if (part != Part.SCALE) {
            Sent.requireKind(kind, document);
        }
        Json.Obj placed = document.with("metadata", Sent.placed(document.object("metadata"), namespace));
        var asked = new Changes.Asked(subject, "update", kind, namespace, name, part, options);
        return write(() -> changes.change(asked, _ -> {
            Sent.requireRevision(asked.ref(), placed);
            return placed;
        }));
    }

    /// Changes a resource, or a part of it; a configuration that is applied may also create it.
    public Written patch(
            Subject subject, Kind kind, String namespace, String name, Patch patch, Part part, Options options) {
        allow(subject, "patch", kind, part.subresource(), namespace, name);
        var asked = new Changes.Asked(subject, "patch", kind, namespace, name, part, options);
        if (patch instanceof Patch.Apply apply) {
            Runnable mayCreate = () -> allow(subject, "create", kind, "", namespace, name);
            return write(() -> changes.apply(asked, apply, mayCreate));
        }
        return write(() -> changes.change(asked, patch::apply));
    }

    /// Changes a resource, or its status, by a function of what it is, which is asked again when somebody
    /// else was
    /// faster.
    public Written rewrite(Subject subject, Ref ref, Part part, UnaryOperator<Json.Obj> revision) {
        Kind kind = kinds.find(ref.kind());
        if (kind == null) {
            throw new Problem.NoSuchPath("there is no kind " + ref.kind()).exception();
        }
        allow(subject, "patch", kind, part.subresource(), ref.namespace(), ref.name());
        var options = Options.strict(subject.name());
        return changes.change(
                new Changes.Asked(subject, "patch", kind, ref.namespace(), ref.name(), part, options), revision);
    }

    /// Deletes a resource: at once, or, where somebody holds it, by asking those who do. The answer is
    /// still held in
    /// the second case.
    public Written delete(Subject subject, Kind kind, String namespace, String name, Deletion deletion) {
        allow(subject, "delete", kind, "", namespace, name);
        var options = Options.strict(subject.name());
        var asked = new Changes.Asked(subject, "delete", kind, namespace, name, Part.MAIN, options);
        return write(() -> changes.delete(asked, deletion));
    }

    /// Deletes all resources of a query that there are now; one that has gone by itself meanwhile is no
    /// problem.
    ///
    /// @return what was deleted, each as it last was or as it waits for those who hold it
    public Listing deleteAll(Subject subject, Query query, Deletion deletion) {
        Kind kind = query.kind();
        allow(subject, "deletecollection", kind, "", query.namespace(), "");
        reach(Moment.NEWEST);
        Listing listing = view.list(query.whole(), 0);
        var options = Options.strict(subject.name());
        var deleted = new ArrayList<Packed>();
        for (Packed resource : listing.items()) {
            Ref ref = resource.ref();
            var exactly = new Deletion(deletion.dryRun(), resource.uid(), 0, deletion.propagation());
            var asked = new Changes.Asked(
                    subject, "deletecollection", kind, ref.namespace(), ref.name(), Part.MAIN, options);
            try {
                deleted.add(Packed.of(changes.delete(asked, exactly).resource()));
            } catch (ProblemException raced) {
                if (!(raced.problem() instanceof Problem.NotFound)) {
                    throw raced;
                }
            }
        }
        return new Listing(deleted, listing.revision(), null, 0);
    }

    /// Asks a subresource.
    public Subresource.Answer ask(
            Subject subject,
            Kind kind,
            String namespace,
            String name,
            Subresource subresource,
            Map<String, String> parameters,
            Json.Obj body)
            throws IOException {
        allow(subject, subresource.verb(), kind, subresource.name(), namespace, name);
        reach(Moment.NEWEST);
        Resource resource = changes.live(kind, namespace, name);
        guard.admit(subject, resource, subresource.name());
        if (subresource.isAudited()) {
            audit.add(new AuditEntry(subject.told(), subresource.verb(), subresource.name()), resource.ref());
        }
        return subresource.answer(resource, parameters, body);
    }

    private void allow(Subject subject, String verb, Kind kind, String subresource, String namespace, String name) {
        var request = new Request(verb, kind.name().group(), kind.plural(), subresource, namespace, name);
        switch (guard.decide(subject, request)) {
            case Guard.Decision.Allow() -> {}
            case Guard.Decision.Deny(String reason) -> {
                String what = name.isEmpty() ? "" : " \"" + name + "\"";
                throw new Problem.Forbidden(kind.resourceName() + what + " is forbidden: " + reason).exception();
            }
        }
    }
}
