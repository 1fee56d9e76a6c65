/// The handset: commands over the same HTTP as everyone.
@NullMarked
package io.paviour.cli;

import org.jspecify.annotations.NullMarked;
