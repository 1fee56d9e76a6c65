/// The loop: wakes reconcilers for what changed until the world agrees; journals actions.
@NullMarked
package io.paviour.reconcile;

import org.jspecify.annotations.NullMarked;
