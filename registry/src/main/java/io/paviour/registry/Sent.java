package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Kind;
import java.util.List;

/// What has to hold of a document that somebody sent before anything is made of it.
///
/// Each method throws a [io.paviour.resource.ProblemException] if it does not.
final class Sent {
    private Sent() {}

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
    static void requireSame(Kind kind, Resource live, Json.Obj sent) {
        requireKind(kind, sent);
        Json.Obj metadata = placed(sent.object("metadata"), live.namespace());
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

    /// Checks that a configuration that is to create a resource does not speak of one that was there.
    static void requireNew(Ref ref, Json.Obj sent) {
        Json.Obj metadata = sent.object("metadata");
        if (!metadata.string("uid", "").isEmpty()
                || !metadata.string("resourceVersion", "").isEmpty()) {
            throw new Problem.Conflict(ref, "the resource that metadata.uid or metadata.resourceVersion names is gone")
                    .exception();
        }
    }
}
