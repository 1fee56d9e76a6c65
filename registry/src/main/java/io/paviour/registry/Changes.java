package io.paviour.registry;

import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.schema.Kind;
import io.paviour.schema.ManagedFields;
import io.paviour.store.AuditEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes of what somebody asks, and may ask, what is stored: drafted, admitted, written; and all that anew
/// when
/// somebody else was faster.
final class Changes {
    /// How often a write that said nothing of a revision is tried anew.
    static final int ATTEMPTS_MAX = 10;

    private static final int TURNS = 64;

    private final View view;
    private final Kinds kinds;
    private final Admission admission;
    private final Writer writer;
    private final Registry.Sources sources;
    private final ReentrantLock[] turns = new ReentrantLock[TURNS];

    Changes(View view, Kinds kinds, Admission admission, Writer writer, Registry.Sources sources) {
        this.view = view;
        this.kinds = kinds;
        this.admission = admission;
        this.writer = writer;
        this.sources = sources;
        Arrays.setAll(turns, _ -> new ReentrantLock());
    }

    /// What somebody asks.
    ///
    /// @param kind in the version that is spoken
    /// @param name empty where one is to be generated
    record Asked(Subject subject, String verb, Kind kind, String namespace, String name, Part part, Options options) {
        Ref ref() {
            return new Ref(kind.name(), namespace, name);
        }

        Asked of(Kind now) {
            return new Asked(subject, verb, now, namespace, name, part, options);
        }

        ManagedFields.Manager manager() {
            return new ManagedFields.Manager(options.fieldManager(), kind.apiVersion(), part.subresource());
        }

        AuditEntry entry(@Nullable String note) {
            return new AuditEntry(subject.told(), verb, part.subresource(), note);
        }
    }

    private interface Attempt {
        Written make();
    }

    /// Attempts a write until nobody was faster, or until it is clear that somebody means to be.
    private static Written attempt(Predicate<Problem> isRace, Attempt attempt) {
        for (int i = 1; ; i++) {
            try {
                return attempt.make();
            } catch (ProblemException raced) {
                boolean again = isRace.test(raced.problem()) && i < ATTEMPTS_MAX;
                if (!again) {
                    throw raced;
                }
            }
        }
    }

    private static boolean isConflict(Problem problem) {
        return problem instanceof Problem.Conflict;
    }

    Written create(Asked asked, Json.Obj document) {
        if (!asked.name.isEmpty()) {
            return attempt(Changes::isConflict, () -> createOnce(asked, document));
        }
        for (int i = 1; ; i++) {
            try {
                return attempt(Changes::isConflict, () -> createOnce(asked, document));
            } catch (ProblemException taken) {
                boolean again = taken.problem() instanceof Problem.AlreadyExists && i < ATTEMPTS_MAX;
                if (!again) {
                    throw taken;
                }
            }
        }
    }

    /// Creates in a namespace with quotas charge the same resource: one after another, they need no second
    /// attempt.
    private Written createOnce(Asked asked, Json.Obj document) {
        if (asked.namespace.isEmpty() || view.count(Quotas.KIND, asked.namespace) == 0) {
            return createNow(asked, document);
        }
        ReentrantLock turn = turns[Math.floorMod(asked.namespace.hashCode(), TURNS)];
        turn.lock();
        try {
            return createNow(asked, document);
        } finally {
            turn.unlock();
        }
    }

    private Written createNow(Asked first, Json.Obj document) {
        Asked asked = first.of(now(first.kind));
        Json.Obj named = named(asked, document);
        Instant now = sources.clock().instant();
        Draft draft = Draft.create(asked.kind, named, asked.options, Ids.uid(sources.random()), now);
        return store(asked, null, draft.booked(asked.kind, null, asked.manager(), now));
    }

    private Json.Obj named(Asked asked, Json.Obj document) {
        Sent.requireKind(asked.kind, document);
        Json.Obj metadata = document.object("metadata");
        if (!metadata.string("resourceVersion", "").isEmpty()) {
            throw new Problem.BadRequest("resourceVersion should not be set on objects to be created").exception();
        }
        String prefix = metadata.string("generateName", "");
        if (metadata.string("name", "").isEmpty() && !prefix.isEmpty()) {
            metadata = metadata.with("name", prefix + Ids.suffix(sources.random()));
        }
        return document.with("metadata", Sent.placed(metadata.without("managedFields"), asked.namespace));
    }

    /// A kind may be defined anew between two attempts.
    private Kind now(Kind kind) {
        Kind served = kinds.find(kind.name().group(), kind.version(), kind.plural());
        Kind now = served == null ? kinds.find(kind.name()) : served;
        if (now == null || !now.version().equals(kind.version())) {
            throw new Problem.NoSuchPath("").exception();
        }
        return now;
    }

    /// Changes a resource by a function of what it is.
    Written change(Asked asked, UnaryOperator<Json.Obj> revision) {
        return attempt(Changes::isConflict, () -> changeOnce(asked.of(now(asked.kind)), revision));
    }

    private Written changeOnce(Asked asked, UnaryOperator<Json.Obj> revision) {
        Kind kind = asked.kind;
        Resource stored = live(kind, asked.namespace, asked.name);
        Resource live = kind.shown(stored);
        UnaryOperator<Json.Obj> whole = asked.part == Part.SCALE ? Scaling.of(kind, revision) : revision;
        Json.Obj sent = Ownership.held(asked.subject, live, whole.apply(live.document()));
        Sent.requireSame(kind, live, sent);
        Draft draft = Draft.update(kind, live, sent, asked.part, asked.options);
        return store(
                asked,
                stored,
                draft.booked(kind, live, asked.manager(), sources.clock().instant()));
    }

    /// Applies a configuration (Kubernetes documentation, "Server-Side Apply"). Applies a configuration.
    ///
    /// @param mayCreate throws if what is not there may not be created; asked at each attempt, as what was
    ///     there when the request came may be gone
    Written apply(Asked asked, Patch.Apply patch, Runnable mayCreate) {
        if (asked.part == Part.SCALE) {
            throw new Problem.UnsupportedMedia("scale is not applied: patch or replace it").exception();
        }
        Json.Obj metadata = Sent.placed(patch.configuration().object("metadata"), asked.namespace);
        if (metadata.get("name") == null) {
            metadata = metadata.with("name", asked.name);
        }
        Json.Obj placed = patch.configuration().with("metadata", metadata);
        return attempt(problem -> isRace(asked, problem), () -> {
            if (asked.part == Part.MAIN && view.packed(asked.ref()) == null) {
                mayCreate.run();
            }
            return applyOnce(asked.of(now(asked.kind)), placed, patch.force());
        });
    }

    /// What is applied creates or changes, whatever it finds: that it was there, or gone, a moment ago
    /// refuses nothing.
    private static boolean isRace(Asked asked, Problem problem) {
        return isConflict(problem)
                || problem.equals(new Problem.AlreadyExists(asked.ref()))
                || (asked.part == Part.MAIN && problem.equals(new Problem.NotFound(asked.ref())));
    }

    private Written applyOnce(Asked asked, Json.Obj sent, boolean force) {
        Kind kind = asked.kind;
        Draft.Known known = Draft.known(kind, sent, asked.options);
        Instant now = sources.clock().instant();
        Resource stored = view.find(asked.ref());
        if (stored == null) {
            if (asked.part != Part.MAIN) {
                throw new Problem.NotFound(asked.ref()).exception();
            }
            Sent.requireNew(asked.ref(), sent);
            Json.Obj applied = ManagedFields.apply(kind, null, known.document(), asked.manager(), force, now);
            Draft draft = Draft.create(kind, applied, asked.options, Ids.uid(sources.random()), now);
            return store(asked, null, draft.warned(known.warnings())).asCreated();
        }
        Resource live = kind.shown(stored);
        Sent.requireSame(kind, live, sent);
        Json.Obj applied = ManagedFields.apply(kind, live.document(), known.document(), asked.manager(), force, now);
        Json.Obj held = Ownership.held(asked.subject, live, applied);
        Draft draft = Draft.update(kind, live, held, asked.part, asked.options);
        return store(asked, stored, draft.warned(known.warnings()));
    }

    /// A resource as it is stored.
    Resource live(Kind kind, String namespace, String name) {
        Ref ref = new Ref(kind.name(), namespace, name);
        Resource resource = view.find(ref);
        if (resource == null) {
            throw new Problem.NotFound(ref).exception();
        }
        return resource;
    }

    /// Stores what was drafted, if it is admitted and nobody was faster.
    ///
    /// @param live what is stored now, or null if the resource is new
    private Written store(Asked asked, @Nullable Resource live, Draft draft) {
        Kind kind = asked.kind;
        Resource wanted = Admission.completed(
                live, kind.stored(draft.resource()), sources.clock().instant());
        if (wanted.equals(live)) {
            return new Written(kind.shown(wanted), draft.warnings());
        }
        var proposal = new Proposal(
                asked.subject,
                kind,
                asked.part.subresource(),
                live == null ? null : kind.shown(live),
                kind.shown(wanted),
                asked.options.dryRun());
        Admission.Admitted admitted = admission.admit(proposal, live, wanted);
        Draft told = draft.warned(admitted.verdict().warnings());
        if (live == null && view.packed(wanted.ref()) != null) {
            throw new Problem.AlreadyExists(wanted.ref()).exception();
        }
        if (asked.options.dryRun()) {
            Writer.requireSize(wanted);
            return new Written(kind.shown(wanted), told.warnings());
        }
        AuditEntry entry = asked.entry(admitted.verdict().note());
        boolean goes = live != null && wanted.isDeleting() && Namespaces.isFree(wanted);
        Resource stored = goes ? writer.remove(wanted, entry) : writer.put(wanted, live, admitted, entry);
        return new Written(kind.shown(stored), told.warnings());
    }

    Written delete(Asked asked, Deletion deletion) {
        return attempt(problem -> deletion.revision() == 0 && isConflict(problem), () -> deleteOnce(asked, deletion));
    }

    private Written deleteOnce(Asked asked, Deletion deletion) {
        Kind kind = asked.kind;
        Resource live = live(kind, asked.namespace, asked.name);
        deletion.check(live);
        var proposal = new Proposal(asked.subject, kind, "", kind.shown(live), null, deletion.dryRun());
        Policies.Verdict verdict = admission.release(proposal, live);
        Resource wanted = deletion.begun(live, sources.clock().instant());
        boolean goes = Namespaces.isFree(wanted);
        if (deletion.dryRun() || (!goes && wanted.equals(live))) {
            return new Written(kind.shown(wanted), verdict.warnings());
        }
        AuditEntry entry = asked.entry(verdict.note());
        var admitted = new Admission.Admitted(Map.of(), List.of(), verdict);
        Resource gone = goes ? writer.remove(wanted, entry) : writer.put(wanted, live, admitted, entry);
        return new Written(kind.shown(gone), verdict.warnings());
    }
}
