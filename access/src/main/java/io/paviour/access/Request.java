package io.paviour.access;

/// What somebody wants to do, in the words of Kubernetes RBAC.
///
/// @param verb `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` or `deletecollection`, or one that a
///     resource has of its own, such as `impersonate`
/// @param group the API group, empty for the core group
/// @param resource the plural name, such as `environments`
/// @param subresource such as `status` or `log`, empty for the resource itself
/// @param namespace empty for cluster scope, or for all namespaces
/// @param name empty for all
public record Request(String verb, String group, String resource, String subresource, String namespace, String name) {
    /// `environments`, with `/status` behind it where a subresource is asked for.
    public String resourceName() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }
}
