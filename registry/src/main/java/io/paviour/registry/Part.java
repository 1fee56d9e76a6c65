package io.paviour.registry;

/// Which part of a resource a write is about; the other part stays as it is.
public enum Part {
    /// All but the status, for kinds that have a status subresource.
    MAIN,
    /// The status alone.
    STATUS
}
