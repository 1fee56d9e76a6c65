/// The standard: golden paths, scorecards, policies, waivers.
///
/// Start at [PathsPlugin]. So far it brings the kind `GoldenPath`, which says what a service on the path consists of
/// and which standards it keeps; nothing measures services by it yet.
@NullMarked
package io.paviour.paths;

import org.jspecify.annotations.NullMarked;
