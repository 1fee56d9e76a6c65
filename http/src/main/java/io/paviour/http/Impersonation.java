package io.paviour.http;

import io.paviour.access.Guard;
import io.paviour.access.Request;
import io.paviour.access.ServiceAccounts;
import io.paviour.access.Subject;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Acting as somebody else, by the headers `Impersonate-User`, `-Group`, `-Uid` and `-Extra-<key>`. Each needs the verb
/// `impersonate` on what it names (Kubernetes documentation, "User impersonation").
record Impersonation(Guard guard) {
    private static final String USER = "impersonate-user";
    private static final String UID = "impersonate-uid";
    private static final String GROUP = "impersonate-group";
    private static final String EXTRA = "impersonate-extra-";
    private static final String AUTHENTICATION = "authentication.k8s.io";

    /// Who is to be taken for the caller: himself, or whom he may act as.
    ///
    /// @throws io.paviour.resource.ProblemException with [Problem.Forbidden] if he may not
    Subject of(Subject subject, Call call) {
        String user = call.header(USER);
        String uid = call.header(UID);
        List<String> groups = call.headers().all(GROUP);
        Map<String, List<String>> extra = FrontProxy.extra(call, List.of(EXTRA));
        if (user.isEmpty()) {
            if (!uid.isEmpty() || !groups.isEmpty() || !extra.isEmpty()) {
                throw new Problem.BadRequest("the header Impersonate-User is missing: groups, uid and extras are"
                                + " impersonated together with a user")
                        .exception();
            }
            return subject;
        }
        Ref account = ServiceAccounts.find(user);
        if (account == null) {
            require(subject, "", "users", "", "", user);
        } else {
            require(subject, "", "serviceaccounts", "", account.namespace(), account.name());
        }
        groups.forEach(group -> require(subject, "", "groups", "", "", group));
        if (!uid.isEmpty()) {
            require(subject, AUTHENTICATION, "uids", "", "", uid);
        }
        extra.forEach((key, values) ->
                values.forEach(value -> require(subject, AUTHENTICATION, "userextras", key, "", value)));
        var all = new HashSet<>(groups);
        if (groups.isEmpty() && account != null) {
            all.addAll(ServiceAccounts.groups(account.namespace()));
        }
        if (!all.contains(Subject.UNAUTHENTICATED)) {
            all.add(Subject.AUTHENTICATED);
        }
        return new Subject(user, all, uid, extra, subject.caller());
    }

    private void require(
            Subject subject, String group, String resource, String subresource, String namespace, String name) {
        var request = new Request("impersonate", group, resource, subresource, namespace, name);
        if (guard.decide(subject, request) instanceof Guard.Decision.Deny(String reason)) {
            String what = resource + (group.isEmpty() ? "" : "." + group);
            throw new Problem.Forbidden(what + " \"" + name + "\" is forbidden: " + reason).exception();
        }
    }
}
