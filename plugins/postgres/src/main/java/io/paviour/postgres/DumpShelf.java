package io.paviour.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps final dumps in a database of the tenants' server, so that every platform that reaches the server reaches them.
/// A dump counts only when it is complete: written, read again, and found to be what was written.
final class DumpShelf implements AutoCloseable {
    static final String DATABASE = "paviour_dumps";

    /// Dumping and restoring take a second connection while they hold one: so only a few at once.
    private static final int AT_ONCE_MAX = 2;

    private static final Duration TIDY_EVERY = Duration.ofHours(1);
    private static final Duration UNFINISHED_KEPT = Duration.ofDays(1);
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String DUPLICATE_KEY = "23505";

    private static final String SHELF = """
            create table if not exists dump (
                id text primary key,
                format integer not null,
                namespace text not null,
                claim text not null,
                uid text not null,
                database text not null,
                begun_at timestamptz not null,
                expires_at timestamptz not null,
                bytes bigint not null default 0,
                sha256 text not null default '',
                complete boolean not null default false);
            create table if not exists dump_table (
                dump text not null references dump on delete cascade,
                number integer not null,
                name text not null,
                rows bigint not null,
                primary key (dump, number));
            create table if not exists chunk (
                dump text not null references dump on delete cascade,
                number integer not null,
                data bytea not null,
                primary key (dump, number))
            """;

    private static final Logger LOG = LoggerFactory.getLogger(DumpShelf.class);

    private final Connections connections;
    private final DumpRole role;
    private final InstantSource clock;
    private final Duration window;
    private final Semaphore free = new Semaphore(AT_ONCE_MAX, true);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean stands;

    /// @param window how long a dump is kept
    DumpShelf(Connections connections, RandomGenerator random, InstantSource clock, Duration window) {
        this.connections = connections;
        this.role = new DumpRole(connections, random);
        this.clock = clock;
        this.window = window;
    }

    /// For a plan that is made before the dump is.
    String windowText() {
        return "for " + (window.toHours() % 24 == 0 ? window.toDays() + " days" : window.toMinutes() + " minutes");
    }

    /// Makes the database and its tables if they are not there.
    private void stand() throws IOException, InterruptedException {
        if (stands) {
            return;
        }
        connections.onServer(connection -> {
            String database = Sql.name(DATABASE);
            if (!exists(connection)) {
                try {
                    Connections.run(
                            connection,
                            "create database " + database
                                    + " template template0 encoding 'UTF8' allow_connections false");
                } catch (SQLException failure) {
                    String state = String.valueOf(failure.getSQLState());
                    if (!state.equals(DUPLICATE_DATABASE) && !state.equals(DUPLICATE_KEY)) {
                        throw failure;
                    }
                }
            }
            if (!isOurs(connection)) {
                throw new IOException("database " + DATABASE + " belongs to neither the administrator nor a superuser");
            }
            Connections.run(
                    connection,
                    "revoke all on database " + database + " from public",
                    "alter database " + database + " allow_connections true");
            return true;
        });
        connections.onDatabase(DATABASE, connection -> {
            connection.setAutoCommit(false);
            Connections.run(
                    connection,
                    "select pg_advisory_xact_lock(hashtextextended('paviour shelf', 0))",
                    "set local search_path = public",
                    SHELF);
            connection.commit();
            return true;
        });
        stands = true;
    }

    /// Who may create databases could have made one of this name beforehand, to be trusted with what tenants had.
    private static boolean isOurs(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select from pg_database d join pg_roles o on o.oid = d.datdba
                 where d.datname = ? and (o.rolname = current_user or o.rolsuper)
                """)) {
            statement.setString(1, DATABASE);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select from pg_database where datname = ?")) {
            statement.setString(1, DATABASE);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private <T> T onShelf(Connections.Use<T> use) throws IOException, InterruptedException {
        stand();
        return connections.onData(DATABASE, connection -> {
            Connections.run(connection, "set search_path = public");
            return use.with(connection);
        });
    }

    /// Looks on the shelf without making one.
    private <T> T ifStands(T otherwise, Connections.Use<T> use) throws IOException, InterruptedException {
        return stands || connections.onServer(DumpShelf::exists) ? onShelf(use) : otherwise;
    }

    /// Writes the final dump of a claim's database, unless there is a complete one.
    void dump(Claim claim) throws IOException, InterruptedException {
        tidy();
        free.acquire();
        try {
            onShelf(shelf -> {
                String id = claim.dumpId();
                lock(shelf, id);
                if (!isComplete(shelf, id)) {
                    write(shelf, claim);
                    verify(shelf, id);
                }
                return true;
            });
        } finally {
            free.release();
        }
    }

    private void write(Connection shelf, Claim claim) throws SQLException, IOException, InterruptedException {
        String id = claim.dumpId();
        begin(shelf, claim);
        var out = new Chunks.Out(shelf, id);
        List<Dumper.Count> counts =
                role.in(claim, tenant -> Dumper.write(tenant, "database " + claim.identifier() + " of " + claim, out));
        out.close();
        try (PreparedStatement statement =
                shelf.prepareStatement("insert into dump_table (dump, number, name, rows) values (?, ?, ?, ?)")) {
            for (int i = 0; i < counts.size(); i++) {
                statement.setString(1, id);
                statement.setInt(2, i);
                statement.setString(3, counts.get(i).table());
                statement.setLong(4, counts.get(i).rows());
                statement.executeUpdate();
            }
        }
        try (PreparedStatement statement =
                shelf.prepareStatement("update dump set bytes = ?, sha256 = ? where id = ?")) {
            statement.setLong(1, out.bytes());
            statement.setString(2, out.sha256Hex());
            statement.setString(3, id);
            statement.executeUpdate();
        }
    }

    private void begin(Connection shelf, Claim claim) throws SQLException {
        remove(shelf, claim.dumpId());
        Instant now = clock.instant();
        try (PreparedStatement statement = shelf.prepareStatement("""
                insert into dump (id, format, namespace, claim, uid, database, begun_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            statement.setString(1, claim.dumpId());
            statement.setInt(2, Script.FORMAT);
            statement.setString(3, claim.resource().namespace());
            statement.setString(4, claim.resource().name());
            statement.setString(5, claim.resource().uid());
            statement.setString(6, claim.identifier());
            statement.setTimestamp(7, Timestamp.from(now));
            statement.setTimestamp(8, Timestamp.from(now.plus(window)));
            statement.executeUpdate();
        }
    }

    /// Reads a dump again as a restore would, and only then calls it complete.
    private static void verify(Connection shelf, String id) throws SQLException, IOException {
        List<Long> counts = new ArrayList<>();
        var in = new Chunks.In(shelf, id);
        for (Script.Part part = Script.next(in); part != null; part = Script.next(in)) {
            if (part.isCopy()) {
                var rows = new Script.Rows(in);
                rows.transferTo(OutputStream.nullOutputStream());
                counts.add(rows.count());
            }
        }
        try (PreparedStatement statement = shelf.prepareStatement("""
                update dump set complete = true
                 where id = ? and sha256 = ?
                   and array(select t.rows from dump_table t where t.dump = id order by t.number) = ?
                """)) {
            statement.setString(1, id);
            statement.setString(2, in.sha256Hex());
            statement.setArray(3, shelf.createArrayOf("bigint", counts.toArray()));
            if (statement.executeUpdate() != 1) {
                throw new IOException("dump " + id + " is not what was written: it will be written again");
            }
        }
    }

    private static void lock(Connection shelf, String id) throws SQLException {
        try (PreparedStatement statement = shelf.prepareStatement("select pg_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "dump " + id);
            statement.execute();
        }
    }

    /// Fills a new database from a dump, all or nothing, as the tenant itself: what is in a dump was written by
    /// a tenant and must not run with an administrator's rights.
    void restore(String id, Claim claim, Credentials tenant) throws IOException, InterruptedException {
        free.acquire();
        try {
            onShelf(shelf -> connections.as(tenant, connection -> {
                if (isKept(shelf, id, claim.resource().namespace())) {
                    Restore.run(connection, new Chunks.In(shelf, id), sha256(shelf, id), claim, id);
                }
                return true;
            }));
        } finally {
            free.release();
        }
    }

    /// Whether a database has nothing in it.
    boolean isEmpty(String database) throws IOException, InterruptedException {
        return connections.onCatalogs(database, Restore::isEmpty);
    }

    /// What a dump would miss.
    List<String> unknownIn(String database) throws IOException, InterruptedException {
        return connections.onCatalogs(database, Dumper::unknown);
    }

    boolean holds(String id) throws IOException, InterruptedException {
        return ifStands(false, shelf -> isComplete(shelf, id));
    }

    /// Whether there is a complete dump that a claim may begin with: one of its own namespace.
    boolean holdsFor(String id, Claim claim) throws IOException, InterruptedException {
        return ifStands(false, shelf -> isKept(shelf, id, claim.resource().namespace()));
    }

    /// Until when a dump is kept, as in `2026-11-29T14:00:00Z`; empty if there is no complete one.
    String keptUntil(String id) throws IOException, InterruptedException {
        return ifStands("", shelf -> {
            try (PreparedStatement statement =
                    shelf.prepareStatement("select expires_at from dump where id = ? and complete")) {
                statement.setString(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? row.getTimestamp(1)
                                    .toInstant()
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString()
                            : "";
                }
            }
        });
    }

    private static boolean isComplete(Connection shelf, String id) throws SQLException {
        try (PreparedStatement statement = shelf.prepareStatement("select from dump where id = ? and complete")) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static boolean isKept(Connection shelf, String id, String namespace) throws SQLException {
        try (PreparedStatement statement =
                shelf.prepareStatement("select from dump where id = ? and namespace = ? and complete")) {
            statement.setString(1, id);
            statement.setString(2, namespace);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static String sha256(Connection shelf, String id) throws SQLException {
        try (PreparedStatement statement = shelf.prepareStatement("select sha256 from dump where id = ?")) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    void remove(String id) throws IOException, InterruptedException {
        ifStands(false, shelf -> remove(shelf, id));
    }

    private static boolean remove(Connection shelf, String id) throws SQLException {
        try (PreparedStatement statement = shelf.prepareStatement("delete from dump where id = ?")) {
            statement.setString(1, id);
            return statement.executeUpdate() > 0;
        }
    }

    /// Removes dumps whose time is over, and what was begun long ago and never finished.
    void tidy() throws IOException, InterruptedException {
        Instant now = clock.instant();
        ifStands(0, shelf -> {
            try (PreparedStatement statement = shelf.prepareStatement(
                    "delete from dump where (complete and expires_at <= ?) or (not complete and begun_at <= ?)")) {
                statement.setTimestamp(1, Timestamp.from(now));
                statement.setTimestamp(2, Timestamp.from(now.minus(UNFINISHED_KEPT)));
                return statement.executeUpdate();
            }
        });
    }

    /// Tidies at once and every hour, in the background, if there is a server to tidy.
    void tidyNowAndThen() {
        Thread.ofVirtual().name("expiry of final dumps").start(() -> {
            try {
                do {
                    tidyIfInUse();
                } while (!closed.await(TIDY_EVERY.toMinutes(), TimeUnit.MINUTES));
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void tidyIfInUse() throws InterruptedException {
        if (!connections.server().isInUse()) {
            return;
        }
        try {
            tidy();
        } catch (IOException failure) {
            LOG.warn("Expired dumps were not removed: {}", failure.getMessage());
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
