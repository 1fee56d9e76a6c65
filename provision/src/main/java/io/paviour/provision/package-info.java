/// The yard: databases, caches, queues, secrets, environments become calls on drivers.
///
/// Start at [ProvisionPlugin]. An `Environment` is taken apart into a [Blueprint] of child resources; a child that is
/// a claim (`Database`, `Workload`, `Route`) is fulfilled by whichever driver the house has for it. The kinds
/// themselves are the manifests in `kinds/`.
@NullMarked
package io.paviour.provision;

import org.jspecify.annotations.NullMarked;
