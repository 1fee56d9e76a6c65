/// The proving ground: a real PostgreSQL, a clock in hand and a way to wait, for the tests of the rooms below the
/// house.
///
/// Start at [TestPostgres]. Nothing but tests may lean on this room.
@NullMarked
package io.paviour.trial;

import org.jspecify.annotations.NullMarked;
