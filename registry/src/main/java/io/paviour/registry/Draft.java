package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Kind;
import io.paviour.schema.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is about to be stored, made from what somebody sent and what there is: pure functions.
///
/// The rules are those of the Kubernetes API: `metadata` has fields that only the server sets, the generation rises
/// when anything outside metadata and status changes, and status is written apart from the rest.
///
/// @param warnings sentences for the writer
record Draft(Resource resource, List<String> warnings) {
    private static final Set<String> SERVERS_OWN = Set.of(
            "uid",
            "creationTimestamp",
            "generation",
            "resourceVersion",
            "deletionTimestamp",
            "selfLink",
            "deletionGracePeriodSeconds",
            "managedFields");

    /// A new resource.
    static Draft create(Kind kind, Json.Obj sent, Options options, String uid, Instant now) {
        Json.Obj document = kind.hasStatus() ? sent.without("status") : sent;
        Json.Obj metadata = sent.object("metadata");
        for (String field : SERVERS_OWN) {
            metadata = metadata.without(field);
        }
        Draft checked = check(kind, document.with("metadata", metadata), null, options);
        Json.Obj complete = checked.resource
                .metadata()
                .with("uid", uid)
                .with("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .with("generation", 1);
        return new Draft(checked.resource.withMetadata(complete), checked.warnings);
    }

    /// A changed resource. If nothing changes, it equals `live`.
    static Draft update(Kind kind, Resource live, Json.Obj sent, Part part, Options options) {
        Json.Obj document = part == Part.STATUS && kind.hasStatus()
                ? with(live.document(), "status", sent)
                : kind.hasStatus() ? with(sent, "status", live.document()) : sent;
        Json.Obj metadata = part == Part.STATUS ? live.metadata() : ownedByServer(live, document.object("metadata"));
        Draft checked = check(kind, document.with("metadata", metadata), live.document(), options);
        Resource resource = checked.resource;
        if (!heart(kind, resource).equals(heart(kind, live))) {
            resource = resource.withMetadata(resource.metadata().with("generation", live.generation() + 1));
        }
        refuseNewFinalizers(live, resource);
        return new Draft(resource, checked.warnings);
    }

    /// Checks that a document is of the kind that its path holds.
    static void requireKind(Kind kind, Json.Obj document) {
        boolean right = kind.apiVersion().equals(document.string("apiVersion"))
                && kind.name().kind().equals(document.string("kind"));
        if (!right) {
            throw new Problem.BadRequest("the object provided is " + document.string("apiVersion", "without apiVersion")
                            + " " + document.string("kind", "without kind") + ", but this path holds "
                            + kind.apiVersion() + " " + kind.name().kind())
                    .exception();
        }
    }

    /// Metadata with the namespace of the path.
    static Json.Obj placed(Json.Obj metadata, String namespace) {
        String sent = metadata.string("namespace", "");
        if (!sent.isEmpty() && !sent.equals(namespace)) {
            throw new Problem.BadRequest("the namespace of the provided object does not match the namespace sent on"
                            + " the request")
                    .exception();
        }
        return namespace.isEmpty() ? metadata.without("namespace") : metadata.with("namespace", namespace);
    }

    /// Checks that a document that replaces another says which revision it was made from.
    static void requireRevision(Ref ref, Json.Obj document) {
        if (document.object("metadata").string("resourceVersion", "").isEmpty()) {
            throw new Problem.Invalid(
                            ref,
                            List.of(new Violation(
                                    "metadata.resourceVersion",
                                    Violation.Reason.INVALID,
                                    "Invalid value: 0: must be specified for an update")))
                    .exception();
        }
    }

    /// Checks that a document speaks of the live resource, at the revision it names if it names one.
    static void requireSame(Resource live, Json.Obj sent) {
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

    private static Json.Obj with(Json.Obj document, String field, Json.Obj from) {
        Json value = from.get(field);
        return value == null ? document.without(field) : document.with(field, value);
    }

    private static Json.Obj ownedByServer(Resource live, Json.Obj sent) {
        Json.Obj metadata = sent;
        for (String field : SERVERS_OWN) {
            metadata = with(metadata, field, live.metadata());
        }
        return metadata;
    }

    /// All that the generation counts.
    private static Json.Obj heart(Kind kind, Resource resource) {
        Json.Obj document = resource.document().without("metadata");
        return kind.hasStatus() ? document.without("status") : document;
    }

    private static void refuseNewFinalizers(Resource live, Resource resource) {
        if (live.isDeleting() && !Set.copyOf(live.finalizers()).containsAll(resource.finalizers())) {
            throw new Problem.Invalid(
                            live.ref(),
                            List.of(new Violation(
                                    "metadata.finalizers",
                                    Violation.Reason.FORBIDDEN,
                                    "Forbidden: no new finalizers can be added if the object is being deleted")))
                    .exception();
        }
    }

    private static Json.Obj asked(Json.Obj document) {
        return document.without("metadata").without("status");
    }

    /// Drops unknown fields, fills in defaults and checks everything, naming all that is wrong at once. What was wrong
    /// with `live` already, since its kind has become stricter, is no fault of a write of metadata or status.
    private static Draft check(Kind kind, Json.Obj document, Json.@Nullable Obj live, Options options) {
        Schema.Pruned pruned = kind.schema().prune(document);
        Schema.Pruned before = pruned.unknown().isEmpty() || live == null
                ? null
                : kind.schema().prune(live);
        Json.Obj complete = kind.schema().withDefaults(pruned.document());
        var violations = new ArrayList<Violation>();
        var warnings = new ArrayList<String>();
        for (String unknown : pruned.unknown()) {
            if (before != null && before.unknown().contains(unknown)) {
                continue;
            }
            String meant = kind.suggest(unknown);
            String sentence =
                    "unknown field \"" + unknown + "\"" + (meant == null ? "" : ": did you mean \"" + meant + "\"?");
            switch (options.unknownFields()) {
                case STRICT -> violations.add(new Violation(unknown, Violation.Reason.INVALID, sentence));
                case WARN -> warnings.add(sentence);
                case IGNORE -> {}
            }
        }
        violations.addAll(kind.validateMetadata(complete));
        violations.addAll(kind.schema().validate(complete));
        if (live != null && !violations.isEmpty() && asked(document).equals(asked(live))) {
            violations.removeAll(kind.schema()
                    .validate(
                            kind.schema().withDefaults(kind.schema().prune(live).document())));
        }
        if (!violations.isEmpty()) {
            throw new Problem.Invalid(new Resource(complete).ref(), violations).exception();
        }
        return new Draft(new Resource(complete), List.copyOf(warnings));
    }
}
