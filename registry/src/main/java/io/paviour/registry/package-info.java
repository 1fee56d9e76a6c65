/// The desk: every read and write of a resource takes this one path.
///
/// Start at [Registry]. A request is authorised, merged, completed with defaults, checked against the schema of its
/// [io.paviour.schema.Kind] ([Draft]), written through the ledger and audited with it; reads, lists and watches are
/// served from the [View], which follows the change feed.
@NullMarked
package io.paviour.registry;

import org.jspecify.annotations.NullMarked;
