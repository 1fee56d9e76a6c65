package io.paviour.resource;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A resource: a document with `apiVersion`, `kind`, `metadata` and mostly `spec` and `status`.
///
/// The rules for these fields are those of the Kubernetes API conventions.
///
/// @param document the whole document, `metadata.resourceVersion` included where it was stored
public record Resource(Json.Obj document) {
    private static final Pattern REVISION = Pattern.compile("[1-9][0-9]{0,17}");

    /// Checks that the document says what it is and what it is called.
    ///
    /// @throws ProblemException with [Problem.BadRequest] if `apiVersion`, `kind` or `metadata.name` is missing
    public Resource {
        require(document.string("apiVersion"), "apiVersion");
        require(document.string("kind"), "kind");
        require(document.object("metadata").string("name"), "metadata.name");
    }

    private static void require(@Nullable String value, String field) {
        if (value == null || value.isEmpty()) {
            throw new Problem.BadRequest(field + ": Required value: every resource has one").exception();
        }
    }

    /// `group/version`, or `version` for the core group.
    public String apiVersion() {
        return Objects.requireNonNull(document.string("apiVersion"));
    }

    /// The kind with its group.
    public KindName kind() {
        return KindName.of(apiVersion(), Objects.requireNonNull(document.string("kind")));
    }

    /// Where it is found.
    public Ref ref() {
        return new Ref(kind(), namespace(), name());
    }

    /// The name, unique within kind and namespace.
    public String name() {
        return metadata().string("name", "");
    }

    /// The namespace, empty for kinds of cluster scope.
    public String namespace() {
        return metadata().string("namespace", "");
    }

    /// `metadata`.
    public Json.Obj metadata() {
        return document.object("metadata");
    }

    /// `spec`, empty where there is none.
    public Json.Obj spec() {
        return document.object("spec");
    }

    /// `status`, empty where there is none.
    public Json.Obj status() {
        return document.object("status");
    }

    /// `metadata.uid`, empty before the resource is stored.
    public String uid() {
        return metadata().string("uid", "");
    }

    /// `metadata.generation`: rises when anything outside metadata and status changes; 0 before it is stored.
    public long generation() {
        return metadata().integer("generation", 0);
    }

    /// `metadata.resourceVersion` as a number, 0 before the resource is stored.
    public long revision() {
        String version = metadata().string("resourceVersion", "");
        return REVISION.matcher(version).matches() ? Long.parseLong(version) : 0;
    }

    /// `metadata.labels`.
    public Map<String, String> labels() {
        return metadata().stringMap("labels");
    }

    /// `metadata.annotations`.
    public Map<String, String> annotations() {
        return metadata().stringMap("annotations");
    }

    /// `metadata.finalizers`: who still has to tidy up before the resource may go.
    public List<String> finalizers() {
        return metadata().strings("finalizers").toList();
    }

    /// Whether somebody asked for its deletion.
    public boolean isDeleting() {
        return metadata().get("deletionTimestamp") != null;
    }

    /// The conditions in its status.
    public List<Condition> conditions() {
        return status().objects("conditions").map(Condition::of).toList();
    }

    /// The condition of a type, or null.
    public @Nullable Condition condition(String type) {
        return conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElse(null);
    }

    /// Whether the condition of a type is `True` and speaks of this generation.
    public boolean is(String type) {
        Condition condition = condition(type);
        return condition != null
                && condition.status() == Condition.Status.TRUE
                && condition.observedGeneration() >= generation();
    }

    /// The owner that controls this resource, or null.
    public @Nullable Ref controller() {
        return metadata()
                .objects("ownerReferences")
                .filter(owner -> owner.bool("controller", false))
                .map(owner -> new Ref(
                        KindName.of(owner.string("apiVersion", ""), owner.string("kind", "")),
                        namespace(),
                        owner.string("name", "")))
                .findFirst()
                .orElse(null);
    }

    /// The reference that a child keeps to this resource as its controller.
    public Json.Obj ownerReference() {
        return Json.object(
                "apiVersion", apiVersion(),
                "kind", kind().kind(),
                "name", name(),
                "uid", uid(),
                "controller", true,
                "blockOwnerDeletion", true);
    }

    /// This resource with one top-level field set.
    public Resource with(String field, Json value) {
        return new Resource(document.with(field, value));
    }

    /// This resource with other metadata.
    public Resource withMetadata(Json.Obj metadata) {
        return with("metadata", metadata);
    }

    /// This resource with another status.
    public Resource withStatus(Json.Obj status) {
        return with("status", status);
    }

    /// This resource at a revision.
    public Resource withRevision(long revision) {
        return withMetadata(metadata().with("resourceVersion", Long.toString(revision)));
    }
}
