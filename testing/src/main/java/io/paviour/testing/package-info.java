/// The workbench: a whole house, a clock and a driver's contract, for tests.
@NullMarked
package io.paviour.testing;

import org.jspecify.annotations.NullMarked;
