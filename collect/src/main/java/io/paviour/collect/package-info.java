/// The broom: takes away what has lost its owner, its namespace or its kind.
///
/// Start at [Collector], which hears of every change and, on the one replica that leads, does the chores that follow:
/// each is a small piece of Kubernetes' garbage collection. What has to be done is always found anew from what there
/// is, so a crash loses nothing, and doing a chore twice does no harm.
@NullMarked
package io.paviour.collect;

import org.jspecify.annotations.NullMarked;
