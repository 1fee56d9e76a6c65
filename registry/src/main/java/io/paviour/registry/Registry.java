package io.paviour.registry;

import io.paviour.access.Guard;
import io.paviour.access.Request;
import io.paviour.access.Subject;
import io.paviour.plugin.Reconciler;
import io.paviour.plugin.Subresource;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Kind;
import io.paviour.store.AuditEntry;
import io.paviour.store.AuditTrail;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The desk: every read and write of a resource takes this one path.
///
/// Each call is authorised first and throws a [ProblemException] for whatever the caller can act on: `Forbidden`,
/// `NotFound`, `Invalid` with all violations, `Conflict`, or `Unavailable` while the database is away.
public final class Registry {
    /// A resource's size at most, in bytes of JSON.
    public static final int RESOURCE_BYTES_MAX = 3 << 19;

    /// How often a write that said nothing of a revision is tried anew when somebody else was faster.
    public static final int ATTEMPTS_MAX = 10;

    private static final KindName NAMESPACE = new KindName("", "Namespace");

    private final View view;
    private final Kinds kinds = new Kinds();
    private final Writer writer;
    private final Guard guard;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final String group;
    private volatile List<Subresource> subresources = List.of();

    /// Builds the desk on a view that the change feed fills.
    public Registry(View view, Writer writer, Guard guard, AuditTrail audit, Sources sources) {
        this.view = view;
        this.writer = writer;
        this.guard = guard;
        this.audit = audit;
        this.clock = sources.clock();
        this.random = sources.random();
        this.group = sources.group();
        view.follow(Set.of(Kinds.DEFINITION), kinds::hear);
    }

    /// Where time and chance come from, and which group the organisation's own kinds have.
    public record Sources(InstantSource clock, RandomGenerator random, String group) {
        /// With the group that the manifests have as they are.
        public Sources(InstantSource clock, RandomGenerator random) {
            this(clock, random, "platform.example.com");
        }
    }

    /// Takes in who reconciles what, and what plugins answer below the paths of resources. To be called once, before
    /// the first request.
    public void open(Map<KindName, Reconciler<?>> reconcilers, List<Subresource> answering) {
        writer.open(reconcilers);
        subresources = List.copyOf(answering);
    }

    /// The kinds there are now.
    public Collection<Kind> kinds() {
        return kinds.all();
    }

    /// The kind of a name, or null.
    public @Nullable Kind kind(KindName name) {
        return kinds.find(name);
    }

    /// The kind under a group and plural name, or null.
    public @Nullable Kind kind(String group, String plural) {
        return kinds.find(group, plural);
    }

    /// The manifests of the kinds that every house has.
    public static List<Json.Obj> ownKinds() {
        return Kinds.own().toList();
    }

    /// The subresources of a kind besides `status`.
    public List<Subresource> subresources(Kind kind) {
        return subresources.stream()
                .filter(subresource -> kind.name().kind().equals(subresource.kind()))
                .filter(subresource ->
                        kind.name().group().equals(Objects.requireNonNullElse(subresource.group(), group)))
                .toList();
    }

    /// One resource.
    public Resource get(Subject subject, Kind kind, String namespace, String name) {
        allow(subject, "get", kind, "", namespace, name);
        return live(kind, namespace, name);
    }

    private Resource live(Kind kind, String namespace, String name) {
        Ref ref = new Ref(kind.name(), namespace, name);
        Resource resource = view.find(ref);
        if (resource == null) {
            throw new Problem.NotFound(ref).exception();
        }
        return resource;
    }

    /// Some resources.
    public Listing list(Subject subject, Query query) {
        allow(subject, "list", query.kind(), "", query.namespace(), query.name());
        return view.list(query);
    }

    /// What happens to some resources after a revision; with revision 0, first an `Added` for each that is there.
    public Watch watch(Subject subject, Query query, long revision) {
        allow(subject, "watch", query.kind(), "", query.namespace(), query.name());
        return view.watch(query, revision);
    }

    /// Creates a resource. Without a name but with `metadata.generateName`, it is given one.
    public Written create(Subject subject, Kind kind, String namespace, Json.Obj document, Options options) {
        Json.Obj named = named(kind, namespace, document);
        String name = named.object("metadata").string("name", "");
        allow(subject, "create", kind, "", namespace, name);
        Draft draft = Draft.create(kind, named, options, Ids.uid(random), clock.instant());
        Ref ref = draft.resource().ref();
        if (view.find(ref) != null) {
            throw new Problem.AlreadyExists(ref).exception();
        }
        requireNamespace(namespace);
        Ownership.check(subject, null, draft.resource());
        guard.admit(subject, null, draft.resource());
        admit(draft.resource());
        if (options.dryRun()) {
            return new Written(draft.resource(), draft.warnings());
        }
        Resource stored = writer.put(draft.resource(), null, new AuditEntry(subject.told(), "create", ""));
        return new Written(stored, draft.warnings());
    }

    private Json.Obj named(Kind kind, String namespace, Json.Obj document) {
        requireKind(kind, document);
        Json.Obj metadata = document.object("metadata");
        if (!metadata.string("resourceVersion", "").isEmpty()) {
            throw new Problem.BadRequest("resourceVersion should not be set on objects to be created").exception();
        }
        String prefix = metadata.string("generateName", "");
        if (metadata.string("name", "").isEmpty() && !prefix.isEmpty()) {
            metadata = metadata.with("name", prefix + Ids.suffix(random));
        }
        return document.with("metadata", placed(metadata, namespace));
    }

    private static Json.Obj placed(Json.Obj metadata, String namespace) {
        String sent = metadata.string("namespace", "");
        if (!sent.isEmpty() && !sent.equals(namespace)) {
            throw new Problem.BadRequest("the namespace of the provided object does not match the namespace sent on"
                            + " the request")
                    .exception();
        }
        return namespace.isEmpty() ? metadata.without("namespace") : metadata.with("namespace", namespace);
    }

    private static void requireKind(Kind kind, Json.Obj document) {
        boolean right = kind.apiVersion().equals(document.string("apiVersion"))
                && kind.name().kind().equals(document.string("kind"));
        if (!right) {
            throw new Problem.BadRequest("the object provided is " + document.string("apiVersion", "without apiVersion")
                            + " " + document.string("kind", "without kind") + ", but this path holds "
                            + kind.apiVersion() + " " + kind.name().kind())
                    .exception();
        }
    }

    /// Replaces a resource, or its status.
    public Written replace(
            Subject subject, Kind kind, String namespace, String name, Json.Obj document, Part part, Options options) {
        allow(subject, "update", kind, part == Part.STATUS ? "status" : "", namespace, name);
        requireKind(kind, document);
        Json.Obj placed = document.with("metadata", placed(document.object("metadata"), namespace));
        Resource live = live(kind, namespace, name);
        if (placed.object("metadata").string("resourceVersion", "").isEmpty()) {
            throw new Problem.Invalid(
                            live.ref(),
                            List.of(new Violation(
                                    "metadata.resourceVersion",
                                    Violation.Reason.INVALID,
                                    "Invalid value: 0: must be specified for an update")))
                    .exception();
        }
        return change(new Change(subject, "update", kind, part, options), live, _ -> placed);
    }

    /// Changes a resource, or its status.
    public Written patch(
            Subject subject, Kind kind, String namespace, String name, Patch patch, Part part, Options options) {
        allow(subject, "patch", kind, part == Part.STATUS ? "status" : "", namespace, name);
        return change(new Change(subject, "patch", kind, part, options), live(kind, namespace, name), patch::apply);
    }

    /// Changes a resource, or its status, by a function of what it is, which is asked again when somebody else was
    /// faster.
    public Written rewrite(Subject subject, Ref ref, Part part, UnaryOperator<Json.Obj> revision) {
        Kind kind = kinds.find(ref.kind());
        if (kind == null) {
            throw new Problem.NoSuchPath("there is no kind " + ref.kind()).exception();
        }
        allow(subject, "patch", kind, part == Part.STATUS ? "status" : "", ref.namespace(), ref.name());
        var change = new Change(subject, "patch", kind, part, Options.strict(subject.name()));
        return change(change, live(kind, ref.namespace(), ref.name()), revision);
    }

    private record Change(Subject subject, String verb, Kind kind, Part part, Options options) {}

    private Written change(Change change, Resource first, UnaryOperator<Json.Obj> revision) {
        Resource live = first;
        for (int attempt = 1; ; attempt++) {
            Json.Obj sent = Ownership.held(change.subject, live, revision.apply(live.document()));
            requireSame(live, sent);
            Draft draft = Draft.update(change.kind, live, sent, change.part, change.options);
            Resource wanted = draft.resource();
            if (wanted.equals(live)) {
                return new Written(live, draft.warnings());
            }
            Ownership.check(change.subject, live, wanted);
            guard.admit(change.subject, live, wanted);
            admit(wanted);
            if (change.options.dryRun()) {
                return new Written(wanted, draft.warnings());
            }
            var entry = new AuditEntry(change.subject.told(), change.verb, change.part == Part.STATUS ? "status" : "");
            try {
                boolean goes = wanted.isDeleting() && wanted.finalizers().isEmpty();
                Resource stored = goes ? writer.remove(wanted, entry) : writer.put(wanted, live, entry);
                return new Written(stored, draft.warnings());
            } catch (ProblemException raced) {
                boolean again = raced.problem() instanceof Problem.Conflict && attempt < ATTEMPTS_MAX;
                if (!again) {
                    throw raced;
                }
                live = live(change.kind, live.namespace(), live.name());
            }
        }
    }

    /// Checks that a document speaks of the live resource, at the revision it names if it names one.
    private static void requireSame(Resource live, Json.Obj sent) {
        Json.Obj metadata = sent.object("metadata");
        if (!metadata.string("name", "").equals(live.name())) {
            throw new Problem.BadRequest("the name of the object (" + metadata.string("name", "")
                            + ") does not match the name on the URL (" + live.name() + ")")
                    .exception();
        }
        String uid = metadata.string("uid", "");
        if (!uid.isEmpty() && !uid.equals(live.uid())) {
            throw new Problem.Conflict(
                            live.ref(),
                            "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + live.uid())
                    .exception();
        }
        String version = metadata.string("resourceVersion", "");
        if (!version.isEmpty() && !version.equals(Long.toString(live.revision()))) {
            throw Problem.Conflict.modified(live.ref()).exception();
        }
    }

    /// Deletes a resource: at once, or, where it has finalizers, by asking those who hold it. The answer still has
    /// finalizers in the second case.
    public Written delete(Subject subject, Kind kind, String namespace, String name, Deletion deletion) {
        allow(subject, "delete", kind, "", namespace, name);
        for (int attempt = 1; ; attempt++) {
            Resource live = live(kind, namespace, name);
            deletion.check(live);
            if (live.isDeleting() && !live.finalizers().isEmpty()) {
                return new Written(live, List.of());
            }
            mayGo(live);
            if (deletion.dryRun()) {
                return new Written(live, List.of());
            }
            var entry = new AuditEntry(subject.told(), "delete", "");
            try {
                Resource gone = live.finalizers().isEmpty()
                        ? writer.remove(live, entry)
                        : writer.put(Deletion.begun(live, clock.instant()), live, entry);
                return new Written(gone, List.of());
            } catch (ProblemException raced) {
                boolean again = raced.problem() instanceof Problem.Conflict
                        && deletion.revision() == 0
                        && attempt < ATTEMPTS_MAX;
                if (!again) {
                    throw raced;
                }
            }
        }
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
        Resource resource = live(kind, namespace, name);
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

    private void requireNamespace(String namespace) {
        if (!namespace.isEmpty() && view.find(new Ref(NAMESPACE, "", namespace)) == null) {
            throw new Problem.NotFound(new Ref(NAMESPACE, "", namespace)).exception();
        }
    }

    /// What has to hold of a resource of one of the house's own kinds, besides its schema.
    private static void admit(Resource resource) {
        if (resource.kind().equals(Kinds.DEFINITION)) {
            Kind.parse(resource.document());
        }
    }

    private void mayGo(Resource resource) {
        long held = 0;
        if (resource.kind().equals(NAMESPACE)) {
            held = view.count(resource.name(), Set.of(Events.KIND));
        } else if (resource.kind().equals(Kinds.DEFINITION)) {
            Json.Obj spec = resource.spec();
            var name =
                    new KindName(spec.string("group", ""), spec.object("names").string("kind", ""));
            held = view.list(name, "").size();
        }
        if (held > 0) {
            throw new Problem.Conflict(resource.ref(), "it still holds " + held + " resources: delete them first")
                    .exception();
        }
    }
}
