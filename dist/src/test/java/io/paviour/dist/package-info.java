/// Tests of the whole platform, started from its distribution as its users start it.
@NullMarked
package io.paviour.dist;

import org.jspecify.annotations.NullMarked;
