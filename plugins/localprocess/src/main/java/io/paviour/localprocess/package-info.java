/// The shed: runs workloads as supervised processes of this machine.
///
/// Start at [LocalProcessPlugin]. The driver decides ([Rollout]: a pure plan) which replicas there are and from which
/// release; the [Supervisor] keeps each of them running, by the clock, whether or not the house looks.
@NullMarked
package io.paviour.localprocess;

import org.jspecify.annotations.NullMarked;
