package io.paviour.registry;

import io.paviour.access.Subject;
import io.paviour.plugin.Change;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Budget;
import io.paviour.schema.EvaluationException;
import io.paviour.schema.Expression;
import io.paviour.schema.LabelSelector;
import io.paviour.schema.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The `ValidatingAdmissionPolicy`s that are bound, and what they say of a write.
///
/// What the platform itself notes in metadata and status is its own business; what it asks for on
/// somebody's behalf,
/// such as the database of an environment, is subject to policies like everything else.
final class Policies {
    static final String GROUP = "admissionregistration.k8s.io";
    static final KindName POLICY = new KindName(GROUP, "ValidatingAdmissionPolicy");
    static final KindName BINDING = new KindName(GROUP, "ValidatingAdmissionPolicyBinding");

    private static final int NOTE_CHARS_MAX = 4_096;

    private final View view;
    private final Map<String, Resource> bindings = new ConcurrentSkipListMap<>();
    private final Map<String, Resource> manifests = new ConcurrentHashMap<>();
    private final Map<String, Policy> policies = new ConcurrentHashMap<>();

    Policies(View view) {
        this.view = view;
        view.follow(Set.of(POLICY, BINDING), this::hear);
    }

    private void hear(Change change) {
        String name = change.ref().name();
        boolean isPolicy = change.ref().kind().equals(POLICY);
        Map<String, Resource> known = isPolicy ? manifests : bindings;
        switch (change) {
            case Change.Stored(Resource resource) -> known.put(name, resource);
            case Change.Removed _ -> known.remove(name);
        }
        if (isPolicy) {
            policies.remove(name);
        }
    }

    /// What follows from the policies for a write that they admit.
    ///
    /// @param warnings sentences for the writer
    /// @param note what the audit trail has to say, or null
    record Verdict(List<String> warnings, @Nullable String note) {
        static final Verdict NOTHING = new Verdict(List.of(), null);
    }

    /// Decides on a write.
    ///
    /// @throws ProblemException with [Problem.Invalid] or [Problem.Forbidden] that tells of every
    ///     validation that fails
    Verdict decide(Proposal proposal) {
        boolean isExempt = bindings.isEmpty()
                || proposal.kind().name().group().equals(GROUP)
                || (Subject.isHouse(proposal.subject().name()) && !proposal.changesRequest());
        if (isExempt) {
            return Verdict.NOTHING;
        }
        var findings = new Findings(proposal, view.packed(ResourceRules.namespace(proposal.ref())));
        bindings.values().forEach(findings::take);
        return findings.verdict();
    }

    private @Nullable Policy policy(String name) {
        Policy known = policies.get(name);
        if (known != null) {
            return known;
        }
        Resource manifest = manifests.get(name);
        if (manifest == null) {
            return null;
        }
        Policy read = Policy.of(manifest);
        policies.put(name, read);
        return read;
    }

    /// What all policies find in one write.
    private final class Findings {
        private final Proposal proposal;
        private final @Nullable Packed namespace;
        private final Budget budget = Budget.ofDocument();
        private final List<Violation> denials = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final Map<String, String> notes = new TreeMap<>();
        private boolean isForbidden;

        Findings(Proposal proposal, @Nullable Packed namespace) {
            this.proposal = proposal;
            this.namespace = namespace;
        }

        void take(Resource binding) {
            Policy policy = policy(binding.spec().string("policyName", ""));
            Json.Obj limits = binding.spec().object("matchResources");
            boolean isMeant = policy != null
                    && policy.match().match(proposal, namespace)
                    && (limits.isEmpty() || ResourceRules.of(limits).match(proposal, namespace));
            if (policy == null || !isMeant) {
                return;
            }
            List<Json> params = params(policy, binding);
            if (params.isEmpty()) {
                if (binding.spec()
                        .object("paramRef")
                        .string("parameterNotFoundAction", "Deny")
                        .equals("Deny")) {
                    find(policy, binding, "no params found for policy binding with `Deny` parameterNotFoundAction", "");
                }
                return;
            }
            params.forEach(each -> new Evaluation(policy, binding, scope(policy, each)).run());
        }

        /// The parameters; one JSON null for a policy without.
        private List<Json> params(Policy policy, Resource binding) {
            Policy.ParamKind kind = policy.params();
            Json.Obj reference = binding.spec().object("paramRef");
            if (kind == null || reference.isEmpty()) {
                return List.of(Json.NULL);
            }
            KindName name = KindName.of(kind.apiVersion(), kind.kind());
            String place = reference.string("namespace", proposal.ref().namespace());
            String wanted = reference.string("name", "");
            if (!wanted.isEmpty()) {
                Resource found = view.find(new Ref(name, place, wanted));
                Resource cluster = found == null ? view.find(new Ref(name, "", wanted)) : found;
                return cluster == null ? List.of() : List.of(cluster.document());
            }
            LabelSelector selector = ResourceRules.selector(reference.object("selector"));
            return view.within(name, place).stream()
                    .filter(each -> selector.matches(each.labels()))
                    .<Json>map(each -> each.resource().document())
                    .toList();
        }

        private Scope scope(Policy policy, Json params) {
            var scope = new Scope()
                    .with("object", document(proposal.wanted()))
                    .with("oldObject", document(proposal.live()))
                    .with("params", params)
                    .with("request", proposal::request)
                    .with(
                            "namespaceObject",
                            () -> namespace == null
                                    ? Json.NULL
                                    : namespace.resource().document());
            policy.variables().forEach((name, expression) -> scope.compose("variables", name, expression));
            return scope;
        }

        private static Json document(@Nullable Resource resource) {
            return resource == null ? Json.NULL : resource.document();
        }

        private void find(Policy policy, Resource binding, String message, String reason) {
            List<String> actions = binding.spec().strings("validationActions").toList();
            String who = "ValidatingAdmissionPolicy '" + policy.name() + "' with binding '" + binding.name() + "'";
            if (actions.contains("Deny")) {
                denials.add(new Violation(who, Violation.Reason.INVALID, "denied request: " + message));
                isForbidden |= reason.equals("Forbidden") || reason.equals("Unauthorized");
            }
            if (actions.contains("Warn")) {
                warnings.add("Validation failed for " + who + ": " + message);
            }
            if (actions.contains("Audit")) {
                notes.put(policy.name() + "/" + binding.name(), message);
            }
        }

        Verdict verdict() {
            if (!denials.isEmpty()) {
                throw denial().exception();
            }
            if (notes.isEmpty()) {
                return warnings.isEmpty() ? Verdict.NOTHING : new Verdict(warnings, null);
            }
            String note = Json.of(notes).toString();
            return new Verdict(warnings, note.substring(0, Math.min(note.length(), NOTE_CHARS_MAX)));
        }

        private Problem denial() {
            if (!isForbidden) {
                return new Problem.Invalid(proposal.ref(), denials);
            }
            String sentences =
                    String.join(", ", denials.stream().map(Violation::toString).toList());
            return new Problem.Forbidden(
                    proposal.kind().resourceName() + " \"" + proposal.ref().name() + "\" is forbidden: " + sentences);
        }

        /// One policy with one set of parameters.
        private final class Evaluation {
            private final Policy policy;
            private final Resource binding;
            private final Scope scope;

            Evaluation(Policy policy, Resource binding, Scope scope) {
                this.policy = policy;
                this.binding = binding;
                this.scope = scope;
            }

            void run() {
                for (Expression condition : policy.conditions().values()) {
                    if (!holds(condition, false)) {
                        return;
                    }
                }
                for (Policy.Validation validation : policy.validations()) {
                    if (!holds(validation.expression(), true)) {
                        find(policy, binding, message(validation), validation.reason());
                    }
                }
                policy.annotations().forEach(this::annotate);
            }

            /// @param otherwise what counts where the expression cannot be evaluated and the policy lets
            ///     that pass
            private boolean holds(Expression expression, boolean otherwise) {
                try {
                    return expression.evaluate(scope, budget).equals(new Json.Bool(true));
                } catch (EvaluationException failure) {
                    if (policy.failsClosed()) {
                        String message =
                                "expression '" + expression.text() + "' resulted in error: " + failure.getMessage();
                        find(policy, binding, message, "");
                    }
                    return otherwise;
                }
            }

            private String message(Policy.Validation validation) {
                Expression said = validation.messageExpression();
                if (said == null) {
                    return validation.said();
                }
                try {
                    return said.evaluate(scope, budget) instanceof Json.Str(String text) && !text.isBlank()
                            ? text
                            : validation.said();
                } catch (EvaluationException unsaid) {
                    return validation.said();
                }
            }

            private void annotate(String key, Expression value) {
                try {
                    if (value.evaluate(scope, budget) instanceof Json.Str(String text) && !text.isEmpty()) {
                        notes.put(policy.name() + "/" + key, text);
                    }
                } catch (EvaluationException failure) {
                    notes.put(policy.name() + "/" + key, Objects.toString(failure.getMessage(), "failed"));
                }
            }
        }
    }
}
