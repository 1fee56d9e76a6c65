/// The door: what a feature may ask of the house, and the house of a feature.
///
/// Start at [Plugin]. A plugin brings kinds, [Reconciler]s that make the world agree with resources of a kind,
/// [Driver]s that fulfil claims by an outside engine, and [Subresource]s. All of them look first, then say what
/// they would do as a [Plan], and the house carries the plan out: so a preview is exact and a crash resumes.
@NullMarked
package io.paviour.plugin;

import org.jspecify.annotations.NullMarked;
