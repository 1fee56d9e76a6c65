package io.paviour.http;

import io.paviour.access.Subject;
import io.paviour.resource.Json;
import java.util.List;

/// Says what would happen if some manifests were applied, and does nothing.
@FunctionalInterface
public interface Planner {
    /// Plans.
    ///
    /// @param manifests whole resources, as they would be applied
    /// @param namespace where manifests without a namespace belong, or empty
    /// @return what becomes the `status` of the `Plan` that was asked for
    /// @throws io.paviour.resource.ProblemException for manifests that could not be applied
    Json.Obj plan(Subject subject, List<Json.Obj> manifests, String namespace);
}
