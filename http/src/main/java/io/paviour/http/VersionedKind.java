package io.paviour.http;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.schema.Kind;
import java.util.Arrays;

/// A kind in one of its versions, as discovery and OpenAPI documents name it.
record VersionedKind(KindName name, String version) {
    static VersionedKind of(Kind kind) {
        return new VersionedKind(kind.name(), kind.version());
    }

    /// `group/version`, or `version` for the core group.
    String groupVersion() {
        return name.group().isEmpty() ? version : name.group() + "/" + version;
    }

    /// What all its paths begin with, without the slash before: `apis/group/version`, or `api/version`.
    String prefix() {
        return (name.group().isEmpty() ? "api/" : "apis/") + groupVersion();
    }

    /// `com.example.platform.v1.Environment`.
    String schemaName() {
        String group = name.group().isEmpty() ? "core" : name.group();
        String reversed = Arrays.stream(group.split("\\."))
                .reduce((before, next) -> next + "." + before)
                .orElse(group);
        return reversed + "." + version + "." + name.kind();
    }

    /// The kind of a list of these.
    VersionedKind list() {
        return new VersionedKind(new KindName(name.group(), name.kind() + "List"), version);
    }

    Json.Obj json() {
        return Json.object("group", name.group(), "version", version, "kind", name.kind());
    }
}
