package io.paviour.dist;

import io.paviour.resource.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a client asks of one thing.
sealed interface Ask {
    /// Whose thing.
    String name();

    /// Asks, and says what was answered.
    ///
    /// @param things the path of all things
    Wire.Answer of(Wire wire, String things) throws IOException, InterruptedException;

    /// Reads the newest.
    record Read(String name) implements Ask {
        @Override
        public Wire.Answer of(Wire wire, String things) throws IOException, InterruptedException {
            return wire.get(things + "/" + name);
        }
    }

    /// Creates one.
    record Create(String name, String manager, Map<String, String> fields) implements Ask {
        @Override
        public Wire.Answer of(Wire wire, String things) throws IOException, InterruptedException {
            String path = things + "?fieldManager=" + manager;
            return wire.send(
                    "POST", path, "application/json", document(name, fields).toString());
        }
    }

    /// Replaces the spec if nobody wrote the thing since `revision`.
    record Replace(String name, String manager, long revision, Map<String, String> fields) implements Ask {
        @Override
        public Wire.Answer of(Wire wire, String things) throws IOException, InterruptedException {
            Json.Obj document = document(name, fields);
            Json.Obj metadata = document.object("metadata").with("resourceVersion", Long.toString(revision));
            String path = things + "/" + name + "?fieldManager=" + manager;
            return wire.send(
                    "PUT",
                    path,
                    "application/json",
                    document.with("metadata", metadata).toString());
        }
    }

    /// Changes some fields of `spec`, or of `status` through its subresource; an empty text takes a
    /// field away.
    ///
    /// @param revision only if nobody wrote the thing since, or 0
    record Merge(String name, String manager, long revision, String part, Map<String, String> changes) implements Ask {
        @Override
        public Wire.Answer of(Wire wire, String things) throws IOException, InterruptedException {
            var fields = new LinkedHashMap<String, Json>();
            changes.forEach((field, value) -> fields.put(field, value.isEmpty() ? Json.NULL : new Json.Str(value)));
            Json.Obj patch = Json.object(part, new Json.Obj(fields));
            if (revision != 0) {
                patch = patch.with("metadata", Json.object("resourceVersion", Long.toString(revision)));
            }
            String path = things + "/" + name + (part.equals("status") ? "/status" : "") + "?fieldManager=" + manager;
            return wire.send("PATCH", path, "application/merge-patch+json", patch.toString());
        }
    }

    /// Applies a configuration.
    record Apply(String name, String manager, Map<String, String> fields, boolean force) implements Ask {
        @Override
        public Wire.Answer of(Wire wire, String things) throws IOException, InterruptedException {
            String path = things + "/" + name + "?fieldManager=" + manager + "&force=" + force;
            return wire.send(
                    "PATCH",
                    path,
                    "application/apply-patch+yaml",
                    document(name, fields).toString());
        }
    }

    /// Deletes one.
    ///
    /// @param uid only this incarnation, or empty
    /// @param revision only if nobody wrote the thing since, or 0
    record Delete(String name, String uid, long revision) implements Ask {
        @Override
        public Wire.Answer of(Wire wire, String things) throws IOException, InterruptedException {
            Json.Obj preconditions = Json.object(
                    "uid", uid.isEmpty() ? null : uid,
                    "resourceVersion", revision == 0 ? null : Long.toString(revision));
            Json.Obj options = Json.object("preconditions", preconditions, "propagationPolicy", "Background");
            return wire.send("DELETE", things + "/" + name, "application/json", options.toString());
        }
    }

    private static Json.Obj document(String name, Map<String, String> fields) {
        return Json.object(
                "apiVersion",
                "histories.example.com/v1",
                "kind",
                "Thing",
                "metadata",
                Json.object("name", name),
                "spec",
                Json.of(fields));
    }
}
