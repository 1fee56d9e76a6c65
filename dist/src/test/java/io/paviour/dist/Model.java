package io.paviour.dist;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one server would do that knew one thing and did one request after another. This is all that the
/// API promises of writes; two servers have to do the same, in some order.
final class Model {
    private Model() {}

    /// What is answered, and what there is afterwards.
    ///
    /// @param after null if there is nothing; its uid and revision say nothing where the thing changed
    /// @param others the managers that a conflict names
    record Step(int code, @Nullable Thing after, Set<String> others) {
        static Step of(int code, @Nullable Thing after) {
            return new Step(code, after, Set.of());
        }
    }

    /// One request, of what there is.
    static Step step(@Nullable Thing now, Ask ask) {
        if (now == null) {
            return switch (ask) {
                case Ask.Create create -> Step.of(201, created(create.manager() + " Update", create.fields()));
                case Ask.Apply apply -> Step.of(201, created(apply.manager() + " Apply", apply.fields()));
                case Ask.Read _, Ask.Replace _, Ask.Merge _, Ask.Delete _ -> Step.of(404, null);
            };
        }
        return switch (ask) {
            case Ask.Read _ -> Step.of(200, now);
            case Ask.Create _ -> Step.of(409, now);
            case Ask.Replace replace when replace.revision() != now.revision() -> Step.of(409, now);
            case Ask.Replace replace -> {
                Map<String, String> values = new TreeMap<>(now.below("status"));
                values.putAll(below("spec", replace.fields()));
                yield Step.of(200, updated(now, replace.manager() + " Update", values));
            }
            case Ask.Merge merge when merge.revision() != 0 && merge.revision() != now.revision() -> Step.of(409, now);
            case Ask.Merge merge -> {
                Map<String, String> values = new TreeMap<>(now.values());
                values.putAll(below(merge.part(), merge.changes()));
                values.values().removeIf(String::isEmpty);
                String subresource = merge.part().equals("status") ? "status" : "";
                yield Step.of(200, updated(now, Thing.manager(merge.manager(), "Update", subresource), values));
            }
            case Ask.Apply apply -> applied(now, apply);
            case Ask.Delete delete -> {
                boolean isOther = !delete.uid().isEmpty() && !delete.uid().equals(now.uid());
                boolean isLate = delete.revision() != 0 && delete.revision() != now.revision();
                yield isOther || isLate ? Step.of(409, now) : Step.of(200, null);
            }
        };
    }

    private static Thing created(String manager, Map<String, String> fields) {
        var values = below("spec", fields);
        var owners = new TreeMap<String, SortedSet<String>>();
        owners.put(manager, new TreeSet<>(values.keySet()));
        return new Thing("", 0, values, owners);
    }

    /// An ordinary write: who changes a field owns it alone, and what is taken away nobody owns.
    private static Thing updated(Thing now, String manager, Map<String, String> values) {
        var changed = new TreeSet<>(values.keySet());
        changed.removeIf(field -> values.get(field).equals(now.values().get(field)));
        var touched = new TreeSet<>(now.values().keySet());
        touched.removeAll(values.keySet());
        touched.addAll(changed);
        var owners = without(now, touched, "");
        owners.computeIfAbsent(manager, _ -> new TreeSet<>()).addAll(changed);
        return new Thing(now.uid(), now.revision(), new TreeMap<>(values), owners);
    }

    /// Server-side apply: a field that somebody else owns is taken only by force, and what the manager
    /// no longer says goes unless somebody else owns it.
    private static Step applied(Thing now, Ask.Apply apply) {
        String manager = apply.manager() + " Apply";
        Map<String, String> wanted = below("spec", apply.fields());
        var differing = new TreeSet<>(wanted.keySet());
        differing.removeIf(field -> wanted.get(field).equals(now.values().get(field)));
        var others = new TreeSet<String>();
        now.owners().forEach((owner, fields) -> {
            if (!owner.equals(manager) && fields.stream().anyMatch(differing::contains)) {
                others.add(owner.substring(0, owner.indexOf(' ')));
            }
        });
        if (!others.isEmpty() && !apply.force()) {
            return new Step(409, now, others);
        }
        var owners = without(now, differing, manager);
        SortedSet<String> dropped = new TreeSet<>(now.owners().getOrDefault(manager, new TreeSet<>()));
        dropped.removeAll(wanted.keySet());
        owners.put(manager, new TreeSet<>(wanted.keySet()));
        owners.values().forEach(dropped::removeAll);
        var values = new TreeMap<>(now.values());
        values.keySet().removeAll(dropped);
        values.putAll(wanted);
        return Step.of(200, new Thing(now.uid(), now.revision(), values, owners));
    }

    /// @param except a manager who keeps what he has
    private static TreeMap<String, SortedSet<String>> without(Thing now, Set<String> fields, String except) {
        var owners = new TreeMap<String, SortedSet<String>>();
        now.owners().forEach((owner, owned) -> {
            var left = new TreeSet<>(owned);
            if (!owner.equals(except)) {
                left.removeAll(fields);
            }
            owners.put(owner, left);
        });
        return owners;
    }

    private static TreeMap<String, String> below(String part, Map<String, String> fields) {
        var below = new TreeMap<String, String>();
        fields.forEach((field, value) -> below.put(part + "." + field, value));
        return below;
    }
}
