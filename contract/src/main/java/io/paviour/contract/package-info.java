/// The contract: what every driver promises, as tests that its author extends, and the loop in small to run it in.
///
/// Start at [DriverContract].
@NullMarked
package io.paviour.contract;

import org.jspecify.annotations.NullMarked;
