package io.paviour.registry;

/// How a write is to be done.
///
/// @param dryRun go all the way but do not store
/// @param unknownFields what to do about fields that the schema does not know
/// @param fieldManager who writes, by the client's own name
public record Options(boolean dryRun, Unknown unknownFields, String fieldManager) {
    /// What to do about unknown fields; they are never stored.
    public enum Unknown {
        /// Refuse the write.
        STRICT,
        /// Leave them out and say so.
        WARN,
        /// Leave them out.
        IGNORE
    }

    /// A real and strict write.
    public static Options strict(String fieldManager) {
        return new Options(false, Unknown.STRICT, fieldManager);
    }
}
