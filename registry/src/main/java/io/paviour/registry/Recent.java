package io.paviour.registry;

import io.paviour.resource.KindName;
import io.paviour.resource.Packed;
import io.paviour.resource.Ref;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The last changes: what watches that begin earlier are told, and what lists at an earlier revision are made of. Not
/// safe for threads: [View] locks.
final class Recent {
    /// How many changes are remembered at most.
    static final int CHANGES_MAX = 10_000;

    /// How much text they have at most, in bytes.
    static final long TEXT_BYTES_MAX = 64 << 20;

    private final Deque<Step> steps = new ArrayDeque<>();
    private long textBytes;
    private long beginning;

    /// A change with what was there before.
    ///
    /// @param last what is now, or what it last was, at the revision of the change
    record Step(
            long revision,
            @Nullable Packed before,
            @Nullable Packed after,
            Packed last) {}

    /// Starts over: nothing is known of changes up to a revision.
    void clear(long revision) {
        steps.clear();
        textBytes = 0;
        beginning = revision;
    }

    void add(Step step) {
        steps.addLast(step);
        textBytes += step.last.text().length;
        while (steps.size() > CHANGES_MAX || textBytes > TEXT_BYTES_MAX) {
            Step oldest = steps.removeFirst();
            textBytes -= oldest.last.text().length;
            beginning = oldest.revision;
        }
    }

    int size() {
        return steps.size();
    }

    /// The revision after which every change is known.
    long beginning() {
        return beginning;
    }

    /// The changes after a revision, which must not be before [#beginning].
    Stream<Step> after(long revision) {
        return steps.stream().filter(step -> step.revision > revision);
    }

    /// How resources of a kind were at a revision, as far as they have changed since; empty for those that were not
    /// there.
    NavigableMap<Ref, Optional<Packed>> rewind(KindName kind, long revision) {
        var then = new TreeMap<Ref, Optional<Packed>>(Shelves.BY_PLACE);
        after(revision)
                .filter(step -> step.last.ref().kind().equals(kind))
                .forEach(step -> then.putIfAbsent(step.last.ref(), Optional.ofNullable(step.before)));
        return then;
    }
}
