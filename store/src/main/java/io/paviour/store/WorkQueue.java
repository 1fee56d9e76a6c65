package io.paviour.store;

import io.paviour.resource.KindName;
import io.paviour.resource.Ref;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Which resources have to be looked at, shared by all replicas: each item is held by one of them at a time, by a
/// lease that runs out if its holder dies.
public final class WorkQueue {
    /// How long a lease lasts without being renewed.
    public static final Duration LEASE = Duration.ofSeconds(30);

    /// After this long without a sign of life a node counts as gone.
    public static final Duration NODE_GONE = Duration.ofSeconds(20);

    private static final String CLAIM = """
            with ready as (
                select kind, namespace, name
                  from work
                 where due <= ?
                   and (leased_until is null or leased_until < ?)
                   and (node is null or node = ?
                        or movable and not exists (select from node where name = work.node and seen_at > ?))
                 order by due
                 limit ?
                   for update skip locked)
            update work
               set leased_by = ?, leased_until = ?
              from ready
             where (work.kind, work.namespace, work.name) = (ready.kind, ready.namespace, ready.name)
            returning work.kind, work.namespace, work.name, wakes, revision, attempts, due
            """;

    private static final String FINISH = """
            update work
               set leased_by = null,
                   leased_until = null,
                   attempts = ?,
                   due = case when wakes = ? then ? else least(due, ?) end
             where kind = ? and namespace = ? and name = ? and leased_by = ?
            """;

    // Waiting for rows that a batch has locked, while holding others, would be a deadlock in the making; the next
    // renewal comes in time for what is skipped.
    private static final String RENEW = """
            with mine as (
                select work.kind, work.namespace, work.name
                  from work join unnest(?::text[], ?::text[], ?::text[]) as t (kind, namespace, name)
                       using (kind, namespace, name)
                 where leased_by = ?
                   for update of work skip locked)
            update work set leased_until = ?
              from mine
             where (work.kind, work.namespace, work.name) = (mine.kind, mine.namespace, mine.name)
            """;

    private static final String LOST = """
            select work.kind, work.namespace, work.name
              from work join unnest(?::text[], ?::text[], ?::text[]) as t (kind, namespace, name)
                   using (kind, namespace, name)
             where leased_by is not null and leased_by <> ?
            """;

    private static final String RELEASE = """
            update work set leased_by = null, leased_until = null where leased_by = ?
            """;

    private static final String WAKE = """
            update work set due = least(due, ?), wakes = wakes + 1
             where kind = ? and namespace = ? and name = ?
            """;

    private static final String WAKE_NODE = """
            update work set due = least(due, ?), wakes = wakes + 1 where node = ?
            """;

    private static final String SEEN = """
            insert into node (name, seen_at) values (?, ?)
                on conflict (name) do update set seen_at = excluded.seen_at
            """;

    private final Database database;
    private final InstantSource clock;
    private final String node;

    /// An item to be looked at.
    ///
    /// @param wakes how often it was woken; to be handed back
    /// @param revision the pass must have read at least up to here
    /// @param attempts how many passes in a row have failed
    /// @param due since when it could have been taken
    public record Item(Ref ref, long wakes, long revision, int attempts, Instant due) {}

    /// The queue as seen from `node`, which must be unique among the processes on the database.
    public WorkQueue(Database database, InstantSource clock, String node) {
        this.database = database;
        this.clock = clock;
        this.node = node;
    }

    /// Takes items that are due, for the time of a lease.
    public List<Item> claim(int itemsMax) throws IOException {
        Instant now = clock.instant();
        return database.transaction(connection -> {
            var items = new ArrayList<Item>();
            try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
                statement.setTimestamp(1, Timestamp.from(now));
                statement.setTimestamp(2, Timestamp.from(now));
                statement.setString(3, node);
                statement.setTimestamp(4, Timestamp.from(now.minus(NODE_GONE)));
                statement.setInt(5, itemsMax);
                statement.setString(6, node);
                statement.setTimestamp(7, Timestamp.from(now.plus(LEASE)));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        items.add(new Item(
                                ref(rows),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getInt(6),
                                rows.getTimestamp(7).toInstant()));
                    }
                }
            }
            return items;
        });
    }

    private static Ref ref(ResultSet rows) throws SQLException {
        String kind = rows.getString(1);
        int dot = kind.indexOf('.');
        KindName name =
                dot < 0 ? new KindName("", kind) : new KindName(kind.substring(dot + 1), kind.substring(0, dot));
        return new Ref(name, rows.getString(2), rows.getString(3));
    }

    /// Hands an item back, to be looked at again at `due`, or at once if it was woken in the meantime.
    public void finish(Item item, Instant due, int attempts) throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FINISH)) {
                statement.setInt(1, attempts);
                statement.setLong(2, item.wakes());
                statement.setTimestamp(3, Timestamp.from(due));
                statement.setTimestamp(4, Timestamp.from(clock.instant()));
                bind(statement, 5, item.ref());
                statement.setString(8, node);
                return statement.executeUpdate();
            }
        });
    }

    /// Prolongs the leases of items that this node holds.
    ///
    /// @return those of them that another node has taken by now: whatever is under way for them must stop
    public Set<Ref> renew(Collection<Ref> refs) throws IOException {
        var byKey = new HashMap<List<String>, Ref>();
        var rows = Rows.refs();
        for (Ref ref : refs) {
            byKey.put(Rows.key(ref), ref);
            rows.add(ref);
        }
        return database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RENEW)) {
                int at = rows.bind(statement, 1);
                statement.setString(at++, node);
                statement.setTimestamp(at, Timestamp.from(clock.instant().plus(LEASE)));
                statement.executeUpdate();
            }
            var lost = new HashSet<Ref>();
            try (PreparedStatement statement = connection.prepareStatement(LOST)) {
                int at = rows.bind(statement, 1);
                statement.setString(at, node);
                try (ResultSet taken = statement.executeQuery()) {
                    while (taken.next()) {
                        var key = List.of(taken.getString(1), taken.getString(2), taken.getString(3));
                        lost.add(Objects.requireNonNull(byKey.get(key)));
                    }
                }
            }
            return lost;
        });
    }

    /// Marks a resource as to be looked at now; nothing happens if nobody reconciles it.
    public void wake(Ref ref) throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(WAKE)) {
                statement.setTimestamp(1, Timestamp.from(clock.instant()));
                bind(statement, 2, ref);
                statement.executeUpdate();
            }
            try (PreparedStatement statement = connection.prepareStatement("select pg_notify('paviour', ' work')")) {
                return statement.execute();
            }
        });
    }

    /// To be called when this node starts: gives up the leases of its former life, wakes everything that lives on
    /// it, and says that it is there.
    public void arrive() throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
                statement.setString(1, node);
                statement.executeUpdate();
            }
            try (PreparedStatement statement = connection.prepareStatement(WAKE_NODE)) {
                statement.setTimestamp(1, Timestamp.from(clock.instant()));
                statement.setString(2, node);
                return statement.executeUpdate();
            }
        });
        beat();
    }

    /// Says that this node is alive. To be called well within [#NODE_GONE].
    public void beat() throws IOException {
        database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SEEN)) {
                statement.setString(1, node);
                statement.setTimestamp(2, Timestamp.from(clock.instant()));
                return statement.executeUpdate();
            }
        });
    }

    private static void bind(PreparedStatement statement, int at, Ref ref) throws SQLException {
        statement.setString(at, ref.kind().toString());
        statement.setString(at + 1, ref.namespace());
        statement.setString(at + 2, ref.name());
    }
}
