/// The leash: starts operating-system children that never outlive the platform.
@NullMarked
package io.paviour.process;

import org.jspecify.annotations.NullMarked;
