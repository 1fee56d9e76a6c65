package io.paviour.registry;

import io.paviour.resource.Json;
import io.paviour.resource.Packed;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import io.paviour.schema.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which writes a policy or a binding speaks of (`MatchResources` of `admissionregistration.k8s.io/v1`).
record ResourceRules(LabelSelector namespaces, LabelSelector objects, List<Rule> included, List<Rule> excluded) {
    /// Every write.
    static final ResourceRules ALL =
            new ResourceRules(LabelSelector.EVERYTHING, LabelSelector.EVERYTHING, List.of(), List.of());

    /// One entry of `resourceRules`.
    record Rule(
            List<String> groups,
            List<String> versions,
            List<String> operations,
            List<String> resources,
            List<String> names,
            String scope) {
        static Rule of(Json.Obj rule) {
            return new Rule(
                    rule.strings("apiGroups").toList(),
                    rule.strings("apiVersions").toList(),
                    rule.strings("operations").toList(),
                    rule.strings("resources").toList(),
                    rule.strings("resourceNames").toList(),
                    rule.string("scope", "*"));
        }

        boolean matches(Proposal proposal) {
            return has(groups, proposal.kind().name().group())
                    && has(versions, proposal.kind().version())
                    && has(operations, proposal.operation())
                    && resources.stream().anyMatch(resource -> isResource(resource, proposal))
                    && (names.isEmpty() || names.contains(proposal.ref().name()))
                    && isScope(proposal);
        }

        private static boolean has(List<String> values, String value) {
            return values.contains("*") || values.contains(value);
        }

        private static boolean isResource(String resource, Proposal proposal) {
            int slash = resource.indexOf('/');
            String plural = slash < 0 ? resource : resource.substring(0, slash);
            String subresource = slash < 0 ? "" : resource.substring(slash + 1);
            boolean isPlural =
                    plural.equals("*") || plural.equals(proposal.kind().plural());
            return isPlural && (subresource.equals("*") || subresource.equals(proposal.subresource()));
        }

        private boolean isScope(Proposal proposal) {
            return switch (scope) {
                case "Cluster" -> !proposal.kind().namespaced();
                case "Namespaced" -> proposal.kind().namespaced();
                default -> true;
            };
        }
    }

    static ResourceRules of(Json.Obj match) {
        return new ResourceRules(
                selector(match.object("namespaceSelector")),
                selector(match.object("objectSelector")),
                match.objects("resourceRules").map(Rule::of).toList(),
                match.objects("excludeResourceRules").map(Rule::of).toList());
    }

    /// A selector in the form of documents, which says the same as one in text.
    static LabelSelector selector(Json.Obj selector) {
        var terms = new ArrayList<String>();
        selector.stringMap("matchLabels").forEach((key, value) -> terms.add(key + "=" + value));
        selector.objects("matchExpressions").forEach(expression -> terms.add(term(expression)));
        return LabelSelector.parse(String.join(",", terms));
    }

    private static String term(Json.Obj expression) {
        String key = expression.string("key", "");
        String values = "(" + String.join(",", expression.strings("values").toList()) + ")";
        return switch (expression.string("operator", "")) {
            case "In" -> key + " in " + values;
            case "NotIn" -> key + " notin " + values;
            case "DoesNotExist" -> "!" + key;
            default -> key;
        };
    }

    /// @param namespace the namespace of the write, or null for kinds of cluster scope
    boolean match(Proposal proposal, @Nullable Packed namespace) {
        boolean isMeant = included.isEmpty() || included.stream().anyMatch(rule -> rule.matches(proposal));
        if (!isMeant || excluded.stream().anyMatch(rule -> rule.matches(proposal))) {
            return false;
        }
        return namespaces.matches(labelsOf(proposal, namespace)) && matchesObject(proposal);
    }

    private static Map<String, String> labelsOf(Proposal proposal, @Nullable Packed namespace) {
        if (namespace != null) {
            return namespace.labels();
        }
        return proposal.ref().kind().equals(Namespaces.KIND)
                ? proposal.resource().labels()
                : Map.of();
    }

    private boolean matchesObject(Proposal proposal) {
        return objects.isEverything() || matches(proposal.wanted()) || matches(proposal.live());
    }

    private boolean matches(@Nullable Resource resource) {
        return resource != null && objects.matches(resource.labels());
    }

    /// Where a namespace is found.
    static Ref namespace(Ref ref) {
        return new Ref(Namespaces.KIND, "", ref.namespace());
    }
}
