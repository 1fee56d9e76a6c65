/// The desk: every read and write of a resource takes this one path.
///
/// Lists and watches are served from its in-memory view.
@NullMarked
package io.paviour.registry;

import org.jspecify.annotations.NullMarked;
