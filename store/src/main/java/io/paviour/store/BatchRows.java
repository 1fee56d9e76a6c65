package io.paviour.store;

import io.paviour.resource.JsonText;
import io.paviour.resource.Ref;
import io.paviour.resource.Resource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The rows of one [Batch], gathered from its writes.
final class BatchRows {
    final Rows stored = new Rows("text", "text", "text", "bigint", "text");
    final Rows removed = Rows.refs();
    final Rows changes = new Rows("bigint", "boolean", "text");
    final Rows audit = new Rows("bigint", "text", "text", "text", "text", "text", "text");
    final Rows queued = new Rows("text", "text", "text", "bigint", "text", "boolean");
    final Rows queuedRefs = Rows.refs();
    final Rows uses = new Rows("text", "text", "text", "text", "text", "text");
    final Rows changed = Rows.refs();
    final Rows woken = Rows.refs();

    /// Several writes of one resource may share a batch: each is logged, the last one is what is.
    BatchRows(Map<Write, Committed> accepted) {
        var last = new LinkedHashMap<Ref, Write>();
        Set<Ref> wakes = new LinkedHashSet<>();
        accepted.forEach((write, change) -> {
            Resource resource = change.resource();
            Ref ref = resource.ref();
            last.put(ref, write);
            changes.add(change.revision(), change.removed(), text(resource));
            AuditEntry entry = write.entry();
            audit.add(
                    change.revision(),
                    entry.subject(),
                    entry.verb(),
                    entry.subresource(),
                    ref.kind().toString(),
                    ref.namespace(),
                    ref.name());
            if (write.waking().self()) {
                wakes.add(ref);
            }
            if (write.waking().owner() != null) {
                wakes.add(write.waking().owner());
            }
        });
        wakes.forEach(woken::add);
        last.forEach((ref, write) -> {
            Committed change = java.util.Objects.requireNonNull(accepted.get(write));
            changed.add(ref);
            if (write.removes()) {
                removed.add(ref);
                queuedRefs.add(ref);
                return;
            }
            stored.add(ref.kind().toString(), ref.namespace(), ref.name(), change.revision(), text(change.resource()));
            if (write.waking().reconciled()) {
                queue(ref, write.waking(), change.revision());
            }
        });
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

    private static String text(Resource resource) {
        return JsonText.write(
                resource.document().with("metadata", resource.metadata().without("resourceVersion")));
    }
}
