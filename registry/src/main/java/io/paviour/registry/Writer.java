package io.paviour.registry;

import io.paviour.access.Subject;
import io.paviour.plugin.Reconciler;
import io.paviour.resource.Json;
import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.Resource;
import io.paviour.store.AuditEntry;
import io.paviour.store.Ledger;
import io.paviour.store.Write;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hands what the desk decided to the ledger, and says whom it wakes.
public final class Writer {
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(1);

    private final Ledger ledger;
    private volatile Map<KindName, Reconciler<?>> reconcilers = Map.of();

    /// Writes to `ledger`.
    public Writer(Ledger ledger) {
        this.ledger = ledger;
    }

    void open(Map<KindName, Reconciler<?>> waking) {
        reconcilers = Map.copyOf(waking);
    }

    /// Refuses a resource that is larger than [Registry#RESOURCE_BYTES_MAX].
    static void requireSize(Resource wanted) {
        int bytes = Packed.text(wanted).length;
        if (bytes > Registry.RESOURCE_BYTES_MAX) {
            throw new Problem.TooLarge(bytes, Registry.RESOURCE_BYTES_MAX).exception();
        }
    }

    /// Stores a resource in place of `live`, or as a new one.
    Resource put(Resource wanted, @Nullable Resource live, Admission.Admitted admitted, AuditEntry entry) {
        long expected = live == null ? 0 : live.revision();
        boolean told = Subject.isHouse(entry.subject())
                && (entry.subresource().equals("status") || wanted.kind().equals(Events.KIND));
        var writes = new ArrayList<Write>();
        writes.add(new Write(wanted, false, expected, admitted.required(), told ? null : entry, waking(wanted, live)));
        // What is counted is noted by the platform itself.
        admitted.charged()
                .forEach(counted ->
                        writes.add(new Write(counted, false, counted.revision(), null, Write.Waking.NOBODY)));
        return write(writes);
    }

    /// Removes a resource.
    Resource remove(Resource last, AuditEntry entry) {
        boolean told = Subject.isHouse(entry.subject()) && last.kind().equals(Events.KIND);
        return write(List.of(new Write(last, true, last.revision(), told ? null : entry, waking(last, last))));
    }

    private Resource write(List<Write> writes) {
        try {
            return writes.getFirst()
                    .resource()
                    .withRevision(ledger.writeAll(writes).revision());
        } catch (IOException away) {
            throw new Problem.Unavailable("the write could not be stored: " + away.getMessage(), DATABASE_AWAY)
                    .exception();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw stopping().exception();
        }
    }

    static Problem stopping() {
        return new Problem.Unavailable("the platform is stopping", DATABASE_AWAY);
    }

    private Write.Waking waking(Resource wanted, @Nullable Resource live) {
        Reconciler<?> reconciler = reconcilers.get(wanted.kind());
        if (reconciler == null) {
            return new Write.Waking(false, false, null, true, wanted.controller(), Set.of());
        }
        Reconciler.Placement placement = reconciler.placement(wanted);
        String node = placement == Reconciler.Placement.ANY_NODE
                ? null
                : wanted.status().string("node");
        boolean self = live == null || !asked(live).equals(asked(wanted));
        return new Write.Waking(
                true,
                self,
                node,
                placement != Reconciler.Placement.BOUND,
                wanted.controller(),
                reconciler.references(wanted));
    }

    /// What somebody asks of a resource, as against what its reconciler told.
    private static Json.Obj asked(Resource resource) {
        Json.Obj metadata = resource.metadata().without("resourceVersion");
        return resource.document().without("status").with("metadata", metadata);
    }
}
