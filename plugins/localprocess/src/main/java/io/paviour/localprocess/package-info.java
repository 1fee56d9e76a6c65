/// The localprocess driver: workloads as processes on this machine.
@NullMarked
package io.paviour.localprocess;

import org.jspecify.annotations.NullMarked;
