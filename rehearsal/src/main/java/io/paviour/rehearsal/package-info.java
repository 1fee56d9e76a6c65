/// The rehearsal: the desk of one replica on a real database, for the tests of the rooms below.
///
/// Start at [TestDesk].
@NullMarked
package io.paviour.rehearsal;

import org.jspecify.annotations.NullMarked;
