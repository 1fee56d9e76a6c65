package io.paviour.registry;

import io.paviour.access.Guard;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.resource.Violation;
import io.paviour.schema.Definition;
import io.paviour.schema.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What has to hold of a write besides the schema of its kind.
///
/// Each method throws a [io.paviour.resource.ProblemException] if it does not.
final class Admission {
    private static final String DEFAULT_NAMESPACE = "default";

    private final Guard guard;
    private final View view;
    private final Kinds kinds;
    private final Policies policies;
    private volatile Set<KindName> builtIn = Set.of();

    Admission(View view, Kinds kinds, Guard guard) {
        this.guard = guard;
        this.view = view;
        this.kinds = kinds;
        this.policies = new Policies(view);
    }

    /// Takes in which kinds the house cannot do without.
    void open(Set<KindName> needed) {
        builtIn = Set.copyOf(needed);
    }

    /// A resource with what the house adds to those of its own kinds.
    static Resource completed(@Nullable Resource live, Resource wanted, Instant now) {
        if (wanted.kind().equals(Namespaces.KIND)) {
            return Namespaces.completed(wanted, live == null);
        }
        return wanted.kind().equals(Definitions.KIND) ? Definitions.completed(live, wanted, now) : wanted;
    }

    /// What a write that is admitted brings with it.
    ///
    /// @param required what the decision rests on: it must be taken anew if one of these is at another
    ///     revision by then
    /// @param charged what is stored together with it
    record Admitted(Map<Ref, Long> required, List<Resource> charged, Policies.Verdict verdict) {}

    /// Decides on a write.
    ///
    /// @param live what is there as it is stored, or null if the resource is new
    Admitted admit(Proposal proposal, @Nullable Resource live, Resource wanted) {
        Ownership.check(proposal.subject(), live, wanted);
        guard.admit(proposal.subject(), live, wanted);
        requireSense(live, wanted);
        Map<Ref, Long> required = required(proposal.kind(), live, wanted);
        Policies.Verdict verdict = policies.decide(proposal);
        List<Resource> charged = live == null ? Quotas.charge(view, proposal.kind(), wanted) : List.of();
        return new Admitted(required, charged, verdict);
    }

    /// What has to hold of the house's own kinds.
    private void requireSense(@Nullable Resource live, Resource wanted) {
        if (wanted.kind().equals(Definitions.KIND)) {
            define(live, wanted);
        } else if (wanted.kind().equals(Policies.POLICY)) {
            Policy.of(wanted);
        } else if (wanted.kind().equals(Quotas.KIND)) {
            List<Violation> violations = Quotas.violations(wanted);
            if (!violations.isEmpty()) {
                throw new Problem.Invalid(wanted.ref(), violations).exception();
            }
        }
    }

    private Map<Ref, Long> required(Kind kind, @Nullable Resource live, Resource wanted) {
        var required = new HashMap<Ref, Long>();
        Kinds.Known known = kinds.known(kind.name());
        if (known != null && known.source() != null) {
            if (live == null && known.terminating()) {
                throw new Problem.NotAllowed("create not allowed while custom resource definition is terminating")
                        .exception();
            }
            required.put(known.source(), known.revision());
        }
        if (live == null && !wanted.namespace().isEmpty()) {
            Packed namespace = namespace(wanted);
            required.put(namespace.ref(), namespace.revision());
        }
        return required;
    }

    private void define(@Nullable Resource live, Resource wanted) {
        var definition = Definition.parse(wanted.document());
        List<Violation> violations = Definitions.violations(live, wanted, definition, kinds);
        if (!violations.isEmpty()) {
            throw new Problem.Invalid(wanted.ref(), violations).exception();
        }
    }

    private Packed namespace(Resource wanted) {
        var ref = new Ref(Namespaces.KIND, "", wanted.namespace());
        Packed namespace = view.packed(ref);
        if (namespace == null) {
            throw new Problem.NotFound(ref).exception();
        }
        if (namespace.isDeleting()) {
            throw new Problem.Terminating(wanted.ref()).exception();
        }
        return namespace;
    }

    /// Decides on a deletion.
    Policies.Verdict release(Proposal proposal, Resource resource) {
        if (resource.kind().equals(Namespaces.KIND) && resource.name().equals(DEFAULT_NAMESPACE)) {
            throw new Problem.Forbidden("namespaces \"default\" is forbidden: this namespace may not be deleted")
                    .exception();
        }
        if (resource.kind().equals(Definitions.KIND) && builtIn.contains(Definitions.defined(resource.document()))) {
            throw new Problem.Forbidden("customresourcedefinitions.apiextensions.k8s.io \"" + resource.name()
                            + "\" is forbidden: the platform itself needs this kind")
                    .exception();
        }
        return policies.decide(proposal);
    }
}
