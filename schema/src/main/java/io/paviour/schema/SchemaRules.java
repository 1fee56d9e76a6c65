package io.paviour.schema;

import io.paviour.resource.Json;
import org.jspecify.annotations.Nullable;

/// The rules of a schema, whose expressions are read when they are first needed: the language costs a
/// second or two to load, and many a process meets no document of a kind that has rules.
final class SchemaRules {
    private final @Nullable RuleTree tree;
    private @Nullable CelRules rules;

    private SchemaRules(@Nullable RuleTree tree) {
        this.tree = tree;
    }

    static SchemaRules read(Json.Obj schema, Place place, Findings found) {
        return new SchemaRules(new RuleTreeReader(found).read(schema, place));
    }

    /// Reads every expression now, and tells what is wrong with them.
    void compile(Findings found) {
        if (tree != null) {
            rules(tree).flaws(found);
        }
    }

    /// Runs the rules over a document.
    ///
    /// @param before the document that it replaces, or null where it is new
    /// @param found what else is wrong with the document: where a value has not the shape that its schema
    ///     says, the rules there and above it do not run
    void check(Json.Obj document, @Nullable Json before, Findings found) {
        if (tree != null) {
            new CelWalk(found).document(rules(tree), document, before);
        }
    }

    private synchronized CelRules rules(RuleTree read) {
        CelRules known = rules;
        if (known == null) {
            known = CelRules.compile(read);
            rules = known;
        }
        return known;
    }
}
