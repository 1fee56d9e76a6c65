package io.paviour.resource;

/// The address of a resource: its kind, namespace and name.
///
/// @param namespace empty for kinds of cluster scope
public record Ref(KindName kind, String namespace, String name) implements Comparable<Ref> {
    @Override
    public int compareTo(Ref other) {
        int byKind = kind.compareTo(other.kind);
        if (byKind != 0) {
            return byKind;
        }
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /// `Environment platform/myapp-staging`, for messages.
    @Override
    public String toString() {
        return kind.kind() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
