package io.paviour.http;

import io.paviour.access.Guard;
import io.paviour.access.Request;
import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Questions that are put by POST and answered without storing anything: who am I, what may I, what would happen.
record Reviews(Guard guard, Planner planner, Bodies bodies, String group) {
    private static final int MANIFESTS_MAX = 1_000;

    /// `kubectl auth whoami`
    Reply whoAmI(Subject subject, Call call, String version) throws IOException {
        requirePost(call);
        requireVersion(version, "v1", "v1beta1");
        Json.Obj review = bodies.document(call);
        Json.Obj user = Json.object("username", subject.name(), "groups", List.copyOf(new TreeSet<>(subject.groups())));
        return answer(review, "authentication.k8s.io/" + version, "SelfSubjectReview", Json.object("userInfo", user));
    }

    /// `kubectl auth can-i`
    Reply canI(Subject subject, Call call, String version) throws IOException {
        requirePost(call);
        requireVersion(version, "v1");
        Json.Obj review = bodies.document(call);
        Json.Obj status = switch (decide(subject, review.object("spec"))) {
            case Guard.Decision.Allow() -> Json.object("allowed", true);
            case Guard.Decision.Deny(String reason) -> Json.object("allowed", false, "reason", reason);
        };
        return answer(review, "authorization.k8s.io/" + version, "SelfSubjectAccessReview", status);
    }

    private Guard.Decision decide(Subject subject, Json.Obj spec) {
        if (spec.get("nonResourceAttributes") instanceof Json.Obj asked) {
            String path = asked.string("path", "");
            boolean isOpen = Health.isOpen(path)
                    || (Route.find(path) != null && asked.string("verb", "").equals("get"));
            return isOpen
                    ? new Guard.Decision.Allow()
                    : new Guard.Decision.Deny("there is nothing under the path " + path);
        }
        if (!(spec.get("resourceAttributes") instanceof Json.Obj asked)) {
            throw new Problem.BadRequest("spec.resourceAttributes: Required value: say what you would like to do")
                    .exception();
        }
        return guard.decide(
                subject,
                new Request(
                        asked.string("verb", ""),
                        asked.string("group", ""),
                        asked.string("resource", ""),
                        asked.string("subresource", ""),
                        asked.string("namespace", ""),
                        asked.string("name", "")));
    }

    /// `paviour plan`
    Reply plan(Subject subject, Call call, String version) throws IOException {
        requirePost(call);
        requireVersion(version, "v1");
        Json.Obj review = bodies.document(call);
        Json.Obj spec = review.object("spec");
        var manifests = new ArrayList<Json.Obj>();
        for (Json manifest : spec.array("manifests")) {
            if (!(manifest instanceof Json.Obj object)) {
                throw new Problem.BadRequest("spec.manifests: Invalid value: each must be an object").exception();
            }
            manifests.add(object);
        }
        if (manifests.isEmpty() || manifests.size() > MANIFESTS_MAX) {
            throw new Problem.BadRequest("spec.manifests: must have 1 to " + MANIFESTS_MAX + " items").exception();
        }
        Json.Obj status = planner.plan(subject, List.copyOf(manifests), spec.string("namespace", ""));
        return answer(review, group + "/" + version, "Plan", status);
    }

    private static Reply answer(Json.Obj review, String apiVersion, String kind, Json.Obj status) {
        return Reply.json(
                201,
                Json.object(
                        "kind", kind,
                        "apiVersion", apiVersion,
                        "metadata", review.object("metadata"),
                        "spec", review.get("spec"),
                        "status", status));
    }

    private static void requirePost(Call call) {
        if (!call.method().equals("POST")) {
            throw new Problem.NotAllowed("").exception();
        }
    }

    private static void requireVersion(String version, String... known) {
        if (!List.of(known).contains(version)) {
            throw new Problem.NoSuchPath("").exception();
        }
    }
}
