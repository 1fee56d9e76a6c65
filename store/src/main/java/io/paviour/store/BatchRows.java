package io.paviour.store;

import static io.paviour.store.Rows.Column.BYTES;
import static io.paviour.store.Rows.Column.FLAG;
import static io.paviour.store.Rows.Column.NUMBER;
import static io.paviour.store.Rows.Column.TEXT;

import io.paviour.resource.Ref;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The rows of one [Batch], gathered from its writes.
final class BatchRows {
    /// Kind, namespace, name, revision, whether it is a removal, whether it is what the resource is from now on, the
    /// document, and what the audit trail says of it, if anything.
    final Rows written = new Rows(TEXT, TEXT, TEXT, NUMBER, FLAG, FLAG, BYTES, TEXT, TEXT, TEXT, TEXT);
    final Rows removed = Rows.refs();
    final Rows queued = new Rows(TEXT, TEXT, TEXT, NUMBER, TEXT, FLAG);
    final Rows queuedRefs = Rows.refs();
    final Rows uses = new Rows(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT);
    final Rows woken = Rows.refs();

    /// Several writes of one resource may share a batch: each is logged, the last one is what is.
    BatchRows(List<Batch.Accepted> accepted) {
        var last = new LinkedHashMap<Ref, Batch.Accepted>();
        Set<Ref> wakes = new LinkedHashSet<>();
        for (Batch.Accepted each : accepted) {
            Write.Waking waking = each.prepared().write().waking();
            Ref ref = each.change().packed().ref();
            last.put(ref, each);
            if (waking.self()) {
                wakes.add(ref);
            }
            if (waking.owner() != null) {
                wakes.add(waking.owner());
            }
        }
        wakes.forEach(woken::add);
        var standing =
                last.values().stream().map(each -> each.change().revision()).collect(Collectors.toSet());
        accepted.forEach(each -> write(each, standing.contains(each.change().revision())));
        last.values().forEach(this::settle);
    }

    private void write(Batch.Accepted each, boolean isLast) {
        Committed change = each.change();
        Ref ref = change.packed().ref();
        AuditEntry entry = each.prepared().write().entry();
        written.add(
                ref.kind().toString(),
                ref.namespace(),
                ref.name(),
                change.revision(),
                change.removed(),
                isLast && !change.removed(),
                each.prepared().text(),
                entry == null ? null : entry.subject(),
                entry == null ? null : entry.verb(),
                entry == null ? null : entry.subresource(),
                entry == null ? null : entry.note());
    }

    private void settle(Batch.Accepted last) {
        Committed change = last.change();
        Write.Waking waking = last.prepared().write().waking();
        if (change.removed()) {
            removed.add(change.packed().ref());
        } else if (waking.reconciled()) {
            queue(change.packed().ref(), waking, change.revision());
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
