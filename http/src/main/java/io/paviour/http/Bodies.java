package io.paviour.http;

import io.paviour.registry.Deletion;
import io.paviour.registry.Options;
import io.paviour.registry.Patch;
import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.KindName;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Violation;
import io.paviour.resource.YamlText;
import io.paviour.schema.JsonPatch;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a client sends, as far as it is no path.
///
/// @param bytesMax the size of the largest body
record Bodies(int bytesMax) {
    static final String MERGE = "application/merge-patch+json";
    static final String OPERATIONS = "application/json-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    /// The patches that our own kinds take.
    static final List<String> PATCH_TYPES = List.of(OPERATIONS, MERGE, APPLY);

    private static final Ref PATCH_OPTIONS = new Ref(new KindName("meta.k8s.io", "PatchOptions"), "", "");

    /// The groups whose kinds are compiled into clients, which then send strategic merge patches whatever we say.
    private static final Set<String> BUILT_IN = Set.of("", "rbac.authorization.k8s.io");

    private static final int FIELD_MANAGER_LENGTH_MAX = 128;

    /// The document in the body: JSON, YAML, or one of the few messages that [Protobuf] knows.
    Json.Obj document(Call call) throws IOException {
        byte[] bytes = call.bytes(bytesMax);
        return switch (call.mediaType()) {
            case "", "application/json" -> JsonText.parseObject(bytes);
            case "application/yaml", "application/x-yaml", "text/yaml" -> yaml(bytes);
            case Protobuf.MEDIA_TYPE -> Protobuf.decode(bytes);
            default -> throw unknownFormat(List.of("application/json", "application/yaml", Protobuf.MEDIA_TYPE));
        };
    }

    /// The `Scale` in the body.
    Json.Obj scale(Call call) throws IOException {
        Json.Obj document = document(call);
        expect("API version", document.string("apiVersion", "autoscaling/v1"), "autoscaling/v1");
        expect("kind", document.string("kind", "Scale"), "Scale");
        return document;
    }

    /// The document in the body, of the kind that the path names.
    Json.Obj document(Call call, Kind kind) throws IOException {
        return ofKind(document(call), kind);
    }

    /// What is applied: YAML, which clients mostly write as JSON.
    private Json.Obj configuration(Call call) throws IOException {
        byte[] bytes = call.bytes(bytesMax);
        if (bytes.length > 0 && bytes[0] == '{') {
            try {
                return JsonText.parseObject(bytes);
            } catch (ProblemException notJson) {
                // It may be a mapping of YAML in braces.
                return yaml(bytes);
            }
        }
        return yaml(bytes);
    }

    private static Json.Obj ofKind(Json.Obj document, Kind kind) {
        String apiVersion = kind.apiVersion();
        expect("API version", document.string("apiVersion", apiVersion), apiVersion);
        expect("kind", document.string("kind", kind.name().kind()), kind.name().kind());
        return document.with("apiVersion", apiVersion).with("kind", kind.name().kind());
    }

    private static void expect(String what, String found, String expected) {
        if (!found.equals(expected)) {
            throw new Problem.BadRequest("the " + what + " in the data (" + found + ") does not match the expected "
                            + what + " (" + expected + ")")
                    .exception();
        }
    }

    private static Json.Obj yaml(byte[] bytes) {
        List<Json> documents = YamlText.parseAll(new String(bytes, StandardCharsets.UTF_8));
        if (documents.size() == 1 && documents.getFirst() instanceof Json.Obj object) {
            return object;
        }
        throw new Problem.BadRequest("the body must be one YAML document with a mapping").exception();
    }

    /// The patch in the body.
    ///
    /// @param live reads what is to be patched, where that matters
    Patch patch(Call call, Kind kind, Supplier<Json.Obj> live) throws IOException {
        String type = call.mediaType();
        if (!type.equals(APPLY) && call.parameters().flag("force")) {
            throw patchOptions(
                    "force", Violation.Reason.FORBIDDEN, "Forbidden: may not be specified for non-apply patch");
        }
        boolean isBuiltIn = BUILT_IN.contains(kind.name().group());
        return switch (type) {
            case MERGE -> new Patch.Merge(JsonText.parseObject(call.bytes(bytesMax)));
            case OPERATIONS -> new Patch.Operations(JsonPatch.parse(JsonText.parse(call.bytes(bytesMax))));
            case STRATEGIC -> {
                if (!isBuiltIn) {
                    throw unknownFormat(PATCH_TYPES);
                }
                yield new Patch.Merge(Strategic.asMerge(JsonText.parseObject(call.bytes(bytesMax)), live));
            }
            case APPLY -> {
                if (call.parameters().text("fieldManager").isEmpty()) {
                    throw patchOptions(
                            "fieldManager", Violation.Reason.REQUIRED, "Required value: is required for apply patch");
                }
                yield new Patch.Apply(
                        ofKind(configuration(call), kind), call.parameters().flag("force"));
            }
            default -> throw unknownFormat(PATCH_TYPES);
        };
    }

    private static RuntimeException patchOptions(String field, Violation.Reason reason, String message) {
        return new Problem.Invalid(PATCH_OPTIONS, List.of(new Violation(field, reason, message))).exception();
    }

    private static RuntimeException unknownFormat(List<String> accepted) {
        return new Problem.UnsupportedMedia(
                        "the body of the request was in an unknown format - accepted media types include: "
                                + String.join(", ", accepted))
                .exception();
    }

    /// How to write, from the query.
    static Options options(Call call) {
        Parameters parameters = call.parameters();
        String manager = parameters.text("fieldManager");
        if (manager.isEmpty()) {
            manager = call.header("user-agent");
            int slash = manager.indexOf('/');
            manager = slash < 0 ? manager : manager.substring(0, slash);
            manager = manager.isBlank() ? "unknown" : manager;
        }
        if (manager.length() > FIELD_MANAGER_LENGTH_MAX) {
            throw new Problem.BadRequest(
                            "fieldManager: Too long: may not be more than " + FIELD_MANAGER_LENGTH_MAX + " characters")
                    .exception();
        }
        return new Options(isDryRun(parameters.all("dryRun")), unknownFields(parameters), manager);
    }

    private static Options.Unknown unknownFields(Parameters parameters) {
        String validation = parameters.text("fieldValidation");
        return switch (validation) {
            case "Strict" -> Options.Unknown.STRICT;
            case "", "Warn" -> Options.Unknown.WARN;
            case "Ignore" -> Options.Unknown.IGNORE;
            default ->
                throw new Problem.BadRequest("fieldValidation: Unsupported value: \"" + validation
                                + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"")
                        .exception();
        };
    }

    private static boolean isDryRun(List<String> values) {
        for (String value : values) {
            if (!value.equals("All")) {
                throw new Problem.BadRequest("dryRun: Unsupported value: \"" + value + "\": supported values: \"All\"")
                        .exception();
            }
        }
        return !values.isEmpty();
    }

    /// How to delete, from the query and the `DeleteOptions` in the body.
    Deletion deletion(Call call) throws IOException {
        byte[] bytes = call.bytes(bytesMax);
        Json.Obj options = bytes.length == 0 ? Json.Obj.EMPTY : deleteOptions(call, bytes);
        var dryRun = new ArrayList<>(call.parameters().all("dryRun"));
        options.strings("dryRun").forEach(dryRun::add);
        Json.Obj preconditions = options.object("preconditions");
        String revision = preconditions.string("resourceVersion", "");
        if (!revision.isEmpty() && !revision.matches("[1-9][0-9]{0,17}")) {
            throw new Problem.BadRequest(
                            "preconditions.resourceVersion: Invalid value: \"" + revision + "\": must be a number")
                    .exception();
        }
        return new Deletion(
                isDryRun(dryRun),
                preconditions.string("uid"),
                revision.isEmpty() ? 0 : Long.parseLong(revision),
                propagation(call.parameters(), options));
    }

    private static Deletion.@Nullable Propagation propagation(Parameters parameters, Json.Obj options) {
        String policy = options.string("propagationPolicy", parameters.text("propagationPolicy"));
        boolean orphans = options.bool("orphanDependents", parameters.flag("orphanDependents"));
        return switch (policy) {
            case "" -> orphans ? Deletion.Propagation.ORPHAN : null;
            case "Background" -> Deletion.Propagation.BACKGROUND;
            case "Foreground" -> Deletion.Propagation.FOREGROUND;
            case "Orphan" -> Deletion.Propagation.ORPHAN;
            default ->
                throw new Problem.BadRequest("propagationPolicy: Unsupported value: \"" + policy
                                + "\": supported values: \"Background\", \"Foreground\", \"Orphan\"")
                        .exception();
        };
    }

    private static Json.Obj deleteOptions(Call call, byte[] bytes) {
        return switch (call.mediaType()) {
            case "", "application/json" -> JsonText.parseObject(bytes);
            case "application/yaml", "application/x-yaml", "text/yaml" -> yaml(bytes);
            case Protobuf.MEDIA_TYPE -> Protobuf.decode(bytes);
            default -> throw unknownFormat(List.of("application/json", "application/yaml"));
        };
    }
}
