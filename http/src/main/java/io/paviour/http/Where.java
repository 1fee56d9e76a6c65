package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.schema.Kind;

/// Who asks, and for what: a resource, or all of a kind where there is no name.
///
/// @param namespace empty for cluster scope and for all namespaces
/// @param subresource empty for the resource itself
record Where(Subject subject, Kind kind, String namespace, String name, String subresource) {}
