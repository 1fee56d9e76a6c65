package io.paviour.server;

import io.paviour.access.Subject;
import io.paviour.http.Planner;
import io.paviour.reconcile.Preview;
import io.paviour.registry.Options;
import io.paviour.registry.Part;
import io.paviour.registry.Patch;
import io.paviour.registry.Registry;
import io.paviour.registry.View;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.schema.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says what applying manifests would lead to: each is completed and checked as by a dry run of its writer, then
/// planned by those who would act.
record ReviewPlanner(Registry registry, View view, Preview preview) implements Planner {
    private static final Duration RETRY = Duration.ofSeconds(5);

    @Override
    public Json.Obj plan(Subject subject, List<Json.Obj> manifests, String namespace) {
        var steps = new ArrayList<Json>();
        for (Json.Obj manifest : manifests) {
            steps.add(step(subject, manifest, namespace).json());
        }
        return Json.object("steps", steps);
    }

    private Preview.Step step(Subject subject, Json.Obj manifest, String namespace) {
        var resource = new Resource(manifest);
        Kind kind = registry.kind(resource.kind());
        if (kind == null || !kind.apiVersion().equals(resource.apiVersion())) {
            throw new Problem.BadRequest("no matches for kind \""
                            + resource.kind().kind() + "\" in version \"" + resource.apiVersion() + "\"")
                    .exception();
        }
        String place = !kind.namespaced() ? "" : resource.namespace().isEmpty() ? namespace : resource.namespace();
        Resource live = view.find(new Ref(kind.name(), place, resource.name()));
        try {
            return preview.of(wanted(subject, kind, place, resource, live), live, view);
        } catch (IOException away) {
            throw new Problem.Unavailable("the plan needs what is away: " + away.getMessage(), RETRY).exception();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Problem.Unavailable("the platform is stopping", RETRY).exception();
        }
    }

    private Resource wanted(Subject subject, Kind kind, String namespace, Resource resource, @Nullable Resource live) {
        var options = new Options(true, Options.Unknown.STRICT, subject.name());
        if (live == null) {
            Resource created = registry.create(subject, kind, namespace, resource.document(), options)
                    .resource();
            return created.withMetadata(created.metadata().without("uid"));
        }
        var patch = new Patch.Merge(resource.document());
        return registry.patch(subject, kind, namespace, resource.name(), patch, Part.MAIN, options)
                .resource();
    }
}
