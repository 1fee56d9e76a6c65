package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes out of a document what its applier no longer wants and nobody else owns.
///
/// @param root the schema
/// @param last what the applier applied the last time
/// @param owned what anybody owns now, the applier included
record Removal(Node root, FieldSet last, FieldSet owned) {
    /// What every document has, whoever owns it.
    private static final FieldSet ALWAYS = always();

    private static FieldSet always() {
        var twig = new Twig();
        twig.at(Element.field("apiVersion")).own();
        twig.at(Element.field("kind")).own();
        twig.at(Element.field("metadata")).own();
        twig.at(Element.field("metadata")).at(Element.field("name")).own();
        return twig.toSet();
    }

    /// Follows structured-merge-diff: everything of `last` goes; what somebody owns comes back with all
    /// around it that has to be there; and of the rest only goes what was in `last`, so that what nobody
    /// owns (defaults, say) stays as long as the thing it is in.
    Json.Obj from(Json.Obj merged) {
        FieldSet mine = named(last);
        FieldSet there = named(Owned.all(root, merged));
        Json.Obj bare = without(merged, mine);
        FieldSet keeps = named(Owned.all(root, bare)).with(named(owned.with(ALWAYS)));
        Json.Obj owned = without(merged, there.without(keeps));
        FieldSet rest = named(Owned.all(root, owned));
        return without(merged, there.without(rest).both(mine));
    }

    private FieldSet named(FieldSet set) {
        return Owned.withNamed(root, set);
    }

    private Json.Obj without(Json.Obj document, FieldSet gone) {
        return fields(root, document, gone.tree(), 0);
    }

    /// A value without what is in a set below it. It stays although nothing is left in it: if nobody wanted
    /// it, it would be in the set itself.
    private static Json value(@Nullable Node node, Json value, Json.Obj gone, int depth) {
        return switch (Grain.of(node, value, depth)) {
            case FIELDS -> fields(node, (Json.Obj) value, gone, depth);
            case ITEMS -> items(node, ((Json.Arr) value).items(), gone, depth);
            case WHOLE, NOTHING -> value;
        };
    }

    private static Json.Obj fields(@Nullable Node node, Json.Obj object, Json.Obj gone, int depth) {
        var kept = new LinkedHashMap<String, Json>();
        object.fields().forEach((name, value) -> {
            Json rest = gone.get(Element.field(name)) instanceof Json.Obj below
                    ? rest(Grain.field(node, name), value, below, depth + 1)
                    : value;
            if (rest != null) {
                kept.put(name, rest);
            }
        });
        return new Json.Obj(kept);
    }

    private static Json items(@Nullable Node node, List<Json> items, Json.Obj gone, int depth) {
        List<String> elements = Grain.elements(node, items);
        var kept = new ArrayList<Json>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Json rest = gone.get(elements.get(i)) instanceof Json.Obj below
                    ? rest(Grain.item(node), items.get(i), below, depth + 1)
                    : items.get(i);
            if (rest != null) {
                kept.add(rest);
            }
        }
        return new Json.Arr(kept);
    }

    private static @Nullable Json rest(@Nullable Node node, Json value, Json.Obj gone, int depth) {
        return FieldSet.owns(gone) ? null : value(node, value, gone, depth);
    }
}
