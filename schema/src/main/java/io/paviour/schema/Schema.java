package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import io.paviour.resource.ProblemException;
import io.paviour.resource.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The schema of a kind: a Kubernetes structural schema (OpenAPI v3 with the `x-kubernetes-` extensions), read once
/// and ready to default, prune and validate documents in microseconds.
///
/// An instance is immutable and may be shared between threads. The root is always a whole resource: `apiVersion`,
/// `kind` and `metadata` need not be in the schema; what it says of `metadata` counts on top of [Kind]'s own rules,
/// and fields that it declares there are known.
///
/// `x-kubernetes-validations` (rules in the Common Expression Language) run with [#validate(Json.Obj, Json.Obj)];
/// `nullable`, defaults and pruning follow the Kubernetes documentation, "Extend the Kubernetes API with
/// CustomResourceDefinitions".
/// Patterns are RE2, matched in linear time, so that no text can stall a check.
public final class Schema {
    private static final Pattern STEP = Pattern.compile("\\[[0-9]+]|[^.\\[\\]]+");

    private final Json.Obj openApi;
    private final Node root;
    private final SchemaRules rules;

    private Schema(Json.Obj openApi, Node root, SchemaRules rules) {
        this.openApi = openApi;
        this.root = root;
        this.rules = rules;
    }

    /// Reads a schema, as it stands in `spec.versions[].schema.openAPIV3Schema`.
    ///
    /// @throws ProblemException with [Problem.BadRequest] that lists everything that keeps it from being structural
    public static Schema parse(Json.Obj openApiV3Schema) {
        var found = new Findings();
        Schema schema = parse(openApiV3Schema, Place.ROOT, found);
        schema.compileRules(found);
        if (!found.isEmpty()) {
            String sentences = found.list().stream().map(Violation::toString).collect(Collectors.joining(", "));
            throw new Problem.BadRequest("the schema is invalid: " + sentences).exception();
        }
        return schema;
    }

    /// Reads a schema at `place` of a manifest. Where something is found, the schema must not be used. The
    /// expressions of its rules are not read yet: see [#compileRules(Findings)].
    static Schema parse(Json.Obj openApiV3Schema, Place place, Findings found) {
        Node root = new SchemaReader(found).root(openApiV3Schema, place);
        return new Schema(openApiV3Schema, root, SchemaRules.read(openApiV3Schema, place, found));
    }

    /// Reads the expressions of the rules, which are read at their first use otherwise, and tells their flaws.
    void compileRules(Findings found) {
        rules.compile(found);
    }

    Node root() {
        return root;
    }

    /// The schema as it was given, for OpenAPI documents and `kubectl explain`.
    public Json.Obj openApi() {
        return openApi;
    }

    /// The document with what it leaves out: fields that are missing and have a default get it, in items and in
    /// defaulted parents too. A null where none is allowed counts as missing and goes, default or not.
    ///
    /// @return the same instance where nothing is missing
    public Json.Obj withDefaults(Json.Obj document) {
        return (Json.Obj) root.withDefaults(document);
    }

    /// Whether any field has a default.
    public boolean hasDefaults() {
        return root.hasDefaults();
    }

    /// A document without the fields that its schema does not know.
    ///
    /// @param unknown the paths of the fields that were dropped, such as `spec.services[0].y`, in document order
    public record Pruned(Json.Obj document, List<String> unknown) {
        /// Copies `unknown`.
        public Pruned {
            unknown = List.copyOf(unknown);
        }
    }

    /// Drops the fields that the schema does not know. `apiVersion`, `kind` and `metadata` are always known;
    /// metadata has the fields of Kubernetes' ObjectMeta and those that the schema declares there.
    public Pruned prune(Json.Obj document) {
        var pruning = new Pruning();
        Json.Obj kept = pruning.object(root, document, Place.ROOT);
        return new Pruned(kept, pruning.unknown());
    }

    /// Everything in which a new document breaks the schema; see [#validate(Json.Obj, Json.Obj)].
    public List<Violation> validate(Json.Obj document) {
        return validate(document, null);
    }

    /// Everything in which the document breaks the schema, in document order, then the rules that it breaks; at
    /// most 1,000 violations.
    ///
    /// Unknown fields are no violation: see [#prune(Json.Obj)]. Default first, or a required field with a default
    /// will be missed. A rule does not run where the value has not the shape that the schema says, which a
    /// violation then tells; nor where the value is the same as before, unless it compares the two. Rules together
    /// do at most what [Budget#ofDocument()] allows.
    ///
    /// @param before the document that this one replaces, or null where it is new: rules that compare with
    ///     `oldSelf` run only where there is one
    public List<Violation> validate(Json.Obj document, Json.@Nullable Obj before) {
        var found = new Findings();
        root.check(document, Place.ROOT, found);
        rules.check(document, before, found);
        return found.list();
    }

    /// The known field that somebody meant who wrote an unknown one, or null where none is close.
    ///
    /// @param unknownField a path from [Pruned#unknown()]
    /// @return the name alone: `services` for `spec.servces`
    public @Nullable String suggest(String unknownField) {
        var steps =
                STEP.matcher(unknownField).results().map(step -> step.group()).toList();
        if (steps.isEmpty()) {
            return null;
        }
        Node node = root;
        for (String step : steps.subList(0, steps.size() - 1)) {
            Node next =
                    step.startsWith("[") ? node.shape().items() : node.shape().field(step);
            if (next == null) {
                return steps.size() == 2 && step.equals("metadata")
                        ? Suggestion.closest(steps.getLast(), Pruning.METADATA_FIELDS)
                        : null;
            }
            node = next;
        }
        return Suggestion.closest(steps.getLast(), known(node, steps));
    }

    private List<String> known(Node node, List<String> steps) {
        var known = new ArrayList<>(node.shape().properties().keySet());
        if (node.shape().embedded()) {
            known.addAll(Pruning.RESOURCE_FIELDS);
        }
        if (steps.size() == 2 && steps.getFirst().equals("metadata")) {
            known.addAll(Pruning.METADATA_FIELDS);
        }
        return known;
    }
}
