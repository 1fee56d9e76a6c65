package io.paviour.provision;

/// The kinds that an environment is made of, in the order in which they are created; they go in the opposite order,
/// except that databases go before the secrets that lead to them.
enum PartKind {
    /// A named set of values.
    SECRET("Secret", "SecretsReady", "secret"),
    /// A database.
    DATABASE("Database", "DatabasesReady", "database"),
    /// A service that runs.
    WORKLOAD("Workload", "WorkloadsReady", "workload"),
    /// A hostname.
    ROUTE("Route", "NetworkReady", "route");

    private final String kind;
    private final String condition;
    private final String noun;

    PartKind(String kind, String condition, String noun) {
        this.kind = kind;
        this.condition = condition;
        this.noun = noun;
    }

    /// The kind of the child resource.
    String kind() {
        return kind;
    }

    /// The condition of the environment that speaks of these parts.
    String condition() {
        return condition;
    }

    /// The word for one of them in a sentence.
    String noun() {
        return noun;
    }
}
