package io.paviour.access;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import io.paviour.resource.YamlText;
import java.util.List;

/// Roles and bindings in YAML, without the `apiVersion` that they all have.
final class Manifests {
    private Manifests() {}

    static List<Resource> of(String yaml) {
        return YamlText.parseAll(yaml).stream()
                .map(document -> new Resource(((Json.Obj) document).with("apiVersion", Roles.GROUP + "/v1")))
                .toList();
    }

    static Resource one(String yaml) {
        return of(yaml).getFirst();
    }
}
