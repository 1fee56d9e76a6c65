package io.paviour.store;

import io.paviour.resource.Ref;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Rows for `unnest`: one array a column, each bound as one parameter.
final class Rows {
    private final Column[] columns;
    private final List<List<@Nullable Object>> values = new ArrayList<>();

    /// What a column holds.
    ///
    /// The driver sends an array of exactly this class as it is; an array of plain objects it would write as text,
    /// every quotation mark escaped, for the server to read again.
    enum Column {
        TEXT("text", String[]::new),
        NUMBER("bigint", Long[]::new),
        FLAG("boolean", Boolean[]::new),
        BYTES("bytea", byte[][]::new);

        private final String type;

        @SuppressWarnings("ImmutableEnumChecker") // a constructor's name
        private final IntFunction<Object[]> array;

        Column(String type, IntFunction<Object[]> array) {
            this.type = type;
            this.array = array;
        }
    }

    /// Rows with these columns.
    Rows(Column... columns) {
        this.columns = columns;
        for (int i = 0; i < columns.length; i++) {
            values.add(new ArrayList<>());
        }
    }

    /// Rows of kind, namespace and name.
    static Rows refs() {
        return new Rows(Column.TEXT, Column.TEXT, Column.TEXT);
    }

    static List<String> key(Ref ref) {
        return List.of(ref.kind().toString(), ref.namespace(), ref.name());
    }

    boolean isEmpty() {
        return values.getFirst().isEmpty();
    }

    void add(@Nullable Object... row) {
        for (int i = 0; i < row.length; i++) {
            values.get(i).add(row[i]);
        }
    }

    void add(Ref ref) {
        add(ref.kind().toString(), ref.namespace(), ref.name());
    }

    /// Binds one array a column from parameter `at` on.
    ///
    /// @return the next parameter
    int bind(PreparedStatement statement, int at) throws SQLException {
        for (int i = 0; i < columns.length; i++) {
            Object[] array = values.get(i).toArray(columns[i].array);
            statement.setArray(at + i, statement.getConnection().createArrayOf(columns[i].type, array));
        }
        return at + columns.length;
    }
}
