package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.ProblemException;
import java.util.List;

/// A kind of resource in all its versions, read from its `CustomResourceDefinition` manifest
/// (`apiextensions.k8s.io/v1`). Versions are converted by the strategy `None`: they differ in `apiVersion`, schema and
/// columns only.
///
/// @param served the versions that clients may use, the preferred one first (Kubernetes documentation, "Version
///     priority": `v2` before `v1` before `v1beta1`)
/// @param stored the version in which resources are stored, served or not
public record Definition(KindName name, List<Kind> served, Kind stored) {
    /// Copies the list.
    public Definition {
        served = List.copyOf(served);
    }

    /// Reads a manifest.
    ///
    /// @throws ProblemException with [io.paviour.resource.Problem.Invalid] that lists everything that is wrong
    public static Definition parse(Json.Obj crd) {
        return new DefinitionReader(crd, true).definition();
    }

    /// Reads a manifest that [#parse(Json.Obj)] took before, such as one that is stored or comes with the
    /// platform. The expressions of its rules are read when a document first needs them: that saves a start
    /// a second or two of CPU. One that is malformed after all is a violation of each document that meets it.
    ///
    /// @throws ProblemException with [io.paviour.resource.Problem.Invalid] that lists all else that is wrong
    public static Definition parseAccepted(Json.Obj crd) {
        return new DefinitionReader(crd, false).definition();
    }

    /// Orders versions by priority, the preferred one first.
    public static int compareVersions(String one, String other) {
        return VersionPriority.compare(one, other);
    }
}
