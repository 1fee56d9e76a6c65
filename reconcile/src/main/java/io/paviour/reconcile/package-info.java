/// The loop: wakes reconcilers for what changed until the world agrees; journals actions.
///
/// Start at [ReconcileLoop], which takes what is due from the work queue, and [Pass], which looks at one resource:
/// observe, plan, act, and again until nothing is left to do. [Preview] says what a pass would do. The room knows
/// resources by name only; what to do about them is the business of the [io.paviour.plugin.Reconciler].
@NullMarked
package io.paviour.reconcile;

import org.jspecify.annotations.NullMarked;
