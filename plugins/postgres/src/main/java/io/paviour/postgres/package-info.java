/// The postgres driver: a database and a login role of its own for every claim, on a PostgreSQL server for tenants.
///
/// Start at [PostgresPlugin]. [Look] sees what there is in one query, [Blueprint] says what to do next as a pure
/// function, [Works] does it. A claim's identifiers, and how they are marked as ours, are in [Claim]. What a deleted
/// database leaves behind is written by [Dumper] (a plain SQL script), kept by [DumpShelf] and read by [Restore].
@NullMarked
package io.paviour.postgres;

import org.jspecify.annotations.NullMarked;
