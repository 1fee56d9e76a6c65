package io.paviour.resource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Something that went wrong and that its reader can act on. It has a sentence, never a stack, SQL or a secret.
///
/// Only the `http` room turns a problem into a status code, by one exhaustive switch.
public sealed interface Problem {
    /// One sentence that says what is wrong and, where possible, what would be right.
    String message();

    /// Wraps this problem for throwing.
    default ProblemException exception() {
        return new ProblemException(this);
    }

    /// The request itself makes no sense.
    record BadRequest(String message) implements Problem {}

    /// Nobody is signed in, or the token is unknown, expired or revoked.
    record Unauthorized(String message) implements Problem {}

    /// The subject may not do this.
    record Forbidden(String message) implements Problem {}

    /// Nothing new may come into a namespace that is being deleted.
    record Terminating(Ref ref) implements Problem {
        @Override
        public String message() {
            return "unable to create new content in namespace " + ref.namespace() + " because it is being terminated";
        }
    }

    /// There is no such resource.
    record NotFound(Ref ref) implements Problem {
        @Override
        public String message() {
            return ref + " not found";
        }
    }

    /// There is nothing under this path or of this kind.
    record NoSuchPath(String message) implements Problem {}

    /// A resource of that name is there already.
    record AlreadyExists(Ref ref) implements Problem {
        @Override
        public String message() {
            return ref + " already exists";
        }
    }

    /// Somebody else wrote the resource since the caller looked: read again and retry.
    record Conflict(Ref ref, String message) implements Problem {
        /// The usual sentence.
        public static Conflict modified(Ref ref) {
            return new Conflict(
                    ref, "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    /// Others own fields that an apply would change: apply without them, take over what is there, or force.
    record ApplyConflict(Ref ref, List<FieldConflict> conflicts) implements Problem {
        /// Copies `conflicts`.
        public ApplyConflict {
            conflicts = List.copyOf(conflicts);
        }

        /// In the words of the Kubernetes API server, grouped by manager.
        @Override
        public String message() {
            if (conflicts.size() == 1) {
                FieldConflict conflict = conflicts.getFirst();
                return "Apply failed with 1 conflict: " + conflict.message() + ": " + conflict.field();
            }
            var lines = new ArrayList<String>();
            var byManager = new TreeMap<String, List<String>>();
            for (FieldConflict conflict : conflicts) {
                byManager
                        .computeIfAbsent(conflict.manager(), _ -> new ArrayList<>())
                        .add("- " + conflict.field());
            }
            byManager.forEach((manager, fields) -> {
                lines.add("conflicts with " + manager + ":");
                lines.addAll(fields);
            });
            return "Apply failed with " + conflicts.size() + " conflicts: " + String.join("\n", lines);
        }
    }

    /// A field that an applier wants to change and somebody else owns.
    ///
    /// @param manager who owns it, as it is shown: `"alice"`, or `"bob" using v1 at 2026-11-22T10:00:00Z`
    /// @param field the path, such as `.spec.services[name="api"].replicas`
    record FieldConflict(String manager, String field) {
        /// The sentence about this field alone.
        public String message() {
            return "conflict with " + manager;
        }
    }

    /// The document breaks rules: all of them, not the first.
    record Invalid(Ref ref, List<Violation> violations) implements Problem {
        /// Copies `violations`.
        public Invalid {
            violations = List.copyOf(violations);
        }

        @Override
        public String message() {
            var sentences = violations.stream().map(Violation::toString).toList();
            return ref + " is invalid: "
                    + (sentences.size() == 1 ? sentences.getFirst() : "[" + String.join(", ", sentences) + "]");
        }
    }

    /// The request makes sense, but not to what is there: a patch whose test fails, or that removes what is missing.
    record Unfit(String message) implements Problem {}

    /// The revision asked for is no longer kept: list again.
    ///
    /// @param continuation what to ask with to go on all the same, in another state of things, or null
    record Expired(String message, @Nullable String continuation) implements Problem {}

    /// The revision asked for is one of the future, or of another database.
    record TooNew(long wanted, long current) implements Problem {
        @Override
        public String message() {
            return "Too large resource version: " + wanted + ", current: " + current;
        }
    }

    /// The document is too large.
    record TooLarge(long bytes, long bytesMax) implements Problem {
        @Override
        public String message() {
            return "the document has " + bytes + " bytes; at most " + bytesMax + " are allowed";
        }
    }

    /// Too much at once: try again after a while.
    record TooMany(String message, Duration retryAfter) implements Problem {}

    /// Something that is needed is away just now: try again after a while.
    record Unavailable(String message, Duration retryAfter) implements Problem {}

    /// The path does not have this verb.
    record NotAllowed(String message) implements Problem {}

    /// The body is in a format that is not understood here.
    record UnsupportedMedia(String message) implements Problem {}
}
