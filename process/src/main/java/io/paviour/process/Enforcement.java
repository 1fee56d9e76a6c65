package io.paviour.process;

/// By which means a child's [Limits] are enforced, or why they are not.
public sealed interface Enforcement {
    /// The kernel enforces the limits.
    record By(Means means) implements Enforcement {}

    /// Nobody does: the child may take what it likes. `reason` is one sentence for whoever runs the machine.
    record None(String reason) implements Enforcement {}

    /// The ways to a cgroup, in the order they are tried.
    enum Means {
        SYSTEMD_SCOPE,
        CGROUP_V2,
        CGROUP_V1
    }
}
