package io.paviour.registry;

/// Which part of a resource a write is about; the other part stays as it is.
public enum Part {
    /// All but the status, for kinds that have a status subresource.
    MAIN(""),
    /// The status alone.
    STATUS("status"),
    /// The number of replicas alone.
    SCALE("scale");

    private final String subresource;

    Part(String subresource) {
        this.subresource = subresource;
    }

    /// The name of the subresource, empty for the resource itself.
    public String subresource() {
        return subresource;
    }
}
