package io.paviour.store;

import io.paviour.resource.Ref;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows for `unnest`: one array a column, each bound as one parameter.
final class Rows {
    private final String[] types;
    private final List<List<@Nullable Object>> columns = new ArrayList<>();

    /// Rows with columns of these SQL types.
    Rows(String... types) {
        this.types = types;
        for (int i = 0; i < types.length; i++) {
            columns.add(new ArrayList<>());
        }
    }

    /// Rows of kind, namespace and name.
    static Rows refs() {
        return new Rows("text", "text", "text");
    }

    static List<String> key(Ref ref) {
        return List.of(ref.kind().toString(), ref.namespace(), ref.name());
    }

    void add(@Nullable Object... values) {
        for (int i = 0; i < values.length; i++) {
            columns.get(i).add(values[i]);
        }
    }

    void add(Ref ref) {
        add(ref.kind().toString(), ref.namespace(), ref.name());
    }

    /// Binds one array a column from parameter `at` on.
    ///
    /// @return the next parameter
    int bind(PreparedStatement statement, int at) throws SQLException {
        for (int i = 0; i < types.length; i++) {
            statement.setArray(
                    at + i,
                    statement
                            .getConnection()
                            .createArrayOf(types[i], columns.get(i).toArray()));
        }
        return at + types.length;
    }
}
