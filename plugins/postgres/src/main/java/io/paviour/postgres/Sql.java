package io.paviour.postgres;

/// Puts names and texts into a statement where PostgreSQL takes no parameters.
final class Sql {
    private Sql() {}

    /// An identifier, quoted.
    ///
    /// @throws IllegalArgumentException if it holds a NUL, which no PostgreSQL text can
    static String name(String identifier) {
        return "\"" + plain(identifier).replace("\"", "\"\"") + "\"";
    }

    /// A string constant. Its backslashes mean themselves whatever `standard_conforming_strings` says.
    ///
    /// @throws IllegalArgumentException if it holds a NUL, which no PostgreSQL text can
    static String text(String value) {
        String quoted = "'" + plain(value).replace("'", "''").replace("\\", "\\\\") + "'";
        return value.indexOf('\\') < 0 ? quoted : "E" + quoted;
    }

    private static String plain(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL cannot be part of an SQL text");
        }
        return value;
    }
}
