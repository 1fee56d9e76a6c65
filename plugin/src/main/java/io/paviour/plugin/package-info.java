/// The door: what a feature may ask of the house, and the house of a feature.
@NullMarked
package io.paviour.plugin;

import org.jspecify.annotations.NullMarked;
