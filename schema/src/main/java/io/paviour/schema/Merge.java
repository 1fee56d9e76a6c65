package io.paviour.schema;

import io.paviour.resource.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a document becomes when somebody applies a configuration: what the configuration says, and what is
/// there otherwise. It takes nothing away; see [Removal].
final class Merge {
    private Merge() {}

    static Json.Obj of(Node root, Json.Obj live, Json.Obj configuration) {
        return fields(root, live, configuration, 0);
    }

    private static Json value(@Nullable Node node, Json live, Json configured, int depth) {
        Grain was = Grain.of(node, live, depth);
        Grain is = Grain.of(node, configured, depth);
        if (live instanceof Json.Obj old && configured instanceof Json.Obj young && was == is && is == Grain.FIELDS) {
            return fields(node, old, young, depth);
        }
        if (live instanceof Json.Arr(var old)
                && configured instanceof Json.Arr(var young)
                && was == is
                && is == Grain.ITEMS) {
            return old.isEmpty() || young.isEmpty()
                    ? (old.isEmpty() ? configured : live)
                    : items(node, old, young, depth);
        }
        boolean keepsContent = is == Grain.NOTHING
                && ((live instanceof Json.Obj object && was == Grain.FIELDS && !object.isEmpty())
                        || (live instanceof Json.Arr(var items) && was == Grain.ITEMS && !items.isEmpty()));
        return keepsContent ? live : configured;
    }

    private static Json.Obj fields(@Nullable Node node, Json.Obj live, Json.Obj configured, int depth) {
        Map<String, Json> merged = new LinkedHashMap<>(live.fields());
        boolean changes = false;
        for (var field : configured.fields().entrySet()) {
            Json there = live.get(field.getKey());
            Json value = there == null
                    ? field.getValue()
                    : value(Grain.field(node, field.getKey()), there, field.getValue(), depth + 1);
            if (there == null || !value.equals(there)) {
                merged.put(field.getKey(), value);
                changes = true;
            }
        }
        return changes ? new Json.Obj(merged) : live;
    }

    /// The items of the configuration in its order, each merged with its namesake. Items that only the live
    /// list has keep their place: they stay behind those that they were behind.
    private static Json items(@Nullable Node node, List<Json> live, List<Json> configured, int depth) {
        Node item = Grain.item(node);
        List<String> there = Grain.elements(node, live);
        List<String> wanted = Grain.elements(node, configured);
        Map<String, @Nullable Json> byElement = new HashMap<>();
        for (int i = 0; i < live.size(); i++) {
            // Nobody knows which of two with the same key is meant: neither is merged with.
            byElement.put(there.get(i), byElement.containsKey(there.get(i)) ? null : live.get(i));
        }
        var isWanted = new HashSet<>(wanted);
        @Nullable String[] nextShared = nextShared(wanted, byElement);
        var merged = new ArrayList<Json>(Math.max(live.size(), configured.size()));
        var done = new HashSet<String>();
        int l = 0;
        int r = 0;
        while (l < live.size() || r < configured.size()) {
            if (l < live.size()) {
                String element = there.get(l);
                if (!isWanted.contains(element)) {
                    merged.add(live.get(l));
                    l++;
                    continue;
                }
                boolean isNext = r < configured.size() && element.equals(wanted.get(r));
                boolean comesLater = r < configured.size()
                        && nextShared[r] != null
                        && !element.equals(Objects.requireNonNull(nextShared[r]));
                if (!isNext && comesLater) {
                    l++;
                    continue;
                }
                if (isNext || done.contains(element)) {
                    l++;
                }
            }
            if (r < configured.size()) {
                Json namesake = byElement.get(wanted.get(r));
                Json young = configured.get(r);
                merged.add(namesake == null ? young : value(item, namesake, young, depth + 1));
                done.add(wanted.get(r));
                r++;
            }
        }
        return new Json.Arr(merged);
    }

    /// For each item of the configuration the next one, itself included, that the live list has too.
    private static @Nullable String[] nextShared(List<String> wanted, Map<String, @Nullable Json> there) {
        @Nullable String[] next = new @Nullable String[wanted.size()];
        String shared = null;
        for (int i = wanted.size() - 1; i >= 0; i--) {
            shared = there.containsKey(wanted.get(i)) ? wanted.get(i) : shared;
            next[i] = shared;
        }
        return next;
    }
}
