/// The gauge board: numbers that rooms count and steps that they take, read by whoever shows them.
///
/// Start at [Board]. A room counts with plain objects of its own ([Counter], [Level], [Histogram], and [Labelled] where
/// there is one for each kind or route) and hands them out as [Family]s; it knows nothing of formats and of those who
/// read. [Tracing] is told of steps that take time.
@NullMarked
package io.paviour.gauge;

import org.jspecify.annotations.NullMarked;
