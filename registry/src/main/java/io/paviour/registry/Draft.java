package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Kind;
import io.paviour.schema.ManagedFields;
import io.paviour.schema.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
            "deletionGracePeriodSeconds");

    private static final List<String> COLLECTIONS = List.of("labels", "annotations", "finalizers", "ownerReferences");

    private static final Json NOTHING = Json.array();

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
        Json.Obj metadata = part == Part.STATUS
                ? with(live.metadata(), "managedFields", sent.object("metadata"))
                : ownedByServer(live, document.object("metadata"));
        Draft checked = check(kind, document.with("metadata", metadata), live.document(), options);
        Resource resource = checked.resource;
        if (!heart(kind, resource).equals(heart(kind, live))) {
            resource = resource.withMetadata(resource.metadata().with("generation", live.generation() + 1));
        }
        refuseNewFinalizers(live, resource);
        return new Draft(resource, checked.warnings);
    }

    /// This draft with its fields booked on whoever wrote them.
    Draft booked(Kind kind, @Nullable Resource live, ManagedFields.Manager manager, Instant now) {
        Json.Obj before = live == null ? null : live.document();
        return new Draft(
                new Resource(ManagedFields.afterUpdate(kind, before, resource.document(), manager, now)), warnings);
    }

    /// This draft with further warnings before its own.
    Draft warned(List<String> earlier) {
        return new Draft(
                resource, Stream.concat(earlier.stream(), warnings.stream()).toList());
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

    /// A configuration without the fields that the schema does not know.
    ///
    /// @param warnings sentences for the writer
    record Known(Json.Obj document, List<String> warnings) {}

    /// A configuration as it may be merged: what is unknown in it would be lost without a word afterwards.
    static Known known(Kind kind, Json.Obj configuration, Options options) {
        Schema.Pruned pruned = kind.schema().prune(configuration);
        var violations = new ArrayList<Violation>();
        var warnings = new ArrayList<String>();
        unknown(kind, pruned.unknown(), options, violations, warnings);
        if (!violations.isEmpty()) {
            Json.Obj complete = kind.schema().withDefaults(pruned.document());
            violations.addAll(kind.validateMetadata(complete));
            violations.addAll(kind.schema().validate(complete));
            throw new Problem.Invalid(new Resource(complete).ref(), violations).exception();
        }
        return new Known(pruned.document(), List.copyOf(warnings));
    }

    private static void unknown(
            Kind kind, List<String> fields, Options options, List<Violation> violations, List<String> warnings) {
        for (String unknown : fields) {
            String meant = kind.suggest(unknown);
            String sentence =
                    "unknown field \"" + unknown + "\"" + (meant == null ? "" : ": did you mean \"" + meant + "\"?");
            switch (options.unknownFields()) {
                case STRICT -> violations.add(new Violation(unknown, Violation.Reason.INVALID, sentence));
                case WARN -> warnings.add(sentence);
                case IGNORE -> {}
            }
        }
    }

    /// Without the empty lists and maps of metadata, which say nothing and would be left over from the last label.
    private static Json.Obj tidied(Json.Obj document) {
        Json.Obj metadata = document.object("metadata");
        Json.Obj tidy = metadata;
        for (String field : COLLECTIONS) {
            Json value = tidy.get(field);
            if (Json.Obj.EMPTY.equals(value) || NOTHING.equals(value)) {
                tidy = tidy.without(field);
            }
        }
        return tidy.equals(metadata) ? document : document.with("metadata", tidy);
    }

    /// Drops unknown fields, fills in defaults and checks everything, naming all that is wrong at once. What was wrong
    /// with `live` already, since its kind has become stricter, is no fault of a write of metadata or status.
    private static Draft check(Kind kind, Json.Obj document, Json.@Nullable Obj live, Options options) {
        Schema.Pruned pruned = kind.schema().prune(document);
        List<String> lost = pruned.unknown().isEmpty() || live == null
                ? List.of()
                : kind.schema().prune(live).unknown();
        Json.Obj complete = tidied(kind.schema().withDefaults(pruned.document()));
        var violations = new ArrayList<Violation>();
        var warnings = new ArrayList<String>();
        List<String> fresh =
                pruned.unknown().stream().filter(field -> !lost.contains(field)).toList();
        unknown(kind, fresh, options, violations, warnings);
        violations.addAll(kind.validateMetadata(complete));
        violations.addAll(kind.schema().validate(complete, live));
        if (live != null && !violations.isEmpty() && asked(document).equals(asked(live))) {
            Json.Obj before =
                    kind.schema().withDefaults(kind.schema().prune(live).document());
            violations.removeAll(kind.schema().validate(before));
        }
        if (!violations.isEmpty()) {
            throw new Problem.Invalid(new Resource(complete).ref(), violations).exception();
        }
        return new Draft(new Resource(complete), List.copyOf(warnings));
    }
}
