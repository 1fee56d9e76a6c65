/// The ground: rows, revisions, transactions, the change feed and the work queue in PostgreSQL.
@NullMarked
package io.paviour.store;

import org.jspecify.annotations.NullMarked;
