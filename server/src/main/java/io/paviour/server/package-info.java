/// The key: reads settings, builds the house by hand, opens and closes it.
@NullMarked
package io.paviour.server;

import org.jspecify.annotations.NullMarked;
