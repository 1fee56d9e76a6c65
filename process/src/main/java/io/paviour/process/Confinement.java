package io.paviour.process;

/// What a child may be and use, and how it is asked to leave.
///
/// @param identity as whom it runs
/// @param limits what it and its descendants may use together
/// @param stop the signal that asks it to end: sent by [Child#stop], and by the kernel when the platform dies
public record Confinement(Identity identity, Limits limits, Signal stop) {
    /// The platform's own user, no limits, ended by `TERM`.
    public static Confinement none() {
        return new Confinement(new Identity.Same(), Limits.none(), Signal.TERM);
    }

    public Confinement withIdentity(Identity other) {
        return new Confinement(other, limits, stop);
    }

    public Confinement withLimits(Limits other) {
        return new Confinement(identity, other, stop);
    }

    public Confinement withStop(Signal other) {
        return new Confinement(identity, limits, other);
    }
}
