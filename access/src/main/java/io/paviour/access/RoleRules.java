package io.paviour.access;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What has to hold of roles and bindings besides their schemas, in the words of the API server of Kubernetes.
final class RoleRules {
    /// How many single rights a role may be made of: each is looked at when the role is given to somebody.
    static final int ATOMS_MAX = 100_000;

    private final List<Violation> violations = new ArrayList<>();

    private RoleRules() {}

    /// @throws io.paviour.resource.ProblemException with [Problem.Invalid] that lists everything that is wrong
    static void check(@Nullable Resource live, Resource wanted) {
        var rules = new RoleRules();
        if (wanted.kind().kind().endsWith("Role")) {
            rules.role(wanted);
        } else {
            rules.binding(live, wanted);
        }
        if (!rules.violations.isEmpty()) {
            throw new Problem.Invalid(wanted.ref(), rules.violations).exception();
        }
    }

    private void role(Resource role) {
        List<Rule> rules = Rule.parseAll(role.document());
        for (int i = 0; i < rules.size(); i++) {
            rule("rules[" + i + "].", rules.get(i), !role.namespace().isEmpty());
        }
        long atoms = rules.stream().mapToLong(Rule::atoms).sum();
        if (atoms > ATOMS_MAX) {
            add(
                    "rules",
                    Violation.Reason.TOO_LONG,
                    "Too long: the rules name " + atoms + " single rights, groups times resources times names times"
                            + " verbs; may not be more than " + ATOMS_MAX);
        }
    }

    private void rule(String place, Rule rule, boolean isNamespaced) {
        if (rule.verbs().isEmpty()) {
            required(place + "verbs", "verbs must contain at least one value");
        }
        if (!rule.paths().isEmpty()) {
            String found = "Invalid value: " + Json.of(rule.paths()) + ": ";
            if (isNamespaced) {
                add(
                        place + "nonResourceURLs",
                        Violation.Reason.INVALID,
                        found + "namespaced rules cannot apply to non-resource URLs");
            }
            if (!rule.groups().isEmpty()
                    || !rule.resources().isEmpty()
                    || !rule.names().isEmpty()) {
                add(
                        place + "nonResourceURLs",
                        Violation.Reason.INVALID,
                        found + "rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        if (rule.groups().isEmpty()) {
            required(place + "apiGroups", "resource rules must supply at least one api group");
        }
        if (rule.resources().isEmpty()) {
            required(place + "resources", "resource rules must supply at least one resource");
        }
    }

    private void binding(@Nullable Resource live, Resource binding) {
        Json.Obj role = binding.document().object("roleRef");
        if (live != null && !role.equals(live.document().object("roleRef"))) {
            add("roleRef", Violation.Reason.INVALID, "Invalid value: " + role + ": cannot change roleRef");
        }
        List<Json.Obj> subjects = binding.document().objects("subjects").toList();
        for (int i = 0; i < subjects.size(); i++) {
            subject("subjects[" + i + "].", subjects.get(i));
        }
    }

    private void subject(String place, Json.Obj subject) {
        boolean isServiceAccount = "ServiceAccount".equals(subject.string("kind"));
        String group = subject.string("apiGroup", "");
        if (isServiceAccount && subject.string("namespace", "").isEmpty()) {
            required(place + "namespace", "a service account lives in a namespace");
        }
        if (!isServiceAccount && !subject.string("namespace", "").isEmpty()) {
            add(place + "namespace", Violation.Reason.FORBIDDEN, "Forbidden: users and groups live in no namespace");
        }
        if (isServiceAccount && !group.isEmpty()) {
            add(
                    place + "apiGroup",
                    Violation.Reason.NOT_SUPPORTED,
                    "Unsupported value: \"" + group + "\": supported values: \"\"");
        }
    }

    private void required(String field, String why) {
        add(field, Violation.Reason.REQUIRED, "Required value: " + why);
    }

    private void add(String field, Violation.Reason reason, String message) {
        violations.add(new Violation(field, reason, message));
    }
}
