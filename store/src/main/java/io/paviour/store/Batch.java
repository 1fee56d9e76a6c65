package io.paviour.store;

import io.paviour.resource.Packed;
import io.paviour.resource.Problem;
import io.paviour.resource.Ref;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One transaction of the [Ledger]: two round trips, however many writes it carries.
final class Batch {
    /// What became of writes that succeed or fail together.
    sealed interface Result {
        record Done(List<Committed> changes) implements Result {}

        record Refused(Problem problem) implements Result {}
    }

    /// A write with the text that is stored of it, made before the lock is taken.
    @SuppressWarnings("ArrayRecordComponent") // nobody changes the bytes or compares writes
    record Prepared(Write write, byte[] text) {
        static Prepared of(Write write) {
            byte[] text = Packed.text(write.resource());
            if (text.length > Ledger.RESOURCE_BYTES_MAX) {
                throw new Problem.TooLarge(text.length, Ledger.RESOURCE_BYTES_MAX).exception();
            }
            return new Prepared(write, text);
        }
    }

    /// A write and what becomes of it.
    record Accepted(Prepared prepared, Committed change) {}

    // The second statement has its own snapshot, taken when the lock of the first is held.
    private static final String LOCK_AND_LOOK = """
            select value from revision for update;
            select kind, namespace, name, revision
              from resource join unnest(?::text[], ?::text[], ?::text[]) as wanted (kind, namespace, name)
                   using (kind, namespace, name)
            """;

    private static final String REMOVE = """
            with gone as (select * from unnest(?::text[], ?::text[], ?::text[]) as t (kind, namespace, name)),
                 idle as (delete from work using gone
                           where (work.kind, work.namespace, work.name) = (gone.kind, gone.namespace, gone.name)),
                 free as (delete from uses using gone
                           where (uses.kind, uses.namespace, uses.name) = (gone.kind, gone.namespace, gone.name))
            delete from resource using gone
             where (resource.kind, resource.namespace, resource.name) = (gone.kind, gone.namespace, gone.name);
            """;

    // Being woken is left to WRITE: a write of the status alone does not wake the resource itself.
    private static final String QUEUE = """
            insert into work (kind, namespace, name, due, revision, node, movable)
            select kind, namespace, name, ?, revision, node, movable
              from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::boolean[])
                   as t (kind, namespace, name, revision, node, movable)
                on conflict (kind, namespace, name)
                do update set node = excluded.node, movable = excluded.movable;
            delete from uses using unnest(?::text[], ?::text[], ?::text[]) as t (kind, namespace, name)
             where (uses.kind, uses.namespace, uses.name) = (t.kind, t.namespace, t.name);
            insert into uses select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                on conflict do nothing;
            """;

    // One statement, so that a document is sent once for the two tables that keep it, and so that the notification
    // can say whether anybody has work.
    private static final String WRITE = """
            with written as materialized (
                    select kind, namespace, name, revision, removed, stands,
                           convert_from(document, 'UTF8')::json as document, subject, verb, subresource, note
                      from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[], ?::boolean[], ?::bytea[],
                                  ?::text[], ?::text[], ?::text[], ?::text[])
                           as t (kind, namespace, name, revision, removed, stands, document,
                                 subject, verb, subresource, note)),
                 stored as (
                    insert into resource (kind, namespace, name, revision, document)
                    select kind, namespace, name, revision, document from written where stands
                        on conflict (kind, namespace, name)
                        do update set revision = excluded.revision, document = excluded.document),
                 logged as (
                    insert into change (at, revision, removed, document)
                    select ?, revision, removed, document from written),
                 audited as (
                    insert into audit (at, revision, subject, verb, subresource, kind, namespace, name, note)
                    select ?, revision, subject, verb, subresource, kind, namespace, name, note
                      from written where subject is not null),
                 counted as (update revision set value = ?),
                 woken as (
                    select * from unnest(?::text[], ?::text[], ?::text[]) as t (kind, namespace, name)
                     union
                    select uses.kind, uses.namespace, uses.name
                      from uses join written
                        on (used_kind, used_namespace, used_name) = (written.kind, written.namespace, written.name)),
                 due as (
                    update work
                       set due = least(due, ?), wakes = wakes + 1, revision = greatest(revision, ?)
                      from woken
                     where (work.kind, work.namespace, work.name) = (woken.kind, woken.namespace, woken.name)
                    returning 1)
            select pg_notify('paviour', ? || case when exists (select from due) then ' work' else '' end);
            """;

    // Goes along with the last statement, as everybody else waits for the lock. After a failure PostgreSQL passes
    // over it.
    private static final String COMMIT = "commit";

    private final Database database;
    private final InstantSource clock;

    Batch(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Commits groups of writes: each group as a whole or not at all, whatever becomes of the others.
    List<Result> commit(List<List<Prepared>> groups) throws IOException {
        return database.transaction(connection -> {
            var revisions = new HashMap<Ref, Long>();
            long revision = lockAndLook(connection, groups, revisions);
            var results = new ArrayList<Result>(groups.size());
            var accepted = new ArrayList<Accepted>();
            for (List<Prepared> group : groups) {
                Problem problem = refusal(group, revisions);
                if (problem != null) {
                    results.add(new Result.Refused(problem));
                    continue;
                }
                var changes = new ArrayList<Committed>(group.size());
                for (Prepared prepared : group) {
                    Write write = prepared.write;
                    var packed = Packed.of(write.resource(), prepared.text, ++revision);
                    var change = new Committed(packed, write.removes());
                    revisions.put(change.packed().ref(), write.removes() ? 0L : revision);
                    accepted.add(new Accepted(prepared, change));
                    changes.add(change);
                }
                results.add(new Result.Done(List.copyOf(changes)));
            }
            if (!accepted.isEmpty()) {
                write(connection, accepted, revision);
            }
            return results;
        });
    }

    /// Whether a group finds everything as its writers saw it, and the problem if not.
    private static @Nullable Problem refusal(List<Prepared> group, Map<Ref, Long> revisions) {
        for (Prepared prepared : group) {
            Write write = prepared.write;
            Problem problem = Ledger.refusal(
                    write, revisions.getOrDefault(write.resource().ref(), 0L));
            if (problem != null) {
                return problem;
            }
            for (var required : write.required().entrySet()) {
                if (!required.getValue().equals(revisions.getOrDefault(required.getKey(), 0L))) {
                    return Problem.Conflict.modified(required.getKey());
                }
            }
        }
        return null;
    }

    private static long lockAndLook(Connection connection, List<List<Prepared>> groups, Map<Ref, Long> revisions)
            throws SQLException {
        Set<Ref> refs = new HashSet<>();
        for (List<Prepared> group : groups) {
            for (Prepared prepared : group) {
                refs.add(prepared.write.resource().ref());
                refs.addAll(prepared.write.required().keySet());
            }
        }
        var wanted = Rows.refs();
        var byKey = new HashMap<List<String>, Ref>();
        for (Ref ref : refs) {
            byKey.put(Rows.key(ref), ref);
            wanted.add(ref);
        }
        try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_LOOK)) {
            wanted.bind(statement, 1);
            statement.execute();
            long revision;
            try (ResultSet counter = statement.getResultSet()) {
                counter.next();
                revision = counter.getLong(1);
            }
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    Ref ref = byKey.get(List.of(rows.getString(1), rows.getString(2), rows.getString(3)));
                    revisions.put(Objects.requireNonNull(ref), rows.getLong(4));
                }
            }
            return revision;
        }
    }

    private void write(Connection connection, List<Accepted> accepted, long revision) throws SQLException {
        var rows = new BatchRows(accepted);
        var now = Timestamp.from(clock.instant());
        // What nobody needs in this batch is not asked of the database at all: most batches are a WRITE alone.
        String removal = rows.removed.isEmpty() ? "" : REMOVE;
        String queueing = rows.queued.isEmpty() ? "" : QUEUE;
        try (PreparedStatement statement = connection.prepareStatement(removal + queueing + WRITE + COMMIT)) {
            int at = 1;
            if (!removal.isEmpty()) {
                at = rows.removed.bind(statement, at);
            }
            if (!queueing.isEmpty()) {
                statement.setTimestamp(at++, now);
                at = rows.queued.bind(statement, at);
                at = rows.queuedRefs.bind(statement, at);
                at = rows.uses.bind(statement, at);
            }
            at = rows.written.bind(statement, at);
            statement.setTimestamp(at++, now);
            statement.setTimestamp(at++, now);
            statement.setLong(at++, revision);
            at = rows.woken.bind(statement, at);
            statement.setTimestamp(at++, now);
            statement.setLong(at++, revision);
            statement.setString(at, Long.toString(revision));
            statement.execute();
        }
    }
}
