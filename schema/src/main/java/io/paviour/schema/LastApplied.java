package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.JsonText;
import io.paviour.resource.ProblemException;
import org.jspecify.annotations.Nullable;

/// The annotation in which `kubectl apply` keeps what it applied on the client's side, and how one gets
/// from there to server-side apply and back. It counts for the manager `kubectl` only.
final class LastApplied {
    static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

    private LastApplied() {}

    private static String annotation(Json.Obj document) {
        return document.object("metadata").object("annotations").string(ANNOTATION, "");
    }

    /// The fields that the live document has as the annotation says. They were the applier's already,
    /// whoever is booked for them.
    static FieldSet fields(Kind kind, String apiVersion, Json.Obj live) {
        Json.Obj applied = read(annotation(live));
        if (applied == null || !apiVersion.equals(applied.string("apiVersion"))) {
            return FieldSet.EMPTY;
        }
        var all = new Portion(kind.schema().root(), false, "");
        Comparison since = Comparison.of(all, kind.schema().withDefaults(applied), live);
        return Owned.by(all, applied).without(since.touched());
    }

    private static Json.@Nullable Obj read(String text) {
        try {
            return !text.isEmpty() && JsonText.parse(text) instanceof Json.Obj applied ? applied : null;
        } catch (ProblemException notJson) {
            // Anybody may write anything into an annotation; then it helps nobody.
            return null;
        }
    }

    /// A document whose annotation, if it has one, says what was applied just now; without it where that is
    /// too long.
    static Json.Obj renewed(Json.Obj document, Json.Obj configuration) {
        if (annotation(document).isEmpty()) {
            return document;
        }
        Json.Obj metadata = document.object("metadata");
        Json.Obj annotations = metadata.object("annotations").with(ANNOTATION, text(configuration) + "\n");
        if (MetadataRules.bytes(annotations) > MetadataRules.ANNOTATION_BYTES_MAX) {
            annotations = annotations.without(ANNOTATION);
        }
        return document.with("metadata", metadata.with("annotations", annotations));
    }

    private static String text(Json.Obj configuration) {
        Json.Obj metadata = configuration.object("metadata");
        if (!(metadata.get("annotations") instanceof Json.Obj annotations)) {
            return JsonText.write(Element.sorted(configuration));
        }
        Json.Obj others = annotations.without(ANNOTATION);
        return JsonText.write(Element.sorted(configuration.with("metadata", metadata.with("annotations", others))));
    }
}
