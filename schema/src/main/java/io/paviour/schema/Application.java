package io.paviour.schema;

import io.paviour.resource.Json;
import io.paviour.resource.Problem;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// One server-side apply, in the steps of structured-merge-diff: merge, take away, compare, settle ownership.
///
/// @param live the stored document, or null
record Application(
        Kind kind, Json.@Nullable Obj live, Json.Obj configuration, ManagedFields.Manager manager, Instant now) {
    /// Who is booked for what was there before anybody applied anything.
    private static final String BEFORE = "before-first-apply";

    /// Nobody settles more than this many conflicts in one go.
    private static final int CONFLICTS_MAX = 1_000;

    /// The manager for which [LastApplied] counts.
    private static final String KUBECTL = "kubectl";

    Json.Obj result(boolean force) {
        Portion scope = Portion.of(kind, manager.subresource());
        Json.Obj wanted = scope.reduced(configuration);
        Entry mine = Entry.applied(manager, Owned.by(scope, wanted), now);
        Entries entries = entries(scope);
        Entry last = entries.find(mine);

        Json.Obj next = next(scope, wanted, last, mine, entries);
        Comparison comparison = Comparison.of(scope, live == null ? Json.Obj.EMPTY : live, next);
        entries.remove(mine);
        if (!force) {
            refuseConflicts(entries, comparison.changed());
        }
        entries.change(fields -> fields.without(comparison.touched()));

        Json.Obj document = isKubectl() && scope.covers("metadata") ? LastApplied.renewed(next, configuration) : next;
        boolean isSame = live != null && document.equals(live);
        if (!mine.fields().isEmpty()) {
            entries.put(isSame && last != null && last.saysTheSameAs(mine) ? last : mine);
        }
        Json.Obj changed = ManagedFields.with(document, entries.json());
        return live != null && changed.equals(live) ? live : changed;
    }

    private Entries entries(Portion scope) {
        Entries entries = Entries.of(live);
        if (live != null && entries.isEmpty()) {
            var before = new ManagedFields.Manager(BEFORE, manager.apiVersion(), manager.subresource());
            entries.add(Entry.updated(before, Comparison.everything(scope, live), now));
        }
        entries.change(fields -> Owned.today(scope.root(), fields));
        return entries;
    }

    /// The document with the configuration in it, and without what the applier has given up.
    private Json.Obj next(Portion scope, Json.Obj wanted, @Nullable Entry last, Entry mine, Entries entries) {
        Json.Obj known =
                live == null ? Json.Obj.EMPTY : kind.schema().prune(live).document();
        Json.Obj merged = Merge.of(scope.root(), known, wanted);
        if (last != null && !last.fields().without(mine.fields()).isEmpty()) {
            FieldSet others = FieldSet.EMPTY;
            for (Entry entry : entries.list()) {
                others = entry.isOfTheManagerOf(mine) ? others : others.with(entry.fields());
            }
            Json.Obj rest = new Removal(scope.root(), last.fields(), others.with(mine.fields())).from(merged);
            // An empty list of items has no owner, so it may have gone with the items; but it was asked for.
            merged = Merge.of(scope.root(), rest, wanted);
        }
        return kind.schema().withDefaults(merged);
    }

    private boolean isKubectl() {
        return manager.name().equals(KUBECTL);
    }

    private void refuseConflicts(Entries others, FieldSet changed) {
        var conflicts = new ArrayList<Problem.FieldConflict>();
        FieldSet allowed = null;
        for (Entry other : others.list()) {
            FieldSet contested = other.fields().both(changed);
            if (!contested.isEmpty() && live != null && isKubectl()) {
                allowed = allowed == null ? LastApplied.fields(kind, manager.apiVersion(), live) : allowed;
                contested = contested.without(allowed);
            }
            for (String field : contested.shown()) {
                conflicts.add(new Problem.FieldConflict(other.shown(), field));
            }
        }
        if (!conflicts.isEmpty()) {
            var told = conflicts.subList(0, Math.min(conflicts.size(), CONFLICTS_MAX));
            throw new Problem.ApplyConflict(ManagedFields.ref(kind, configuration), told).exception();
        }
    }
}
