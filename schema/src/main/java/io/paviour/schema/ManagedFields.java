package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who wrote which fields of a resource (`metadata.managedFields`), and what follows from it when somebody
/// writes (Kubernetes documentation, "Server-Side Apply").
///
/// Nobody owns `apiVersion`, `kind` and those fields of metadata that name a resource or that the server
/// sets. A write to the resource itself says nothing about `status` where the kind has that subresource,
/// and a write to `/status` says nothing about anything else.
public final class ManagedFields {
    private ManagedFields() {}

    /// Who writes.
    ///
    /// @param name the field manager; `unknown` stands for an empty one
    /// @param apiVersion that of the request
    /// @param subresource the path that is written to: empty for the resource itself, or `status`
    public record Manager(String name, String apiVersion, String subresource) {
        /// All are needed.
        public Manager {
            Objects.requireNonNull(name);
            Objects.requireNonNull(apiVersion);
            Objects.requireNonNull(subresource);
        }
    }

    /// The document as an ordinary write (create, replace, patch) leaves it, with `managedFields` brought
    /// up to date: the writer owns what it set, and nobody owns what it took away. A write that changes
    /// nothing changes no time.
    ///
    /// Through the resource itself a client may write `managedFields`, which replaces them: what a patched
    /// document carries over from `before` is no such wish, and neither is to leave them out. An empty
    /// list, or one with one empty object, forgets all owners; then nobody is booked before the next
    /// [#apply].
    ///
    /// @param before the stored document, or null for a create
    /// @param after the document to be stored: complete, valid, and the same as `before` wherever this
    ///     write has no say
    /// @throws ProblemException with [Problem.Invalid] that lists what is wrong with `managedFields` of a
    ///     client
    public static Json.Obj afterUpdate(
            Kind kind, Json.@Nullable Obj before, Json.Obj after, Manager manager, Instant now) {
        Entries entries = entries(kind, before, after, manager);
        if (entries.isEmpty() && before != null) {
            return with(after, null);
        }
        Portion scope = Portion.of(kind, manager.subresource());
        Comparison comparison = Comparison.of(scope, before == null ? Json.Obj.EMPTY : before, after);
        if (!comparison.isEmpty()) {
            Entry mine = Entry.updated(manager, comparison.changed(), now);
            FieldSet touched = comparison.touched();
            entries.change(fields -> Owned.today(scope.root(), fields).without(touched));
            entries.add(mine);
            entries.limit();
        }
        return with(after, entries.json());
    }

    /// The document after somebody applied a configuration (server-side apply): what the configuration says
    /// is set and owned by the applier; what the applier owned before and no longer says goes, unless
    /// somebody else owns it; all else stays. Defaults are filled in, but belong to nobody.
    ///
    /// If nothing changes, the answer is `live` itself, times included.
    ///
    /// @param live the stored document, or null where there is none
    /// @param configuration what is applied, without fields that the schema does not know
    /// @param force whether to take fields from other managers instead of reporting a conflict
    /// @throws ProblemException with [Problem.ApplyConflict] if others own fields that would change;
    ///     [Problem.BadRequest] if the configuration is of another kind or version, or carries
    ///     `managedFields`; [Problem.Invalid] if items of its lists cannot be told apart
    public static Json.Obj apply(
            Kind kind, Json.@Nullable Obj live, Json.Obj configuration, Manager manager, boolean force, Instant now) {
        new Configuration(kind, configuration).check(manager);
        return new Application(kind, live, configuration, manager, now).result(force);
    }

    /// A document with other `managedFields`, or with none.
    static Json.Obj with(Json.Obj document, @Nullable Json managedFields) {
        Json.Obj metadata = document.object("metadata");
        Json.Obj changed = managedFields == null
                ? metadata.without("managedFields")
                : metadata.with("managedFields", managedFields);
        return document.with("metadata", changed);
    }

    private static Entries entries(Kind kind, Json.@Nullable Obj before, Json.Obj after, Manager manager) {
        Json sent = after.object("metadata").get("managedFields");
        Json stored = before == null ? null : before.object("metadata").get("managedFields");
        if (!manager.subresource().isEmpty() || sent == null || sent instanceof Json.Null || sent.equals(stored)) {
            return Entries.of(before);
        }
        if (SentEntries.isReset(sent)) {
            return Entries.of((Json.Obj) null);
        }
        var reader = new SentEntries(sent);
        if (!reader.violations().isEmpty()) {
            throw new Problem.Invalid(ref(kind, after), reader.violations()).exception();
        }
        return Entries.of(reader.entries());
    }

    static Ref ref(Kind kind, Json.Obj document) {
        Json.Obj metadata = document.object("metadata");
        return new Ref(kind.name(), metadata.string("namespace", ""), metadata.string("name", ""));
    }
}
