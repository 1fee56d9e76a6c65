package io.paviour.registry;

import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.schema.Kind;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A write that is to be decided on.
///
/// @param kind in the version that is spoken
/// @param subresource such as `status`, or empty
/// @param live what is there, in that version; null for a create
/// @param wanted what is to be there; null for a deletion
record Proposal(
        Subject subject,
        Kind kind,
        String subresource,
        @Nullable Resource live,
        @Nullable Resource wanted,
        boolean dryRun) {
    Proposal {
        if (live == null && wanted == null) {
            throw new IllegalArgumentException("nothing is proposed");
        }
    }

    /// As policies call it.
    String operation() {
        if (live == null) {
            return "CREATE";
        }
        return wanted == null ? "DELETE" : "UPDATE";
    }

    /// What is to be there, or what is to go.
    Resource resource() {
        return Objects.requireNonNull(wanted == null ? live : wanted);
    }

    Ref ref() {
        return resource().ref();
    }

    /// What expressions see as `request` (`AdmissionRequest` of `admission.k8s.io/v1`).
    Json.Obj request() {
        Json.Obj version = Json.object("group", kind.name().group(), "version", kind.version());
        Json.Obj named = version.with("kind", kind.name().kind());
        Json.Obj resource = version.with("resource", kind.plural());
        return Json.object(
                "kind", named,
                "resource", resource,
                "subResource", subresource,
                "requestKind", named,
                "requestResource", resource,
                "requestSubResource", subresource,
                "name", ref().name(),
                "namespace", ref().namespace(),
                "operation", operation(),
                "userInfo",
                        Json.object(
                                "username", subject.name(),
                                "groups", List.copyOf(new TreeSet<>(subject.groups()))),
                "dryRun", dryRun);
    }

    /// Whether the write changes what somebody asked for, as against what is noted beside it.
    boolean changesRequest() {
        return live == null || wanted == null || !asked(live).equals(asked(wanted));
    }

    private static Json.Obj asked(Resource resource) {
        return resource.document().without("metadata").without("status");
    }
}
