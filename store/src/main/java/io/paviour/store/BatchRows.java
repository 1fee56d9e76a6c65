package io.paviour.store;

import io.paviour.resource.Ref;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The rows of one [Batch], gathered from its writes.
final class BatchRows {
    final Rows stored = new Rows("text", "text", "text", "bigint", "text");
    final Rows removed = Rows.refs();
    final Rows changes = new Rows("bigint", "boolean", "text");
    final Rows audit = new Rows("bigint", "text", "text", "text", "text", "text", "text", "text");
    final Rows queued = new Rows("text", "text", "text", "bigint", "text", "boolean");
    final Rows queuedRefs = Rows.refs();
    final Rows uses = new Rows("text", "text", "text", "text", "text", "text");
    final Rows changed = Rows.refs();
    final Rows woken = Rows.refs();

    private record Last(Write write, long revision, String text) {}

    /// Several writes of one resource may share a batch: each is logged, the last one is what is.
    BatchRows(List<Batch.Accepted> accepted) {
        var last = new LinkedHashMap<Ref, Last>();
        Set<Ref> wakes = new LinkedHashSet<>();
        for (Batch.Accepted each : accepted) {
            Write write = each.prepared().write();
            Committed change = each.change();
            Ref ref = change.packed().ref();
            String text = each.prepared().text();
            last.put(ref, new Last(write, change.revision(), text));
            changes.add(change.revision(), change.removed(), text);
            AuditEntry entry = write.entry();
            if (entry != null) {
                log(entry, change.revision(), ref);
            }
            if (write.waking().self()) {
                wakes.add(ref);
            }
            if (write.waking().owner() != null) {
                wakes.add(write.waking().owner());
            }
        }
        wakes.forEach(woken::add);
        last.forEach(this::store);
    }

    private void log(AuditEntry entry, long revision, Ref ref) {
        audit.add(
                revision,
                entry.subject(),
                entry.verb(),
                entry.subresource(),
                ref.kind().toString(),
                ref.namespace(),
                ref.name(),
                entry.note());
    }

    private void store(Ref ref, Last last) {
        changed.add(ref);
        if (last.write.removes()) {
            removed.add(ref);
            queuedRefs.add(ref);
            return;
        }
        stored.add(ref.kind().toString(), ref.namespace(), ref.name(), last.revision, last.text);
        if (last.write.waking().reconciled()) {
            queue(ref, last.write.waking(), last.revision);
        }
    }

    private void queue(Ref ref, Write.Waking waking, long revision) {
        queued.add(ref.kind().toString(), ref.namespace(), ref.name(), revision, waking.node(), waking.movable());
        queuedRefs.add(ref);
        for (Ref used : waking.uses()) {
            uses.add(
                    ref.kind().toString(),
                    ref.namespace(),
                    ref.name(),
                    used.kind().toString(),
                    used.namespace(),
                    used.name());
        }
    }
}
