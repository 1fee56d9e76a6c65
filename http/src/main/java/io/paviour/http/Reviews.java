package io.paviour.http;

import io.paviour.access.Guard;
import io.paviour.access.Request;
import io.paviour.access.Rule;
import io.paviour.access.Subject;
import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;

/// Questions that are put by POST and answered without storing anything: who am I, what may I, what may others, what
/// would happen.
record Reviews(Guard guard, Recognition recognition, Planner planner, Bodies bodies, String group) {
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String AUTHORIZATION = "authorization.k8s.io";
    private static final int MANIFESTS_MAX = 1_000;

    /// `kubectl auth whoami`
    Reply whoAmI(Subject subject, Call call, String version) throws IOException {
        requireVersion(version, "v1", "v1beta1", "v1alpha1");
        Json.Obj review = review(subject, call, AUTHENTICATION, "selfsubjectreviews", "");
        Json.Obj status = Json.object("userInfo", user(subject));
        return answer(review, AUTHENTICATION + "/" + version, "SelfSubjectReview", status);
    }

    private static Json.Obj user(Subject subject) {
        return Json.object(
                "username",
                subject.name(),
                "uid",
                subject.uid().isEmpty() ? null : subject.uid(),
                "groups",
                List.copyOf(new TreeSet<>(subject.groups())),
                "extra",
                subject.extra().isEmpty() ? null : subject.extra());
    }

    /// `kubectl auth can-i`
    Reply canI(Subject subject, Call call, String version) throws IOException {
        requireVersion(version, "v1");
        Json.Obj review = review(subject, call, AUTHORIZATION, "selfsubjectaccessreviews", "");
        Json.Obj status = status(decide(subject, review.object("spec")));
        return answer(review, AUTHORIZATION + "/" + version, "SelfSubjectAccessReview", status);
    }

    /// `kubectl auth can-i --list`
    Reply myRules(Subject subject, Call call, String version) throws IOException {
        requireVersion(version, "v1");
        Json.Obj review = review(subject, call, AUTHORIZATION, "selfsubjectrulesreviews", "");
        String namespace = review.object("spec").string("namespace", "");
        if (namespace.isEmpty()) {
            throw new Problem.BadRequest("spec.namespace: Required value: say where").exception();
        }
        List<Rule> rules = guard.rules(subject, namespace);
        Json.Obj status = Json.object(
                "resourceRules",
                rules.stream()
                        .filter(rule -> rule.paths().isEmpty())
                        .map(Rule::json)
                        .toList(),
                "nonResourceRules",
                rules.stream()
                        .filter(rule -> !rule.paths().isEmpty())
                        .map(Rule::json)
                        .toList(),
                "incomplete",
                false);
        return answer(review, AUTHORIZATION + "/" + version, "SelfSubjectRulesReview", status);
    }

    /// Says what somebody else may do.
    ///
    /// @param namespace the only one that may be asked about, or empty for any
    Reply mayThey(Subject subject, Call call, String version, String namespace) throws IOException {
        requireVersion(version, "v1");
        boolean isLocal = !namespace.isEmpty();
        Json.Obj review = review(
                subject,
                call,
                AUTHORIZATION,
                isLocal ? "localsubjectaccessreviews" : "subjectaccessreviews",
                namespace);
        Json.Obj spec = review.object("spec");
        String asked = spec.object("resourceAttributes").string("namespace", "");
        if (isLocal && (spec.get("nonResourceAttributes") != null || !asked.equals(namespace))) {
            throw new Problem.BadRequest("spec.resourceAttributes.namespace: Invalid value: \"" + asked
                            + "\": must be the namespace of the request, " + namespace)
                    .exception();
        }
        Json.Obj status = status(decide(them(spec), spec));
        return answer(
                review,
                AUTHORIZATION + "/" + version,
                isLocal ? "LocalSubjectAccessReview" : "SubjectAccessReview",
                status);
    }

    private static Subject them(Json.Obj spec) {
        String user = spec.string("user", "");
        List<String> groups = spec.strings("groups").toList();
        if (user.isEmpty() && groups.isEmpty()) {
            throw new Problem.BadRequest("spec.user: Required value: at least one of user or group must be specified")
                    .exception();
        }
        var extra = new LinkedHashMap<String, List<String>>();
        Json.Obj sent = spec.object("extra");
        sent.fields().keySet().forEach(key -> extra.put(key, sent.strings(key).toList()));
        return new Subject(user, new HashSet<>(groups), spec.string("uid", ""), extra, null);
    }

    /// Says whose a token is.
    Reply whoseToken(Subject subject, Call call, String version) throws IOException {
        requireVersion(version, "v1");
        Json.Obj review = review(subject, call, AUTHENTICATION, "tokenreviews", "");
        String token = review.object("spec").string("token", "");
        if (token.isEmpty()) {
            throw new Problem.BadRequest("spec.token: Required value: there is nothing to look at").exception();
        }
        boolean isForOthers = !review.object("spec").array("audiences").isEmpty();
        Subject owner = recognition.authenticate(token);
        Json.Obj status;
        if (owner == null) {
            status = Json.object("authenticated", false, "error", "the token is unknown, expired or revoked");
        } else if (isForOthers) {
            status = Json.object("authenticated", false, "error", "tokens of this server have no audiences");
        } else {
            status = Json.object("authenticated", true, "user", user(owner));
        }
        // The token itself goes back to nobody.
        return answer(review.without("spec"), AUTHENTICATION + "/" + version, "TokenReview", status);
    }

    private static Json.Obj status(Guard.Decision decision) {
        return switch (decision) {
            case Guard.Decision.Allow() -> Json.object("allowed", true);
            case Guard.Decision.Deny(String reason) -> Json.object("allowed", false, "reason", reason);
        };
    }

    private Guard.Decision decide(Subject subject, Json.Obj spec) {
        if (spec.get("nonResourceAttributes") instanceof Json.Obj asked) {
            String path = asked.string("path", "");
            return Health.isOpen(path)
                    ? new Guard.Decision.Allow()
                    : guard.decide(subject, asked.string("verb", ""), path);
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
        requireVersion(version, "v1");
        requirePost(call);
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

    /// Reads a question, if its asker may put it.
    private Json.Obj review(Subject subject, Call call, String of, String plural, String namespace) throws IOException {
        requirePost(call);
        var request = new Request("create", of, plural, "", namespace, "");
        if (guard.decide(subject, request) instanceof Guard.Decision.Deny(String reason)) {
            throw new Problem.Forbidden(plural + "." + of + " is forbidden: " + reason).exception();
        }
        return bodies.document(call);
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
