package io.paviour.resource;

/// What a resource is: a kind within an API group. The core group is the empty string.
///
/// @param group a DNS name such as `platform.example.com`, or empty
/// @param kind the kind in the singular, such as `Environment`
public record KindName(String group, String kind) implements Comparable<KindName> {
    /// Reads `apiVersion` (`group/version`, or `version` for the core group) and `kind`.
    public static KindName of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return new KindName(slash < 0 ? "" : apiVersion.substring(0, slash), kind);
    }

    @Override
    public int compareTo(KindName other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : kind.compareTo(other.kind);
    }

    /// `Environment.platform.example.com`, or `Namespace` for the core group.
    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
