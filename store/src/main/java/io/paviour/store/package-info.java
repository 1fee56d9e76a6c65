/// The ground: rows, revisions, transactions, the change feed and the work queue in PostgreSQL.
///
/// Start at [Database], which opens the only connections of the house, and [Ledger], through which every resource is
/// written. What was written is told by the [ChangeFeed], in the order of commits and without gaps; what has to be
/// looked at lies in the [WorkQueue]. Nothing here knows what a resource means.
@NullMarked
package io.paviour.store;

import org.jspecify.annotations.NullMarked;
