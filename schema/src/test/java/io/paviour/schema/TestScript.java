package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.YamlText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One resource that several managers write, step by step and a minute apart; around [ManagedFields] it
/// does what a server does. A step is `apply` (with `force`), `put`, or `patch` (a merge patch), `by` a
/// manager, `at` a subresource, in a `version`; or `store`, which asks nobody.
final class TestScript {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private static final Json.Obj SPEC = schema("""
            type: object
            properties:
              owner: {type: string}
              replicas: {type: integer}
              size: {type: string, default: small}
              note: {type: string, nullable: true}
              port: {x-kubernetes-int-or-string: true}
              services:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items:
                  type: object
                  required: [name]
                  properties:
                    name: {type: string}
                    image: {type: string}
                    replicas: {type: integer, default: 1}
                    ports:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [port, protocol]
                      items:
                        type: object
                        required: [port]
                        properties:
                          port: {type: integer}
                          protocol: {type: string, default: TCP}
                          host: {type: integer}
              tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              args: {type: array, items: {type: string}}
              steps:
                type: array
                items: {type: object, properties: {run: {type: string}, tries: {type: integer, default: 3}}}
              env: {type: object, additionalProperties: {type: string}}
              limits: {type: object, x-kubernetes-map-type: atomic, properties: {cpu: {type: string}, memory: {type: string}}}
              group: {type: object, properties: {a: {type: string}, b: {type: string}}}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """);

    private static final Json.Obj STATUS = schema("""
            type: object
            properties:
              phase: {type: string}
              conditions:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [type]
                items: {type: object, required: [type], properties: {type: {type: string}, status: {type: string}}}
            """);

    private final Kind kind;
    private Json.@Nullable Obj live;
    private int steps;
    private int writes;

    /// @param input the `schema` of the spec, or `root` for the whole resource; without both the usual one
    TestScript(Json.Obj input) {
        this.kind = kind(input);
    }

    private static Json.Obj schema(String yaml) {
        return (Json.Obj) YamlText.parseAll(yaml).getFirst();
    }

    static Kind kind(Json.Obj input) {
        Json.Obj spec = input.get("schema") instanceof Json.Obj given ? given : SPEC;
        Json.Obj root = input.get("root") instanceof Json.Obj given
                ? given
                : Json.object("type", "object", "properties", Json.object("spec", spec, "status", STATUS));
        return Kind.parse(Json.object(
                "apiVersion",
                "apiextensions.k8s.io/v1",
                "kind",
                "CustomResourceDefinition",
                "metadata",
                Json.object("name", "things.example.com"),
                "spec",
                Json.object(
                        "group",
                        "example.com",
                        "names",
                        Json.object("plural", "things", "kind", "Thing"),
                        "scope",
                        "Namespaced",
                        "versions",
                        List.of(Json.object(
                                "name",
                                "v1",
                                "served",
                                true,
                                "storage",
                                true,
                                "schema",
                                Json.object("openAPIV3Schema", root),
                                "subresources",
                                input.bool("hasStatus", true) ? Json.object("status", Json.Obj.EMPTY) : null)))));
    }

    /// Runs the steps.
    ///
    /// @return what the resource says, who owns what, and how many steps wrote something
    String run(List<Json> script) {
        for (Json step : script) {
            step((Json.Obj) step);
        }
        Json.Obj document = live();
        Json.Obj metadata = document.object("metadata");
        var owners = new ArrayList<String>();
        for (Json item : metadata.array("managedFields")) {
            owners.add(line(new Entry((Json.Obj) item)));
        }
        for (String field : ObjectMeta.NOBODYS) {
            metadata = metadata.without(field);
        }
        Json.Obj shown = document.without("apiVersion").without("kind").without("metadata");
        if (!metadata.isEmpty()) {
            shown = shown.with("metadata", metadata);
        }
        return JsonText.write(Json.object("is", shown, "owners", owners, "writes", writes));
    }

    Json.Obj live() {
        return Objects.requireNonNull(live);
    }

    Kind kind() {
        return kind;
    }

    private static String line(Entry entry) {
        String version = entry.apiVersion().equals("example.com/v1") ? "" : " " + entry.apiVersion();
        String time = entry.time().isEmpty() ? "never" : entry.time().substring(11, 16);
        return entry.json().string("operation", "?") + " " + entry.manager()
                + (entry.subresource().isEmpty() ? "" : "/" + entry.subresource()) + version + " " + time + ": "
                + String.join(" ", entry.fields().shown());
    }

    private void step(Json.Obj step) {
        Instant now = START.plus(Duration.ofMinutes(steps++));
        var manager = new ManagedFields.Manager(
                step.string("by", "alice"), "example.com/" + step.string("version", "v1"), step.string("at", ""));
        Json.Obj before = live;
        if (step.get("store") instanceof Json.Obj document) {
            live = named(document, manager.apiVersion());
        } else if (step.get("apply") instanceof Json.Obj configuration) {
            Json.Obj document = named(configuration, manager.apiVersion());
            live = ManagedFields.apply(kind, before, document, manager, step.bool("force", false), now);
        } else {
            live = ManagedFields.afterUpdate(kind, before, written(step, manager), manager, now);
        }
        live = withServers(live);
        writes += live.equals(before) ? 0 : 1;
    }

    private Json.Obj written(Json.Obj step, ManagedFields.Manager manager) {
        Json.Obj document = step.get("put") instanceof Json.Obj put
                ? named(put, "example.com/v1")
                : (Json.Obj) MergePatch.apply(live(), step.get("patch"));
        boolean isStatus = manager.subresource().equals("status");
        Json.Obj known = live == null ? Json.Obj.EMPTY : live;
        if (isStatus) {
            document = set(known, "status", document);
        } else if (kind.hasStatus()) {
            document = set(document, "status", known);
        }
        return kind.schema().withDefaults(kind.schema().prune(document).document());
    }

    private static Json.Obj set(Json.Obj document, String field, Json.Obj from) {
        Json value = from.get(field);
        return value == null ? document.without(field) : document.with(field, value);
    }

    private static Json.Obj named(Json.Obj document, String apiVersion) {
        Json.Obj metadata =
                document.object("metadata").with("namespace", "shop").with("name", "x");
        Json.Obj typed =
                document.get("kind") == null ? Json.object("apiVersion", apiVersion, "kind", "Thing") : Json.Obj.EMPTY;
        for (var field : document.fields().entrySet()) {
            typed = typed.with(field.getKey(), field.getValue());
        }
        return typed.with("metadata", metadata);
    }

    private Json.Obj withServers(Json.Obj document) {
        Json.Obj metadata = document.object("metadata")
                .with("uid", "3f1c")
                .with("creationTimestamp", START.toString())
                .with("generation", 1);
        return document.with("metadata", metadata);
    }
}
