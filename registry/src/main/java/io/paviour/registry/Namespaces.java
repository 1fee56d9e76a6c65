package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Resource;
import java.util.List;

/// What is special about namespaces (Kubernetes API conventions): they are held by `spec.finalizers` until nothing is
/// left in them.
public final class Namespaces {
    /// `Namespace` of the core group.
    public static final KindName KIND = new KindName("", "Namespace");

    /// The finalizer that stands for what is in a namespace.
    public static final String CONTENT = "kubernetes";

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private Namespaces() {}

    /// A new or changed namespace with what every namespace has.
    static Resource completed(Resource namespace, boolean isNew) {
        Json.Obj labels = namespace.metadata().object("labels").with(NAME_LABEL, namespace.name());
        Resource labelled = namespace.withMetadata(namespace.metadata().with("labels", labels));
        if (!isNew) {
            return labelled;
        }
        return labelled.with("spec", labelled.spec().with("finalizers", Json.array(CONTENT)));
    }

    /// A namespace whose deletion has begun.
    static Resource terminating(Resource namespace) {
        return namespace.withStatus(namespace.status().with("phase", "Terminating"));
    }

    /// Whether a resource is held by nobody: it goes as soon as its deletion is asked for.
    public static boolean isFree(Resource resource) {
        List<Json> content = resource.kind().equals(KIND) ? resource.spec().array("finalizers") : List.of();
        return resource.finalizers().isEmpty() && content.isEmpty();
    }
}
