package io.paviour.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/// Writes a database down as a [Script], from one snapshot: PostgreSQL's own functions tell how its objects are made,
/// and COPY gives the rows. Whoever reads rows runs what a tenant wrote, see [DumpRole].
final class Dumper {
    private static final int REFRESH_PHASE = 85;

    private static final List<String> SESSION = List.of(
            "set client_encoding = 'UTF8'",
            "set standard_conforming_strings = on",
            "set datestyle = 'ISO, YMD'",
            "set intervalstyle = 'postgres'",
            "set extra_float_digits = 3",
            "set bytea_output = 'hex'",
            "set xmloption = 'content'");

    private static final String TABLES = Recipes.WITH + """
            select c.oid, c.oid::regclass::text,
                   (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
                     where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')
              from relation c where c.relkind = 'r' order by 2
            """;

    private static final String SEQUENCES =
            Recipes.WITH + "select c.oid, c.oid::regclass::text from relation c where c.relkind = 'S' order by 2";

    private static final String MATERIALIZED =
            Recipes.WITH + "select c.oid::regclass::text from relation c where c.relkind = 'm' and c.relispopulated";

    private final Connection connection;

    private Dumper(Connection connection) {
        this.connection = connection;
    }

    /// How many rows of a table are in a dump.
    record Count(String table, long rows) {}

    /// How a sequence gets the value it has.
    private record Value(long oid, String sequence, String statement) {}

    /// What a dump of this database would miss; empty if it would be complete. Reads the catalogs only.
    static List<String> unknown(Connection connection) throws SQLException {
        begin(connection);
        try {
            List<String> unknown = new ArrayList<>(Unknown.in(connection));
            if (unknown.isEmpty()) {
                unknown.addAll(new Dumper(connection).sorted(List.of()).knots());
            }
            return unknown;
        } finally {
            connection.rollback();
        }
    }

    /// Writes everything.
    ///
    /// @return the rows of each table, in the order they were written
    /// @throws IOException if something would be missing, or rows were counted wrong
    static List<Count> write(Connection connection, String title, OutputStream out) throws SQLException, IOException {
        List<String> unknown = unknown(connection);
        if (!unknown.isEmpty()) {
            throw new IOException("a dump would miss " + String.join(", ", unknown));
        }
        begin(connection);
        try {
            return new Dumper(connection).write(title, out);
        } finally {
            connection.rollback();
        }
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Connections.run(connection, "set transaction isolation level repeatable read, read only");
        // With everything outside pg_catalog out of sight, PostgreSQL writes every name in full; and rows that a policy
        // would hide are an error.
        Connections.run(connection, "set local search_path = ''", "set local row_security = off");
        Connections.run(connection, SESSION.toArray(String[]::new));
    }

    private List<Count> write(String title, OutputStream out) throws SQLException, IOException {
        Script.comment(out, "Paviour dump, format " + Script.FORMAT + ": " + title);
        for (String setting : SESSION) {
            Script.statement(out, setting);
        }
        Script.statement(out, "select pg_catalog.set_config('search_path', '', false)");
        Script.statement(out, "set check_function_bodies = false");
        List<Count> counts = new ArrayList<>();
        boolean refreshed = false;
        List<String> populated = strings(MATERIALIZED);
        List<String> refreshes = new ArrayList<>();
        for (Sorting.Item item : sorted(values()).items()) {
            if (item.phase() > REFRESH_PHASE && !refreshed) {
                refresh(refreshes, out);
                refreshed = true;
            }
            for (String statement : item.statements()) {
                Script.statement(out, statement);
            }
            if (item.isRows()) {
                counts.add(rows(item, out));
            }
            // A view is made before those that read it, and is to be filled in the same order.
            if (populated.contains(item.name())) {
                refreshes.add(item.name());
            }
        }
        if (!refreshed) {
            refresh(refreshes, out);
        }
        return counts;
    }

    private static void refresh(List<String> views, OutputStream out) throws IOException {
        for (String view : views) {
            Script.statement(out, "REFRESH MATERIALIZED VIEW " + view);
        }
    }

    private Count rows(Sorting.Item item, OutputStream out) throws SQLException, IOException {
        Script.beginCopy(out, "COPY " + item.copy() + " FROM stdin");
        long copied =
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy " + item.copy() + " to stdout", out);
        Script.endCopy(out);
        long counted = Long.parseLong(
                strings("select count(*)::text from only " + item.name()).getFirst());
        if (copied != counted) {
            throw new IOException(item.name() + " has " + counted + " rows, but " + copied + " were written");
        }
        return new Count(item.name(), copied);
    }

    /// Everything there is, in an order in which it can be made again.
    ///
    /// @param values the sequences' values: to read them is no matter of the catalogs alone
    private Sorting sorted(List<Value> values) throws SQLException {
        var sorting = new Sorting();
        int version = connection.getMetaData().getDatabaseMajorVersion();
        for (String recipe : Recipes.all(version)) {
            recipe(recipe, sorting);
        }
        long relations = oid("pg_class");
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                String columns = rows.getString(3);
                String copy = rows.getString(2) + (columns == null ? "" : " (" + columns + ")");
                sorting.addRows(new Sorting.Key(relations, rows.getLong(1)), rows.getString(2), copy);
            }
        }
        for (Value value : values) {
            sorting.addAfter(
                    new Sorting.Key(relations, value.oid()),
                    new Sorting.Item(Recipes.ROWS_PHASE, value.sequence(), List.of(value.statement()), ""));
        }
        sorting.addDependencies(connection);
        sorting.sort();
        return sorting;
    }

    private List<Value> values() throws SQLException {
        List<Value> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SEQUENCES)) {
            while (rows.next()) {
                String sequence = rows.getString(2);
                values.add(new Value(rows.getLong(1), sequence, value(sequence)));
            }
        }
        return values;
    }

    private String value(String sequence) throws SQLException {
        return strings("select format('SELECT pg_catalog.setval(%L, %s, %L)', " + Sql.text(sequence)
                        + ", last_value, is_called) from " + sequence)
                .getFirst();
    }

    private void recipe(String query, Sorting sorting) throws SQLException {
        long attachments = oid("pg_inherits");
        long relations = oid("pg_class");
        try (PreparedStatement statement = connection.prepareStatement(Recipes.WITH + query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                var key = new Sorting.Key(rows.getLong(1), rows.getLong(2));
                List<String> statements = List.of((String[]) rows.getArray(5).getArray());
                var item = new Sorting.Item(rows.getInt(3), rows.getString(4), statements, "");
                if (key.catalog() == attachments) {
                    sorting.addAfter(new Sorting.Key(relations, key.oid()), item);
                } else if (item.phase() > REFRESH_PHASE) {
                    sorting.addLast(item);
                } else {
                    sorting.add(key, item);
                }
            }
        }
    }

    private long oid(String catalog) throws SQLException {
        return Long.parseLong(
                strings("select " + Sql.text(catalog) + "::regclass::oid::text").getFirst());
    }

    private List<String> strings(String query) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }
}
