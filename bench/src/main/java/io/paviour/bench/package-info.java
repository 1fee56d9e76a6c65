/// The scales: measures a distribution from outside, as its users and its machine meet it.
///
/// Start at [Bench]. Needs nothing but the JDK, so that it runs from its sources: `./paviour bench <question>`.
@NullMarked
package io.paviour.bench;

import org.jspecify.annotations.NullMarked;
